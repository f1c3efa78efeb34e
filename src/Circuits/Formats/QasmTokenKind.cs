namespace Quiver.Circuits.Formats;

/// <summary>Kinds of tokens.</summary>
internal enum QasmTokenKind
{
    Word,
    Number,
    Text,
    Sign,
    End,
}
