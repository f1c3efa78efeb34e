using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Quiver.Core.Bits;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// y = H x on all 2^n amplitudes without a matrix: the terms of one X-mask m share y[b] += d_m[b] x[b xor m].
/// </summary>
/// <remarks>
/// <para>
/// b = (high bits, 5 middle bits, 3 low bits). On a block of equal high bits, d_m is the Walsh-Hadamard transform of the
/// mask's coefficients, scattered by their Z bits: stages of whole 8-lane vectors over the middle bits, the low bits
/// through 8 sign vectors. Only middle bits in which a mask's terms differ need a stage (in molecules mostly one or two),
/// so the cost of a mask hardly depends on its number of terms.
/// </para>
/// <para>Every y[b] is one sum in one order, so the result does not depend on the number of threads.</para>
/// </remarks>
public sealed class MatrixFreeOperator
{
    /// <summary>Most qubits: 2^28 amplitudes, 2 GiB a vector.</summary>
    public const int MaxQubits = 28;

    private const int LowBits = 3;
    private const int MiddleBits = 5;

    private readonly Term[] terms;
    private readonly Mask[] masks;
    private readonly int middle;

    /// <summary>Prepares an operator.</summary>
    /// <param name="sum">An operator on at most <see cref="MaxQubits"/> qubits; it need not be Hermitian.</param>
    /// <exception cref="ArgumentException">Too many qubits.</exception>
    public MatrixFreeOperator(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (sum.Qubits > MaxQubits)
        {
            throw new ArgumentException($"Full state vectors are limited to {MaxQubits} qubits, this operator has {sum.Qubits}.", nameof(sum));
        }

        Qubits = sum.Qubits;
        middle = Math.Clamp(Qubits - LowBits, 0, MiddleBits);
        var all = new List<(ulong X, ulong Z, Complex C)>(sum.Count);
        for (var t = 0; t < sum.Count; t++)
        {
            var (x, z) = (BitWords.Reverse(sum.X(t)[0], Qubits), BitWords.Reverse(sum.Z(t)[0], Qubits));

            // P|b> = i^|x and z| (-1)^|z and b| |b xor x>; in terms of the row, |z and b| = |z and row| + |z and x|.
            all.Add((x, z, Phases.Turn(sum.Coefficient(t), 3 * BitOperations.PopCount(x & z))));
        }

        // Real and imaginary parts are transformed apart, so that a real mask costs half.
        var termList = new List<Term>(sum.Count);
        var maskList = new List<Mask>();
        foreach (var group in all.GroupBy(t => t.X).OrderBy(g => g.Key))
        {
            var ordered = group.OrderBy(t => t.Z).ToArray();
            var plan = new MiddlePlan(ordered.Select(t => (int)(t.Z >> LowBits) & ((1 << middle) - 1)), middle);
            var first = termList.Count;
            termList.AddRange(ordered.Where(t => t.C.Real != 0).Select(t => NewTerm(t.Z, plan, t.C.Real)));
            var split = termList.Count;
            termList.AddRange(ordered.Where(t => t.C.Imaginary != 0).Select(t => NewTerm(t.Z, plan, t.C.Imaginary)));
            maskList.Add(new Mask(group.Key, first, split, termList.Count, plan.Weights, plan.Selection));
        }

        terms = [.. termList];
        masks = [.. maskList];
        IsReal = masks.All(m => m.Split == m.End);
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Number of amplitudes, 2^Qubits.</summary>
    public int Size => 1 << Qubits;

    /// <summary>Whether the matrix is real (every term with real coefficient has an even number of Y).</summary>
    public bool IsReal { get; }

    /// <summary>Number of distinct X-masks.</summary>
    public int Masks => masks.Length;

    /// <summary>y = H x for a real matrix and a real vector.</summary>
    /// <param name="x">2^n amplitudes, qubit 0 the most significant bit of the index.</param>
    /// <param name="y">The result, not the same array as <paramref name="x"/>.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InvalidOperationException">The matrix is complex.</exception>
    public void Apply(double[] x, double[] y, CancellationToken cancellation = default)
    {
        if (!IsReal)
        {
            throw new InvalidOperationException("This operator's matrix is complex; give real and imaginary parts.");
        }

        Run(x, null, y, null, cancellation);
    }

    /// <summary>y = H x for any operator and a complex vector in two arrays.</summary>
    /// <param name="realX">Real parts of x, 2^n of them.</param>
    /// <param name="imaginaryX">Imaginary parts of x.</param>
    /// <param name="realY">Real parts of the result; no array may be given twice.</param>
    /// <param name="imaginaryY">Imaginary parts of the result.</param>
    /// <param name="cancellation">Stops the work.</param>
    public void Apply(double[] realX, double[] imaginaryX, double[] realY, double[] imaginaryY, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(imaginaryX);
        ArgumentNullException.ThrowIfNull(imaginaryY);
        Run(realX, imaginaryX, realY, imaginaryY, cancellation);
    }

    private void Run(double[] realX, double[]? imaginaryX, double[] realY, double[]? imaginaryY, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(realX);
        ArgumentNullException.ThrowIfNull(realY);
        foreach (var vector in new[] { realX, imaginaryX ?? realX, realY, imaginaryY ?? realY })
        {
            if (vector.Length != Size)
            {
                throw new ArgumentException($"{Qubits} qubits have {Size} amplitudes, not {vector.Length}.", nameof(realX));
            }
        }

        if (ReferenceEquals(realX, realY) || (imaginaryX is not null && (ReferenceEquals(imaginaryX, imaginaryY) || ReferenceEquals(realX, imaginaryY) || ReferenceEquals(imaginaryX, realY))))
        {
            throw new ArgumentException("The result needs arrays of its own.", nameof(realY));
        }

        if (Qubits < LowBits)
        {
            Small(realX, imaginaryX, realY, imaginaryY);
            return;
        }

        // Larger tiles, which would keep x in the cache from mask to mask, measured no faster: the transforms set the pace.
        Parallel.For(0, Size >> (LowBits + middle), new ParallelOptions { CancellationToken = cancellation }, block =>
        {
            Vectors(realY, block).Clear();
            if (imaginaryY is not null)
            {
                Vectors(imaginaryY, block).Clear();
            }

            foreach (ref readonly var mask in masks.AsSpan())
            {
                Block(block, in mask, realX, imaginaryX, realY, imaginaryY);
            }
        });
    }

    [SkipLocalsInit]
    private void Block(int block, in Mask mask, double[] realX, double[]? imaginaryX, double[] realY, double[]? imaginaryY)
    {
        var count = 1 << middle;
        Span<Vector512<double>> weights = stackalloc Vector512<double>[2 << MiddleBits];
        weights = weights[..(2 * mask.Weights)];
        var from = block ^ (int)(mask.X >> (LowBits + middle));
        var flip = (int)(mask.X >> LowBits) & (count - 1);
        var order = Lanes[(int)mask.X & 7];
        var xr = Vectors(realX, from);
        var yr = Vectors(realY, block);
        if (mask.Start < mask.Split)
        {
            Transform(terms.AsSpan(mask.Start, mask.Split - mask.Start), block, weights);
            Accumulate(weights, mask.Selection, xr, yr, flip, order, subtract: false);
            if (imaginaryX is not null)
            {
                Accumulate(weights, mask.Selection, Vectors(imaginaryX, from), Vectors(imaginaryY!, block), flip, order, subtract: false);
            }
        }

        if (mask.Split < mask.End && imaginaryX is not null)
        {
            // i d (xr + i xi) = -d xi + i d xr
            Transform(terms.AsSpan(mask.Split, mask.End - mask.Split), block, weights);
            Accumulate(weights, mask.Selection, Vectors(imaginaryX, from), yr, flip, order, subtract: true);
            Accumulate(weights, mask.Selection, xr, Vectors(imaginaryY!, block), flip, order, subtract: false);
        }
    }

    private Span<Vector512<double>> Vectors(double[] values, int block) =>
        MemoryMarshal.Cast<double, Vector512<double>>(values.AsSpan(block * (8 << middle), 8 << middle));

    /// <summary>The distinct values of d_m on one block, and behind them their negatives.</summary>
    private static void Transform(ReadOnlySpan<Term> group, int block, Span<Vector512<double>> weights)
    {
        var values = weights[..(weights.Length / 2)];
        values.Clear();
        foreach (ref readonly var term in group)
        {
            var c = (BitOperations.PopCount(term.High & (uint)block) & 1) == 0 ? term.Coefficient : -term.Coefficient;
            values[term.Middle] += Signs[term.Low] * Vector512.Create(c);
        }

        ref var w = ref MemoryMarshal.GetReference(values);
        for (var half = 1; half < values.Length; half *= 2)
        {
            for (var start = 0; start < values.Length; start += 2 * half)
            {
                for (var k = start; k < start + half; k++)
                {
                    ref var p0 = ref Unsafe.Add(ref w, k);
                    ref var p1 = ref Unsafe.Add(ref p0, half);
                    (p0, p1) = (p0 + p1, p0 - p1);
                }
            }
        }

        for (var k = 0; k < values.Length; k++)
        {
            weights[values.Length + k] = -values[k];
        }
    }

    private static void Accumulate(ReadOnlySpan<Vector512<double>> weights, byte[] selection, ReadOnlySpan<Vector512<double>> x, Span<Vector512<double>> y, int flip, Vector512<long> order, bool subtract)
    {
        Debug.Assert(selection.Length == x.Length && x.Length == y.Length && (uint)flip < (uint)x.Length, "Blocks have one length, a power of two.");
        ref var w = ref MemoryMarshal.GetReference(weights);
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(y);
        if (subtract)
        {
            for (var v = 0; v < selection.Length; v++)
            {
                Unsafe.Add(ref target, v) -= Unsafe.Add(ref w, selection[v]) * Vector512.ShuffleNative(Unsafe.Add(ref source, v ^ flip), order);
            }
        }
        else
        {
            for (var v = 0; v < selection.Length; v++)
            {
                Unsafe.Add(ref target, v) += Unsafe.Add(ref w, selection[v]) * Vector512.ShuffleNative(Unsafe.Add(ref source, v ^ flip), order);
            }
        }
    }

    /// <summary>Fewer amplitudes than one vector holds: the sum as it is written.</summary>
    private void Small(double[] realX, double[]? imaginaryX, double[] realY, double[]? imaginaryY)
    {
        for (var b = 0; b < Size; b++)
        {
            var total = Complex.Zero;
            foreach (var mask in masks)
            {
                var from = b ^ (int)mask.X;
                var x = new Complex(realX[from], imaginaryX is null ? 0 : imaginaryX[from]);
                for (var t = mask.Start; t < mask.End; t++)
                {
                    var c = Signs[terms[t].Low][b] * terms[t].Coefficient;
                    total += x * (t < mask.Split ? new Complex(c, 0) : new Complex(0, c));
                }
            }

            realY[b] = total.Real;
            if (imaginaryY is not null)
            {
                imaginaryY[b] = total.Imaginary;
            }
        }
    }

    // Signs[z] holds (-1)^|z and lane|; Lanes[x] holds lane xor x.
    private static readonly Vector512<double>[] Signs = [.. Enumerable.Range(0, 8).Select(z => Vector512.Create<double>(Row(l => (BitOperations.PopCount((uint)(z & l)) & 1) == 0 ? 1.0 : -1.0)))];

    private static readonly Vector512<long>[] Lanes = [.. Enumerable.Range(0, 8).Select(x => Vector512.Create<long>(Row(l => (long)(l ^ x))))];

    private static T[] Row<T>(Func<int, T> value) => [.. Enumerable.Range(0, 8).Select(value)];

    private Term NewTerm(ulong z, MiddlePlan plan, double coefficient) =>
        new((uint)(z >> (LowBits + middle)), plan.Compress((int)(z >> LowBits) & ((1 << middle) - 1)), (int)z & 7, coefficient);

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Term(uint high, int middle, int low, double coefficient)
    {
        public readonly uint High = high;
        public readonly int Middle = middle;
        public readonly int Low = low;
        public readonly double Coefficient = coefficient;
    }

    /// <summary>Terms [Start, Split) have real, [Split, End) imaginary coefficients.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Mask(ulong X, int Start, int Split, int End, int Weights, byte[] Selection);

    /// <summary>
    /// Middle Z bits p of a mask's terms are written as base xor q, where q has bits only where the terms differ:
    /// (-1)^|p and v| = (-1)^|base and v| (-1)^|q and v|.
    /// </summary>
    private sealed class MiddlePlan
    {
        private readonly int origin;
        private readonly int differing;

        public MiddlePlan(IEnumerable<int> patterns, int bits)
        {
            var all = patterns.ToArray();
            origin = all[0];
            differing = all.Aggregate(0, (d, p) => d | (p ^ origin));
            Weights = 1 << BitOperations.PopCount((uint)differing);
            Selection = new byte[1 << bits];
            for (var v = 0; v < Selection.Length; v++)
            {
                var negative = BitOperations.PopCount((uint)(v & origin)) & 1;
                Selection[v] = (byte)(Gather(v) + negative * Weights);
            }
        }

        /// <summary>Number of distinct values of d_m on a block, up to sign.</summary>
        public int Weights { get; }

        /// <summary>For each vector of a block the value it takes; from <see cref="Weights"/> on the negatives.</summary>
        public byte[] Selection { get; }

        public int Compress(int pattern) => Gather(pattern ^ origin);

        /// <summary>The differing bits side by side.</summary>
        private int Gather(int value)
        {
            var (result, at) = (0, 0);
            for (var bits = differing; bits != 0; bits &= bits - 1)
            {
                result |= (value >> BitOperations.TrailingZeroCount(bits) & 1) << at++;
            }

            return result;
        }
    }
}
