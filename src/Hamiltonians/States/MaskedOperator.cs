using System.Numerics;
using Quiver.Core.Bits;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// A Pauli sum on at most 64 qubits sorted by X-mask, in basis-index order: the terms of one mask all connect b with
/// b xor mask, so one matrix element is one signed sum.
/// </summary>
internal sealed class MaskedOperator
{
    private readonly ulong[] masks;
    private readonly int[] start;
    private readonly ulong[] z;
    private readonly double[] re;
    private readonly double[] im;

    public MaskedOperator(PauliSum sum)
    {
        if (sum.Qubits > 64)
        {
            throw new ArgumentException($"States are limited to 64 qubits, this operator has {sum.Qubits}.", nameof(sum));
        }

        Qubits = sum.Qubits;
        var terms = new List<(ulong X, ulong Z, double Re, double Im)>();
        for (var t = 0; t < sum.Count; t++)
        {
            var tx = BitWords.Reverse(sum.X(t)[0], Qubits);
            var tz = BitWords.Reverse(sum.Z(t)[0], Qubits);
            var phase = Phases.Power(BitOperations.PopCount(tx & tz));
            var c = sum.Coefficient(t) * phase;
            terms.Add((tx, tz, c.Real, c.Imaginary));
        }

        terms.Sort((a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Z.CompareTo(b.Z));
        z = [.. terms.Select(t => t.Z)];
        re = [.. terms.Select(t => t.Re)];
        im = [.. terms.Select(t => t.Im)];
        masks = [.. terms.Select(t => t.X).Distinct()];
        start = new int[masks.Length + 1];
        for (int m = 0, t = 0; m < masks.Length; m++)
        {
            while (t < terms.Count && terms[t].X == masks[m])
            {
                t++;
            }

            start[m + 1] = t;
        }

        IsReal = !im.AsSpan().ContainsAnyExcept(0.0);
    }

    public int Qubits { get; }

    public bool IsReal { get; }

    public ReadOnlySpan<ulong> Masks => masks;

    /// <summary>The matrix element from basis state b to b xor mask m.</summary>
    public (double Re, double Im) Element(int m, ulong b)
    {
        double r = 0, i = 0;
        for (var t = start[m]; t < start[m + 1]; t++)
        {
            var odd = (BitOperations.PopCount(z[t] & b) & 1) != 0;
            r += odd ? -re[t] : re[t];
            i += odd ? -im[t] : im[t];
        }

        return (r, i);
    }

    /// <summary>The absolute matrix element between basis state b and b xor a mask.</summary>
    public double Coupling(ulong b, ulong mask)
    {
        var m = Array.BinarySearch(masks, mask);
        var (r, i) = m < 0 ? (0, 0) : Element(m, b);
        return Math.Sqrt(r * r + i * i);
    }

    /// <summary>The diagonal element of a basis state.</summary>
    public double Diagonal(ulong b) => masks.Length > 0 && masks[0] == 0 ? Element(0, b).Re : 0;

    /// <summary>All 2^n diagonal elements, by one Walsh-Hadamard transform.</summary>
    public double[] AllDiagonals()
    {
        var values = new double[1L << Qubits];
        for (var t = 0; masks.Length > 0 && masks[0] == 0 && t < start[1]; t++)
        {
            values[z[t]] += re[t];
        }

        WalshHadamard.Transform(values.AsSpan());
        return values;
    }
}
