using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>Settings that measure every qubit in one of the bases X, Y, Z, and which terms they show. At most 64 qubits.</summary>
internal sealed class PauliBases
{
    private readonly ulong[] x;
    private readonly ulong[] z;
    private readonly ulong[] support;
    private readonly ulong[] mask;

    public PauliBases(PauliSum terms)
    {
        Qubits = terms.Qubits;
        Count = terms.Count;
        x = terms.AllX.ToArray();
        z = terms.AllZ.ToArray();
        support = [.. Enumerable.Range(0, Count).Select(t => x[t] | z[t])];
        mask = [.. support.Select(s => Reversed(s, Qubits))];
    }

    public int Qubits { get; }

    public int Count { get; }

    public ulong Support(int term) => support[term];

    /// <summary>A term's letter on a qubit: 0 for I, 1 X, 2 Z, 3 Y.</summary>
    public int Letter(int term, int qubit) => (int)(((x[term] >> qubit) & 1) | (((z[term] >> qubit) & 1) << 1));

    /// <summary>Whether a setting, given by its X and Z bits, shows a term.</summary>
    public bool Shows(ulong basisX, ulong basisZ, int term) => (((x[term] ^ basisX) | (z[term] ^ basisZ)) & support[term]) == 0;

    /// <summary>Adds a term's letters to a setting whose qubits of the mask are decided; false where they clash.</summary>
    public bool TryJoin(ref ulong basisX, ref ulong basisZ, ref ulong decided, int term)
    {
        if ((((x[term] ^ basisX) | (z[term] ^ basisZ)) & support[term] & decided) != 0)
        {
            return false;
        }

        basisX |= x[term];
        basisZ |= z[term];
        decided |= support[term];
        return true;
    }

    public MeasuredTerm Shown(int term, double weight, int unit) => new(term, mask[term], false, weight, unit);

    /// <summary>The circuit that turns a setting's letters into Z.</summary>
    public Circuit Circuit(ulong basisX, ulong basisZ)
    {
        var builder = new CircuitBuilder(Qubits);
        for (var q = 0; q < Qubits; q++)
        {
            if (((basisX >> q) & 1) == 0)
            {
                continue;
            }

            if (((basisZ >> q) & 1) == 1)
            {
                builder.Add(GateKind.Sdg, q);
            }

            builder.H(q);
        }

        return builder.Build();
    }

    private static ulong Reversed(ulong bits, int qubits)
    {
        ulong result = 0;
        for (; bits != 0; bits &= bits - 1)
        {
            result |= 1UL << (qubits - 1 - BitOperations.TrailingZeroCount(bits));
        }

        return result;
    }
}
