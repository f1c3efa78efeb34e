using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>Signed Pauli strings that Clifford gates conjugate (Aaronson, Gottesman, arXiv:quant-ph/0406196, section III).</summary>
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

    public bool X(int row, int qubit) => ((x[row][qubit >> 6] >> (qubit & 63)) & 1) == 1;

    public bool Z(int row, int qubit) => ((z[row][qubit >> 6] >> (qubit & 63)) & 1) == 1;

    public bool IsNegative(int row) => negative[row];

    public PauliString String(int row) => new(x[row], z[row], qubits);

    public void H(int q)
    {
        for (var r = 0; r < x.Length; r++)
        {
            var (a, b) = (X(r, q), Z(r, q));
            negative[r] ^= a && b;
            if (a != b)
            {
                FlipX(r, q);
                FlipZ(r, q);
            }
        }
    }

    /// <summary>S: X becomes Y, Y becomes -X. Its adjoint: X becomes -Y, Y becomes X.</summary>
    public void S(int q, bool adjoint = false)
    {
        for (var r = 0; r < x.Length; r++)
        {
            if (X(r, q))
            {
                negative[r] ^= Z(r, q) != adjoint;
                FlipZ(r, q);
            }
        }
    }

    public void CX(int control, int target)
    {
        for (var r = 0; r < x.Length; r++)
        {
            var (xc, zt) = (X(r, control), Z(r, target));
            negative[r] ^= xc && zt && X(r, target) == Z(r, control);
            if (xc)
            {
                FlipX(r, target);
            }

            if (zt)
            {
                FlipZ(r, control);
            }
        }
    }

    public void CZ(int a, int b)
    {
        for (var r = 0; r < x.Length; r++)
        {
            var (xa, xb) = (X(r, a), X(r, b));
            negative[r] ^= xa && xb && Z(r, a) != Z(r, b);
            if (xb)
            {
                FlipZ(r, a);
            }

            if (xa)
            {
                FlipZ(r, b);
            }
        }
    }

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
        for (var w = 0; w < x[row].Length; w++)
        {
            x[row][w] ^= x[factor][w];
            z[row][w] ^= z[factor][w];
        }
    }

    public void Exchange(int a, int b)
    {
        (x[a], x[b]) = (x[b], x[a]);
        (z[a], z[b]) = (z[b], z[a]);
        (negative[a], negative[b]) = (negative[b], negative[a]);
    }

    private void FlipX(int row, int q) => x[row][q >> 6] ^= 1UL << (q & 63);

    private void FlipZ(int row, int q) => z[row][q >> 6] ^= 1UL << (q & 63);
}
