namespace Quiver.Circuits.Formats;

/// <summary>What a name means: qubits, bits, a constant, or a variable known while reading.</summary>
internal sealed class QasmSymbol(int[]? qubits, int[]? bits, QasmValue value, bool isVariable)
{
    public int[]? Qubits { get; } = qubits;

    public int[]? Bits { get; } = bits;

    public QasmValue Value { get; set; } = value;

    public bool IsVariable { get; } = isVariable;

    /// <summary>The type of a declared variable; empty for what has none of its own.</summary>
    public string Type { get; init; } = string.Empty;

    /// <summary>Bits of an int or uint; null where none were written.</summary>
    public int? Width { get; init; }

    public static QasmSymbol OfQubits(int[] qubits) => new(qubits, null, default, false);

    public static QasmSymbol OfBits(int[] bits) => new(null, bits, default, false);

    public static QasmSymbol OfValue(QasmValue value) => new(null, null, value, false);
}
