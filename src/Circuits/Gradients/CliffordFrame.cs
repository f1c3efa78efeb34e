using System.Numerics;
using System.Runtime.InteropServices;

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
            var x = r.X & bit;
            var z = r.Z & bit;
            r = r with { X = (r.X & ~bit) | z, Z = (r.Z & ~bit) | x, Negative = r.Negative ^ ((x & z) != 0) };
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
            // S: X to Y, Y to -X. Its adjoint: X to -Y, Y to X.
            if ((r.X & bit) != 0)
            {
                r = r with { Z = r.Z ^ bit, Negative = r.Negative ^ (((r.Z & bit) != 0) != adjoint) };
            }
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
            var xc = (r.X & control) != 0;
            var zc = (r.Z & control) != 0;
            var xt = (r.X & target) != 0;
            var zt = (r.Z & target) != 0;
            r = r with
            {
                X = xc ? r.X ^ target : r.X,
                Z = zt ? r.Z ^ control : r.Z,
                Negative = r.Negative ^ (xc && zt && xt == zc),
            };
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
            var xa = (r.X & a) != 0;
            var xb = (r.X & b) != 0;
            var odd = ((r.Z & a) != 0) ^ ((r.Z & b) != 0);
            r = r with { Z = r.Z ^ (xb ? a : 0) ^ (xa ? b : 0), Negative = r.Negative ^ (xa && xb && odd) };
        }

        for (uint i = 0; i < Start.Length; i++)
        {
            Start[i] = (i & a) != 0 && (i & b) != 0 ? -Start[i] : Start[i];
        }
    }
}
