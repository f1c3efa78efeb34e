namespace Quiver.Circuits.Formats;

/// <summary>An expression in postfix order, so that long ones need no recursion, with its line and its place in the text.</summary>
internal sealed record QasmExpression(QasmInstruction[] Code, int Line, QasmTokenizer Text, int Start, int End)
{
    /// <summary>The expression as written, cut where it is long; made when a message asks for it.</summary>
    public string Source => Text.Slice(Start, End);
}
