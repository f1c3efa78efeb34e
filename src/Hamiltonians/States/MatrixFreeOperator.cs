using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Quiver.Core.Bits;
using Quiver.Core.Numbers;
using Quiver.Core.Vectors;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// y = H x on all 2^n amplitudes without a matrix: the terms of one X-mask m share y[b] += d_m[b] x[b xor m].
/// </summary>
/// <remarks>
/// <para>
/// b = (high bits, middle bits, low bits), where the low ones number the lanes of a vector (3 bits with AVX-512) and middle
/// and low ones together are 8. On a block of equal high bits, d_m is the Walsh-Hadamard transform of the mask's
/// coefficients, scattered by their Z bits: stages of whole vectors over the middle bits, the low bits through sign vectors. Only
/// middle bits in which a mask's terms differ need a stage (in molecules mostly one or two), so the cost of a mask hardly depends
/// on its number of terms.
/// </para>
/// <para>Every y[b] is one sum in one order, so the result does not depend on the number of threads.</para>
/// </remarks>
public sealed class MatrixFreeOperator
{
    /// <summary>Most qubits: 2^28 amplitudes, 2 GiB a vector.</summary>
    public const int MaxQubits = 28;

    private const int BlockBits = 8;
    private static readonly int LowBits = BitOperations.Log2((uint)Lanes.Count<double>());

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
            throw new ArgumentException(
                $"Full state vectors are limited to {MaxQubits} qubits, this operator has {sum.Qubits}.", nameof(sum));
        }

        Qubits = sum.Qubits;
        middle = Math.Clamp(Qubits - LowBits, 0, BlockBits - LowBits);
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
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidOperationException">The matrix is complex.</exception>
    public void Apply(double[] x, double[] y, CancellationToken cancellationToken = default)
    {
        if (!IsReal)
        {
            throw new InvalidOperationException("This operator's matrix is complex; give real and imaginary parts.");
        }

        Run(x, null, y, null, cancellationToken);
    }

    /// <summary>y = H x for any operator and a complex vector in two arrays.</summary>
    /// <param name="realX">Real parts of x, 2^n of them.</param>
    /// <param name="imaginaryX">Imaginary parts of x.</param>
    /// <param name="realY">Real parts of the result; no array may be given twice.</param>
    /// <param name="imaginaryY">Imaginary parts of the result.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public void Apply(
        double[] realX, double[] imaginaryX, double[] realY, double[] imaginaryY, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(imaginaryX);
        ArgumentNullException.ThrowIfNull(imaginaryY);
        Run(realX, imaginaryX, realY, imaginaryY, cancellationToken);
    }

    private void Run(double[] realX, double[]? imaginaryX, double[] realY, double[]? imaginaryY, CancellationToken cancellationToken)
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
        Parallel.For(0, Size >> (LowBits + middle), new ParallelOptions { CancellationToken = cancellationToken }, block =>
        {
            switch (Lanes.Bits)
            {
                case 512:
                    Block<Lanes512<double>>(block, realX, imaginaryX, realY, imaginaryY);
                    break;
                case 256:
                    Block<Lanes256<double>>(block, realX, imaginaryX, realY, imaginaryY);
                    break;
                default:
                    Block<Lanes128<double>>(block, realX, imaginaryX, realY, imaginaryY);
                    break;
            }
        });
    }

    [SkipLocalsInit]
    private unsafe void Block<TV>(int block, double[] realX, double[]? imaginaryX, double[] realY, double[]? imaginaryY)
        where TV : unmanaged, ILaneVector<TV, double>
    {
        var length = TV.Count << middle;
        var weights = stackalloc TV[(2 << BlockBits) / TV.Count];
        fixed (double* xr = realX, xi = imaginaryX, allYr = realY, allYi = imaginaryY)
        {
            var yr = allYr + ((nint)block * length);
            var yi = allYi + ((nint)block * length);
            new Span<double>(yr, length).Clear();
            if (imaginaryY is not null)
            {
                new Span<double>(yi, length).Clear();
            }

            foreach (ref readonly var mask in masks.AsSpan())
            {
                var from = (nint)(block ^ (int)(mask.X >> (LowBits + middle))) * length;
                var flip = (int)(mask.X >> LowBits) & ((1 << middle) - 1);
                var order = LaneTables<TV>.Flip((uint)mask.X);
                if (mask.Start < mask.Split)
                {
                    Transform(terms.AsSpan(mask.Start, mask.Split - mask.Start), block, weights, mask.Weights);
                    Accumulate(weights, mask.Selection, xr + from, yr, flip, order, subtract: false);
                    if (imaginaryX is not null)
                    {
                        Accumulate(weights, mask.Selection, xi + from, yi, flip, order, subtract: false);
                    }
                }

                if (mask.Split < mask.End && imaginaryX is not null)
                {
                    // i d (xr + i xi) = -d xi + i d xr
                    Transform(terms.AsSpan(mask.Split, mask.End - mask.Split), block, weights, mask.Weights);
                    Accumulate(weights, mask.Selection, xi + from, yr, flip, order, subtract: true);
                    Accumulate(weights, mask.Selection, xr + from, yi, flip, order, subtract: false);
                }
            }
        }
    }

    /// <summary>The distinct values of d_m on one block, and behind them their negatives.</summary>
    private static unsafe void Transform<TV>(ReadOnlySpan<Term> group, int block, TV* weights, int count)
        where TV : unmanaged, ILaneVector<TV, double>
    {
        new Span<TV>(weights, count).Clear();
        foreach (ref readonly var term in group)
        {
            var c = (BitOperations.PopCount(term.High & (uint)block) & 1) == 0 ? term.Coefficient : -term.Coefficient;
            weights[term.Middle] = TV.MultiplyAdd(LaneTables<TV>.Signs((uint)term.Low), TV.Create(c), weights[term.Middle]);
        }

        WalshHadamard.Transform(new Span<TV>(weights, count));
        for (var k = 0; k < count; k++)
        {
            weights[count + k] = TV.Negate(weights[k]);
        }
    }

    private static unsafe void Accumulate<TV>(TV* weights, byte[] selection, double* x, double* y, int flip, TV order, bool subtract)
        where TV : unmanaged, ILaneVector<TV, double>
    {
        Debug.Assert((uint)flip < (uint)selection.Length, "Blocks have one length, a power of two.");
        if (subtract)
        {
            for (var v = 0; v < selection.Length; v++, y += TV.Count)
            {
                TV.Store(TV.Load(y) - TV.Multiply(weights[selection[v]], TV.Permute(TV.Load(x + ((v ^ flip) * TV.Count)), order)), y);
            }
        }
        else
        {
            for (var v = 0; v < selection.Length; v++, y += TV.Count)
            {
                TV.Store(TV.Load(y) + TV.Multiply(weights[selection[v]], TV.Permute(TV.Load(x + ((v ^ flip) * TV.Count)), order)), y);
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
                    var c = (BitOperations.PopCount((uint)(terms[t].Low & b)) & 1) == 0 ? terms[t].Coefficient : -terms[t].Coefficient;
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

    private Term NewTerm(ulong z, MiddlePlan plan, double coefficient) =>
        new(
            (uint)(z >> (LowBits + middle)), plan.Compress((int)(z >> LowBits) & ((1 << middle) - 1)), (int)z & ((1 << LowBits) - 1),
            coefficient);

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
