namespace Quiver.Circuits.Formats;

/// <summary>A word, number, string or sign of OpenQASM, with its line counted from 1 and its place in the text.</summary>
internal readonly record struct QasmToken(QasmTokenKind Kind, string Text, int Line, int Start, int End);
