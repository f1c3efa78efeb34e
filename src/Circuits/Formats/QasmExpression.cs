namespace Quiver.Circuits.Formats;

/// <summary>An expression in postfix order, so that long ones need no recursion, with its line and source.</summary>
internal sealed record QasmExpression(QasmInstruction[] Code, int Line, string Source);
