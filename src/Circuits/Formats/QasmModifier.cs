namespace Quiver.Circuits.Formats;

/// <summary>inv, ctrl, negctrl or pow, with its argument.</summary>
internal sealed record QasmModifier(string Name, QasmExpression? Argument, int Line);
