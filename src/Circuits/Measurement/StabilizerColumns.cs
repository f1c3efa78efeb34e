using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// At most 64 independent commuting Pauli strings without signs, by columns: bit r of X[q] says that string r has X or Y on qubit q.
/// Products of strings are linear maps of all columns at once, so a gate costs a few words whatever the number of strings.
/// </summary>
internal sealed class StabilizerColumns
{
    /// <summary>The most strings.</summary>
    public const int MaximumStrings = 64;

    private StabilizerColumns(ulong[] x, ulong[] z, int strings)
    {
        X = x;
        Z = z;
        Strings = strings;
    }

    public ulong[] X { get; }

    public ulong[] Z { get; }

    public int Strings { get; }

    public int Qubits => X.Length;

    public static StabilizerColumns Of(IReadOnlyList<PauliString> strings)
    {
        var qubits = strings[0].Qubits;
        var (x, z) = (new ulong[qubits], new ulong[qubits]);
        for (var r = 0; r < strings.Count; r++)
        {
            var px = strings[r].X;
            var pz = strings[r].Z;
            for (var q = 0; q < qubits; q++)
            {
                x[q] |= ((px[q >> 6] >> (q & 63)) & 1) << r;
                z[q] |= ((pz[q >> 6] >> (q & 63)) & 1) << r;
            }
        }

        return new(x, z, strings.Count);
    }

    public StabilizerColumns Copy() => new((ulong[])X.Clone(), (ulong[])Z.Clone(), Strings);

    /// <summary>The strings that anticommute with a letter on a qubit.</summary>
    public ulong Anticommuting(int qubit, byte letter) => letter switch { 1 => Z[qubit], 2 => X[qubit], _ => X[qubit] ^ Z[qubit] };

    public void Apply(PauliInteraction gate)
    {
        var (left, right) = (Anticommuting(gate.A, gate.P), Anticommuting(gate.B, gate.Q));
        Multiply(gate.B, gate.Q, left);
        Multiply(gate.A, gate.P, right);
    }

    /// <summary>The letter that all strings share on a qubit, 0 where all have I, or -1 where they have different ones.</summary>
    public int CommonLetter(int qubit) => (X[qubit], Z[qubit]) switch
    {
        (0, 0) => 0,
        (_, 0) => 1,
        (0, _) => 2,
        var (x, z) => x == z ? 3 : -1,
    };

    private void Multiply(int qubit, byte letter, ulong strings)
    {
        X[qubit] ^= (letter & 1) != 0 ? strings : 0;
        Z[qubit] ^= (letter & 2) != 0 ? strings : 0;
    }
}
