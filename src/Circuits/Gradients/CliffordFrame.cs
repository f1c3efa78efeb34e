using System.Numerics;
using System.Runtime.InteropServices;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Gradients;

/// <summary>
/// Moves Clifford gates in front of Pauli rotations: C exp(-i a P/2) = exp(-i a CPC'/2) C. Every rotation recorded so far is
/// conjugated, and the gate itself acts on the start state.
/// </summary>
internal sealed class CliffordFrame
{
    private readonly List<PauliRotation> rotations = [];

    public CliffordFrame(int qubits)
    {
        Start = new Complex[1 << qubits];
        Start[0] = 1;
    }

    /// <summary>All Clifford gates so far applied to |0...0>.</summary>
    public Complex[] Start { get; }

    public PauliRotation[] Rotations => [.. rotations];

    public void Rotate(PauliRotation rotation) => rotations.Add(rotation);

    public void H(uint bit)
    {
        foreach (ref var r in CollectionsMarshal.AsSpan(rotations))
        {
            var (x, z) = (r.X, r.Z);
            r = r with { Negative = r.Negative ^ CliffordRules.H(ref x, ref z, bit), X = x, Z = z };
        }

        var half = Math.Sqrt(0.5);
        for (uint i = 0; i < Start.Length; i++)
        {
            if ((i & bit) == 0)
            {
                var a = Start[i];
                var b = Start[i | bit];
                Start[i] = half * (a + b);
                Start[i | bit] = half * (a - b);
            }
        }
    }

    public void S(uint bit, bool adjoint)
    {
        foreach (ref var r in CollectionsMarshal.AsSpan(rotations))
        {
            var z = r.Z;
            r = r with { Negative = r.Negative ^ CliffordRules.S(r.X, ref z, bit, adjoint), Z = z };
        }

        var factor = adjoint ? -Complex.ImaginaryOne : Complex.ImaginaryOne;
        for (uint i = 0; i < Start.Length; i++)
        {
            if ((i & bit) != 0)
            {
                Start[i] *= factor;
            }
        }
    }

    /// <summary>A Pauli gate: X and Z bits of one qubit, Y when both.</summary>
    public void Pauli(uint x, uint z)
    {
        foreach (ref var r in CollectionsMarshal.AsSpan(rotations))
        {
            var odd = ((BitOperations.PopCount(r.X & z) + BitOperations.PopCount(r.Z & x)) & 1) == 1;
            r = r with { Negative = r.Negative ^ odd };
        }

        if (z != 0)
        {
            for (uint i = 0; i < Start.Length; i++)
            {
                Start[i] = (i & z) != 0 ? -Start[i] : Start[i];
            }
        }

        for (uint i = 0; i < Start.Length; i++)
        {
            if ((i & x) != 0)
            {
                (Start[i], Start[i ^ x]) = (Start[i ^ x], Start[i]);
            }
        }

        if (x != 0 && z != 0)
        {
            // Y = i X Z.
            for (uint i = 0; i < Start.Length; i++)
            {
                Start[i] *= Complex.ImaginaryOne;
            }
        }
    }

    public void CX(uint control, uint target)
    {
        foreach (ref var r in CollectionsMarshal.AsSpan(rotations))
        {
            var (x, z) = (r.X, r.Z);
            r = r with { Negative = r.Negative ^ CliffordRules.CX(x, ref z, control, ref x, z, target), X = x, Z = z };
        }

        for (uint i = 0; i < Start.Length; i++)
        {
            if ((i & control) != 0 && (i & target) == 0)
            {
                (Start[i], Start[i | target]) = (Start[i | target], Start[i]);
            }
        }
    }

    public void CZ(uint a, uint b)
    {
        foreach (ref var r in CollectionsMarshal.AsSpan(rotations))
        {
            var z = r.Z;
            r = r with { Negative = r.Negative ^ CliffordRules.CZ(r.X, ref z, a, r.X, ref z, b), Z = z };
        }

        for (uint i = 0; i < Start.Length; i++)
        {
            Start[i] = (i & a) != 0 && (i & b) != 0 ? -Start[i] : Start[i];
        }
    }
}
