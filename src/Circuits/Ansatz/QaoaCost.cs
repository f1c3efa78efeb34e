using System.Runtime.CompilerServices;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using static System.Runtime.InteropServices.MemoryMarshal;

namespace Quiver.Circuits.Ansatz;

/// <summary>
/// The expected cut of QAOA circuits on larger graphs, with its gradient: the cost's rotation is one multiplication by phases, the mixer's
/// rotations are done block by block, ten low qubits in place and six others at a time in a copied tile, and since a cut and its complement
/// weigh the same, half of the amplitudes are enough. A round takes 5 sweeps over 2^(n-1) amplitudes at 24 vertices in place of one over
/// 2^n for every edge and vertex; memory is 5 times 8 * 2^(n-1) bytes, 336 MB at 24.
/// </summary>
/// <remarks>Amplitudes of states whose qubit 0 is 0; X on qubit 0 exchanges an index with its complement. Sums are taken block by
/// block in a fixed order, so that they do not depend on threads.</remarks>
internal sealed class QaoaCost : ICircuitCost
{
    private const int BlockBits = 10;
    private const int TileBits = 6;
    private const int TileColumns = 16;
    private readonly double[] costs;
    private readonly double[] re;
    private readonly double[] im;
    private readonly double start;
    private readonly int bits;
    private readonly int block;
    private double[] backRe = [];
    private double[] backIm = [];

    /// <summary>Prepares a graph.</summary>
    /// <param name="problem">A graph of at least two vertices.</param>
    public QaoaCost(MaxCutProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        bits = problem.Qubits - 1;
        block = 1 << Math.Min(BlockBits, bits);
        costs = Diagonal.Energies(problem.Observable)[..(1 << bits)];
        start = Math.Pow(2, -0.5 * problem.Qubits);
        (re, im) = (new double[costs.Length], new double[costs.Length]);
    }

    /// <inheritdoc/>
    public int Dimension { get; private set; }

