using Quiver.Circuits.Gates;
using Quiver.Core.Bits;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>Signed Pauli strings that Clifford gates conjugate.</summary>
internal sealed class PauliRows
{
    private readonly ulong[][] x;
    private readonly ulong[][] z;
    private readonly bool[] negative;
    private readonly int qubits;

    public PauliRows(IReadOnlyList<PauliString> strings)
    {
        qubits = strings[0].Qubits;
        x = [.. strings.Select(static s => s.X.ToArray())];
        z = [.. strings.Select(static s => s.Z.ToArray())];
        negative = new bool[strings.Count];
    }

    public int Count => x.Length;

    public bool X(int row, int qubit) => BitWords.Get(x[row], qubit);

    public bool Z(int row, int qubit) => BitWords.Get(z[row], qubit);

    public bool IsNegative(int row) => negative[row];

    public PauliString String(int row) => new(x[row], z[row], qubits);

    public void H(int q) => Each((r, w) => CliffordRules.H(ref x[r][w], ref z[r][w], Mask(q)), q);

    public void S(int q, bool adjoint = false) => Each((r, w) => CliffordRules.S(x[r][w], ref z[r][w], Mask(q), adjoint), q);

    public void CX(int control, int target) => Each(
        (r, w) => CliffordRules.CX(x[r][w], ref z[r][w], Mask(control), ref x[r][target >> 6], z[r][target >> 6], Mask(target)), control);

    public void CZ(int a, int b) => Each(
        (r, w) => CliffordRules.CZ(x[r][w], ref z[r][w], Mask(a), x[r][b >> 6], ref z[r][b >> 6], Mask(b)), a);

    /// <summary>Applies a gate.</summary>
    /// <param name="gate">H, S, its adjoint, CX or CZ.</param>
    /// <exception cref="ArgumentException">Another gate.</exception>
    public void Apply(GateOperation gate)
    {
        switch (gate.Kind)
        {
            case GateKind.H:
                H(gate.Qubits[0]);
                break;
            case GateKind.S or GateKind.Sdg:
                S(gate.Qubits[0], gate.Kind == GateKind.Sdg);
                break;
            case GateKind.CX:
                CX(gate.Qubits[0], gate.Qubits[1]);
                break;
            case GateKind.CZ:
                CZ(gate.Qubits[0], gate.Qubits[1]);
                break;
            default:
                throw new ArgumentException($"{gate} is no gate of a measurement circuit.", nameof(gate));
        }
    }

    /// <summary>Multiplies one row onto another, up to the phase.</summary>
    public void MultiplyInto(int row, int factor)
    {
        BitWords.Xor(x[row], x[factor]);
        BitWords.Xor(z[row], z[factor]);
    }

    public void Exchange(int a, int b)
    {
        (x[a], x[b]) = (x[b], x[a]);
        (z[a], z[b]) = (z[b], z[a]);
        (negative[a], negative[b]) = (negative[b], negative[a]);
    }

    private static ulong Mask(int qubit) => 1UL << (qubit & 63);

    private void Each(Func<int, int, bool> flips, int qubit)
    {
        for (var r = 0; r < x.Length; r++)
        {
            negative[r] ^= flips(r, qubit >> 6);
        }
    }
}
