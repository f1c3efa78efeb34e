using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Ansatz;

/// <summary>
/// The expected cut of QAOA circuits on larger graphs, with its gradient: the cost's rotation is one multiplication by phases, the mixer's
/// rotations of low qubits are done block by block, and since a cut and its complement weigh the same, half of the amplitudes are enough.
/// A round takes 9 sweeps over 2^(n-1) amplitudes at 20 vertices in place of one over 2^n for every edge and vertex.
/// </summary>
/// <remarks>Amplitudes of states whose qubit 0 is 0; X on qubit 0 exchanges an index with its complement. Sums are taken block by
/// block in a fixed order, so that they do not depend on threads.</remarks>
internal sealed class QaoaCost : ICircuitCost
{
    private const int BlockBits = 12;
    private readonly double[] costs;
    private readonly double[] re;
    private readonly double[] im;
    private readonly double[] backRe;
    private readonly double[] backIm;
    private readonly double[] partial;
    private readonly double start;
    private readonly int bits;
    private readonly int block;

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
        (backRe, backIm) = (new double[costs.Length], new double[costs.Length]);
        partial = new double[costs.Length / block];
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

        return 2 * Sum(first =>
        {
            double sum = 0;
            for (var i = first; i < first + block; i++)
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
        Parallel.For(0, partial.Length, b =>
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
            gradient[k] = -4 * Sum(first =>
            {
                double sum = 0;
                for (var i = first; i < first + block; i++)
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

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // exp(i gamma cost), the RZZ of all edges up to a phase.
    private void Turn(double[] r, double[] i, double gamma) => Parallel.For(0, partial.Length, b =>
    {
        for (var k = b * block; k < (b + 1) * block; k++)
        {
            var (sin, cos) = Math.SinCos(gamma * costs[k]);
            (r[k], i[k]) = ((cos * r[k]) - (sin * i[k]), (sin * r[k]) + (cos * i[k]));
        }
    });

    // exp(-i beta X) on every qubit of the state, and of what goes back with it; then Im <back| sum of X |state>, which the turn leaves.
    private double Mix(double beta, bool withBack)
    {
        var (sin, cos) = Math.SinCos(beta);
        var product = Sum(first =>
        {
            double sum = 0;
            for (var stride = 1; stride < block; stride *= 2)
            {
                for (var a = first; a < first + block; a += 2 * stride)
                {
                    sum += Pair(a, a + stride, stride, sin, cos, withBack);
                }
            }

            return sum;
        });
        for (var stride = block; stride < costs.Length; stride *= 2)
        {
            var reach = stride;

            // Blocks with the stride's bit set are the partners of those without.
            product += Sum(first => (first & reach) == 0 ? Pair(first, first + reach, block, sin, cos, withBack) : 0);
        }

        var mask = costs.Length - 1;
        return product + Sum(first =>
        {
            double sum = 0;
            for (var a = first; a < first + block && 2 * a < costs.Length; a++)
            {
                sum += withBack ? Product(a, mask - a) : 0;
                Rotate(re, im, a, mask - a, sin, cos);
                if (withBack)
                {
                    Rotate(backRe, backIm, a, mask - a, sin, cos);
                }
            }

            return sum;
        });
    }

    private double Pair(int a, int b, int length, double sin, double cos, bool withBack)
    {
        double sum = 0;
        for (var k = 0; withBack && k < length; k++)
        {
            sum += Product(a + k, b + k);
        }

        Rotate(re, im, a, b, length, sin, cos);
        if (withBack)
        {
            Rotate(backRe, backIm, a, b, length, sin, cos);
        }

        return sum;
    }

    private double Product(int a, int b) =>
        (backRe[a] * im[b]) - (backIm[a] * re[b]) + (backRe[b] * im[a]) - (backIm[b] * re[a]);

    private static void Rotate(double[] r, double[] i, int a, int b, int length, double sin, double cos)
    {
        var k = 0;
        if (length >= Vector<double>.Count)
        {
            var (s, c) = (new Vector<double>(sin), new Vector<double>(cos));
            for (; k <= length - Vector<double>.Count; k += Vector<double>.Count)
            {
                var (ra, ia) = (new Vector<double>(r, a + k), new Vector<double>(i, a + k));
                var (rb, ib) = (new Vector<double>(r, b + k), new Vector<double>(i, b + k));
                ((c * ra) + (s * ib)).CopyTo(r, a + k);
                ((c * ia) - (s * rb)).CopyTo(i, a + k);
                ((c * rb) + (s * ia)).CopyTo(r, b + k);
                ((c * ib) - (s * ra)).CopyTo(i, b + k);
            }
        }

        for (; k < length; k++)
        {
            Rotate(r, i, a + k, b + k, sin, cos);
        }
    }

    private static void Rotate(double[] r, double[] i, int a, int b, double sin, double cos)
    {
        var (ra, ia, rb, ib) = (r[a], i[a], r[b], i[b]);
        (r[a], i[a]) = ((cos * ra) + (sin * ib), (cos * ia) - (sin * rb));
        (r[b], i[b]) = ((cos * rb) + (sin * ia), (cos * ib) - (sin * ra));
    }

    private double Sum(Func<int, double> of)
    {
        Parallel.For(0, partial.Length, b => partial[b] = of(b * block));
        return partial.Sum();
    }
}