    /// <summary>Chooses the number of rounds.</summary>
    /// <param name="circuit">A circuit of <see cref="QaoaAnsatz"/> for this graph.</param>
    public void Use(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        Dimension = circuit.ParameterCount;
    }

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> x)
    {
        Array.Fill(re, start);
        Array.Clear(im);
        for (var k = 0; k < x.Length; k += 2)
        {
            Turn(re, im, x[k]);
            Mix(x[k + 1], withBack: false);
        }

        return 2 * Sum(costs.Length / block, b =>
        {
            double sum = 0;
            for (var i = b * block; i < (b + 1) * block; i++)
            {
                sum += costs[i] * ((re[i] * re[i]) + (im[i] * im[i]));
            }

            return sum;
        });
    }

    /// <inheritdoc/>
    public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var value = Value(x);
        if (backRe.Length == 0)
        {
            (backRe, backIm) = (new double[costs.Length], new double[costs.Length]);
        }

        Parallel.For(0, costs.Length / block, b =>
        {
            for (var i = b * block; i < (b + 1) * block; i++)
            {
                (backRe[i], backIm[i]) = (costs[i] * re[i], costs[i] * im[i]);
            }
        });

        // Half of the amplitudes, and 2 Re of the derivative's product: twice two.
        for (var k = x.Length - 2; k >= 0; k -= 2)
        {
            gradient[k + 1] = 4 * Mix(-x[k + 1], withBack: true);
            gradient[k] = -4 * Sum(costs.Length / block, b =>
            {
                double sum = 0;
                for (var i = b * block; i < (b + 1) * block; i++)
                {
                    sum += costs[i] * ((backRe[i] * im[i]) - (backIm[i] * re[i]));
                }

                return sum;
            });
            Turn(re, im, -x[k]);
            Turn(backRe, backIm, -x[k]);
        }

        return value;
    }

    /// <summary>Probabilities of cuts after the last <see cref="Value"/>.</summary>
    /// <returns>One for every basis index whose qubit 0 is 0; with their complements, which are as likely, they add up to 1.</returns>
    public double[] Probabilities()
    {
        var result = new double[costs.Length];
        Parallel.For(0, costs.Length / block, b =>
        {
            for (var i = b * block; i < (b + 1) * block; i++)
            {
                result[i] = (re[i] * re[i]) + (im[i] * im[i]);
            }
        });
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // exp(i gamma cost), the RZZ of all edges up to a phase. What a block's costs differ by from the first block's is a constant and a
    // number for every low bit: sines of a few numbers, and products, in place of one sine for every amplitude.
    private void Turn(double[] r, double[] i, double gamma)
    {
        var first = Array.ConvertAll(costs[..block], c => Math.SinCos(gamma * c));
        Parallel.For(0, costs.Length / block, b => Turn(r, i, gamma, b * block, first));
    }

    [SkipLocalsInit]
    private void Turn(double[] r, double[] i, double gamma, int from, (double Sin, double Cos)[] first)
    {
        Span<double> sin = stackalloc double[block];
        Span<double> cos = stackalloc double[block];
        var constant = costs[from] - costs[0];
        (sin[0], cos[0]) = Math.SinCos(gamma * constant);
        for (var half = 1; half < block; half *= 2)
        {
            var (s, c) = Math.SinCos(gamma * (costs[from + half] - costs[half] - constant));
            for (var k = 0; k < half; k++)
            {
                (sin[half + k], cos[half + k]) = ((sin[k] * c) + (cos[k] * s), (cos[k] * c) - (sin[k] * s));
            }
        }

        for (var k = 0; k < block; k++)
        {
            var (s, c) = ((sin[k] * first[k].Cos) + (cos[k] * first[k].Sin), (cos[k] * first[k].Cos) - (sin[k] * first[k].Sin));
            (r[from + k], i[from + k]) = ((c * r[from + k]) - (s * i[from + k]), (s * r[from + k]) + (c * i[from + k]));
        }
    }

    // exp(-i beta X) on every qubit of the state, and of what goes back with it; then Im <back| sum of X |state>, which the turn leaves.
    private double Mix(double beta, bool withBack)
    {
        var (sin, cos) = Math.SinCos(beta);
        if (costs.Length < 2 * MixerKernels.Width)
        {
            return MixFew(sin, cos, withBack);
        }

        var product = Sum(costs.Length / block, b => Block(b * block, sin, cos, withBack));
        for (var from = BlockBits; from < bits; from += TileBits)
        {
            var (stride, rows) = (1 << from, 1 << Math.Min(TileBits, bits - from));
            product += Sum(costs.Length / (rows * TileColumns), t => Tile(t, stride, rows, sin, cos, withBack));
        }

        var half = Math.Min(block, costs.Length / 2);
        return product + Sum(costs.Length / (2 * half), b =>
        {
            var state = Whole(withBack);
            return MixerKernels.Mirrored(ref state, b * half, half, costs.Length - 1, sin, cos, withBack);
        });
    }

    private double Block(int first, double sin, double cos, bool withBack)
    {
        var state = Whole(withBack);
        var sum = MixerKernels.Within(ref state, first, block, sin, cos, withBack);
        for (var stride = MixerKernels.Width; stride < block; stride *= 2)
        {
            for (var a = first; a < first + block; a += 2 * stride)
            {
                sum += MixerKernels.Pairs(ref state, a, a + stride, stride, sin, cos, withBack);
            }
        }

        return sum;
    }

    // Rows that lie a power of two apart would displace each other from the cache: they are copied together first.
    [SkipLocalsInit]
    private double Tile(int number, int stride, int rows, double sin, double cos, bool withBack)
    {
        Span<double> buffer = stackalloc double[4 * TileColumns << TileBits];
        var (across, size) = (stride / TileColumns, rows * TileColumns);
        var first = (number / across * stride * rows) + (number % across * TileColumns);
        var arrays = withBack ? 4 : 2;
        for (var k = 0; k < arrays; k++)
        {
            var from = Part(k);
            var to = buffer[(k * size)..];
            for (var row = 0; row < rows; row++)
            {
                from.AsSpan(first + (row * stride), TileColumns).CopyTo(to[(row * TileColumns)..]);
            }
        }

        var state = new MixerKernels.Amplitudes(
            ref buffer[0], ref buffer[size], ref buffer[(arrays - 2) * size], ref buffer[(arrays - 1) * size]);
        double sum = 0;
        for (var reach = TileColumns; reach < size; reach *= 2)
        {
            for (var a = 0; a < size; a += 2 * reach)
            {
                sum += MixerKernels.Pairs(ref state, a, a + reach, reach, sin, cos, withBack);
            }
        }

        for (var k = 0; k < arrays; k++)
        {
            var to = Part(k);
            var from = buffer[(k * size)..];
            for (var row = 0; row < rows; row++)
            {
                from.Slice(row * TileColumns, TileColumns).CopyTo(to.AsSpan(first + (row * stride), TileColumns));
            }
        }

        return sum;
    }

    private double[] Part(int k) => k switch
    {
        0 => re,
        1 => im,
        2 => backRe,
        _ => backIm,
    };

    private MixerKernels.Amplitudes Whole(bool withBack) => new(
        ref GetArrayDataReference(re), ref GetArrayDataReference(im), ref GetArrayDataReference(withBack ? backRe : re),
        ref GetArrayDataReference(withBack ? backIm : im));

    // Two or three vertices, one pair after the other.
    private double MixFew(double sin, double cos, bool withBack)
    {
        var (product, last) = (0.0, costs.Length - 1);
        for (var q = 0; q <= bits; q++)
        {
            for (var a = 0; a < costs.Length; a++)
            {
                var b = q == bits ? last - a : a ^ (1 << q);
                if (b > a)
                {
                    product += withBack ? (backRe[a] * im[b]) - (backIm[a] * re[b]) + (backRe[b] * im[a]) - (backIm[b] * re[a]) : 0;
                    Rotate(re, im, a, b, sin, cos);
                    if (withBack)
                    {
                        Rotate(backRe, backIm, a, b, sin, cos);
                    }
                }
            }
        }

        return product;
    }

    private static void Rotate(double[] r, double[] i, int a, int b, double sin, double cos)
    {
        var (ra, ia, rb, ib) = (r[a], i[a], r[b], i[b]);
        (r[a], i[a]) = ((cos * ra) + (sin * ib), (cos * ia) - (sin * rb));
        (r[b], i[b]) = ((cos * rb) + (sin * ia), (cos * ib) - (sin * ra));
    }

    private static double Sum(int count, Func<int, double> of)
    {
        var partial = new double[count];
        Parallel.For(0, count, b => partial[b] = of(b));
        return partial.Sum();
    }
}
