namespace Quiver.Circuits.Formats;

/// <summary>What a name means: qubits, bits, a constant, or a variable known while reading.</summary>
internal sealed class QasmSymbol(int[]? qubits, int[]? bits, QasmValue value, bool isVariable)
{
    public int[]? Qubits { get; } = qubits;

    public int[]? Bits { get; } = bits;

    public QasmValue Value { get; set; } = value;

    public bool IsVariable { get; } = isVariable;

    public static QasmSymbol OfQubits(int[] qubits) => new(qubits, null, default, false);

    public static QasmSymbol OfBits(int[] bits) => new(null, bits, default, false);

    public static QasmSymbol OfValue(QasmValue value, bool isVariable = false) => new(null, null, value, isVariable);
}
