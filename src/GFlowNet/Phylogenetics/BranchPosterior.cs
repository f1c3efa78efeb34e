using System.Numerics;
using System.Runtime.InteropServices;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Quiver.GFlowNet.Phylogenetics;

/// <summary>
/// The likelihood of an alignment on a tree by Felsenstein's pruning (1981) under Jukes and Cantor's model (1969), and its integral over
/// independent exponential branch lengths. Not safe for use from several threads at once.
/// </summary>
/// <remarks>
/// A branch of length b (expected changes a site) keeps a nucleotide with probability 1/4 + 3/4 E, E = exp(-4 b / 3), and turns it
/// into each other one with 1/4 - E / 4. Partial likelihoods are planes [node][nucleotide][pattern].
/// </remarks>
public sealed class BranchPosterior
{
    /// <summary>The most taxa: beyond it a site's likelihood could leave the range of float64.</summary>
    public const int TaxonLimit = 100;

    private const double Shortest = 1e-8;
    private const double Longest = 10;
    private readonly Alignment alignment;
    private readonly double rate;
    private readonly int count;
    private readonly double[] below;
    private readonly double[] above;
    private readonly double[] message;
    private readonly double[] weights;

    /// <summary>Prepares the tips.</summary>
    /// <param name="alignment">At most <see cref="TaxonLimit"/> taxa.</param>
    /// <param name="rate">Rate of the exponential prior of a branch's length; 10 in the literature.</param>
    /// <exception cref="ArgumentException">There are too many taxa, or the rate is not above 0.</exception>
    public BranchPosterior(Alignment alignment, double rate = 10)
    {
        ArgumentNullException.ThrowIfNull(alignment);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alignment.Taxa.Length, TaxonLimit, nameof(alignment));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        this.alignment = alignment;
        this.rate = rate;

        // Patterns are padded to whole vectors; padding weighs nothing.
        var lanes = Vector<double>.Count;
        count = (alignment.PatternCount + lanes - 1) / lanes * lanes;
        var nodes = (2 * alignment.Taxa.Length) - 2;
        below = new double[nodes * 4 * count];
        above = new double[nodes * 4 * count];
        message = new double[4 * count];
        weights = new double[count];
        alignment.Weights.CopyTo(weights);
        for (var t = 0; t < alignment.Taxa.Length; t++)
        {
            for (var x = 0; x < 4; x++)
            {
                for (var p = 0; p < count; p++)
                {
                    var code = p < alignment.PatternCount ? alignment.Patterns[(t * alignment.PatternCount) + p] : 15;
                    below[(((t * 4) + x) * count) + p] = code >> x & 1;
                }
            }
        }
    }

    /// <summary>The log likelihood of a tree with given branch lengths.</summary>
    /// <param name="tree">A full tree.</param>
    /// <param name="lengths">The length of the edge above each node; entry 0 is not used.</param>
    /// <returns>log p(alignment | tree, lengths), in nats.</returns>
    public double LogLikelihood(PhylogeneticTree tree, ReadOnlySpan<double> lengths)
    {
        ArgumentNullException.ThrowIfNull(tree);
        foreach (var node in tree.Postorder())
        {
            if (node >= tree.Taxa)
            {
                Join(tree, node, lengths);
            }
        }

        return Along(Plane(below, tree.Top), Plane(below, 0), lengths[tree.Top]).Value;
    }

    /// <summary>The log of the posterior density's factors: likelihood times prior of the lengths.</summary>
    /// <param name="tree">A full tree.</param>
    /// <param name="lengths">As in <see cref="LogLikelihood"/>.</param>
    /// <returns>log p(alignment, lengths | tree).</returns>
    public double LogJoint(PhylogeneticTree tree, ReadOnlySpan<double> lengths)
    {
        var sum = LogLikelihood(tree, lengths);
        for (var node = 1; node < lengths.Length; node++)
        {
            sum += Math.Log(rate) - (rate * lengths[node]);
        }

        return sum;
    }

    /// <summary>
    /// Integrates over the branch lengths: finds the mode in their logarithms and puts a gamma distribution of the mode's curvature on
    /// each branch, as if they were independent (Laplace's method with Stirling's remainder put right).
    /// </summary>
    /// <param name="tree">A full tree.</param>
    /// <param name="lengths">Where to begin; the modes at the end.</param>
    /// <param name="shapes">The gamma distributions' shapes, filled.</param>
    /// <param name="tolerance">Rounds over all branches end when the value grows by less.</param>
    /// <param name="rounds">The most rounds.</param>
    /// <returns>About log p(alignment | tree).</returns>
    public double LogIntegral(PhylogeneticTree tree, Span<double> lengths, Span<double> shapes, double tolerance = 1e-3, int rounds = 50)
    {
        var before = double.NegativeInfinity;
        _ = LogLikelihood(tree, lengths);
        for (var round = 0; round < rounds; round++)
        {
            Plane(below, 0).CopyTo(Plane(above, tree.Top));
            Smooth(tree, tree.Top, lengths, shapes);
            var value = Along(Plane(below, tree.Top), Plane(above, tree.Top), lengths[tree.Top]).Value;
            for (var node = 1; node < lengths.Length; node++)
            {
                value += Math.Log(rate * lengths[node]) - (rate * lengths[node]);
            }

            var grown = value - before;
            before = value;
            if (grown < tolerance)
            {
                break;
            }
        }

        for (var node = 1; node < lengths.Length; node++)
        {
            var a = shapes[node];
            before += SpecialFunctions.GammaLn(a) - (a * Math.Log(a)) + a;
        }

        return before;
    }

    /// <summary>
    /// Estimates the same integral without its bias: draws branch lengths from the gamma distributions, somewhat widened, and weighs them.
    /// </summary>
    /// <param name="tree">A full tree.</param>
    /// <param name="modes">From <see cref="LogIntegral"/>.</param>
    /// <param name="shapes">From <see cref="LogIntegral"/>.</param>
    /// <param name="samples">Draws, at least 2.</param>
    /// <param name="random">Source of randomness.</param>
    /// <returns>log of the mean weight, and the mean weight's relative standard error.</returns>
    public (double LogIntegral, double RelativeError) Sample(PhylogeneticTree tree, ReadOnlySpan<double> modes, ReadOnlySpan<double> shapes,
        int samples, Random random)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        const double Widening = 0.8;
        var (lengths, logs) = (new double[modes.Length], new double[samples]);
        for (var s = 0; s < samples; s++)
        {
            for (var node = 1; node < lengths.Length; node++)
            {
                var (shape, slope) = (shapes[node] * Widening, shapes[node] * Widening / modes[node]);
                lengths[node] = Math.Max(Gamma.Sample(random, shape, slope), 1e-12);
                logs[s] -= Gamma.PDFLn(shape, slope, lengths[node]);
            }

            logs[s] += LogJoint(tree, lengths);
        }

        var top = logs.Max();
        var mean = logs.Average(l => Math.Exp(l - top));
        var variance = logs.Sum(l => Math.Pow(Math.Exp(l - top) - mean, 2)) / (samples - 1);
        return (top + Math.Log(mean), Math.Sqrt(variance / samples) / mean);
    }

    // One round: every branch in turn goes to its mode given all others.
    private void Smooth(PhylogeneticTree tree, int node, Span<double> lengths, Span<double> shapes)
    {
        (lengths[node], shapes[node]) = Mode(Plane(below, node), Plane(above, node), lengths[node]);
        if (node < tree.Taxa)
        {
            return;
        }

        var (first, second) = (tree.Left(node), tree.Right(node));
        Through(Plane(above, node), lengths[node], message);
        Product(message, second, lengths[second], Plane(above, first));
        message.CopyTo(Plane(above, second));
        Smooth(tree, first, lengths, shapes);

        // What lies above the second child knows the first one's new branches.
        Through(Plane(above, node), lengths[node], message);
        Product(message, first, lengths[first], Plane(above, second));
        Smooth(tree, second, lengths, shapes);
        Join(tree, node, lengths);
    }

    // Newton's method in the logarithm of the length, where the prior and the logarithm's measure keep the mode inside.
    private (double Length, double Shape) Mode(ReadOnlySpan<double> one, ReadOnlySpan<double> other, double length)
    {
        const int Steps = 3;
        for (var step = 0; ; step++)
        {
            var (_, slope, bend) = Along(one, other, length, derivatives: true);
            var gradient = (length * (slope - rate)) + 1;
            var curvature = (length * (slope - rate)) + (length * length * bend);
            if (step == Steps)
            {
                return (length, Math.Clamp(-curvature, 1e-2, 1e8));
            }

            var move = curvature < -1e-3 ? -gradient / curvature : Math.Sign(gradient);
            length = Math.Clamp(length * Math.Exp(Math.Clamp(move, -2, 2)), Shortest, Longest);
            if (Math.Abs(move) < 1e-5)
            {
                step = Steps - 1;
            }
        }
    }

    // Log likelihood of the two sides of a branch, with its first two derivatives by the length.
    private (double Value, double Slope, double Bend) Along(ReadOnlySpan<double> one, ReadOnlySpan<double> other, double length,
        bool derivatives = false)
    {
        var keep = Math.Exp(-4 * length / 3);
        var (value, slope, bend) = (0.0, 0.0, 0.0);
        for (var p = 0; p < alignment.PatternCount; p++)
        {
            double a = one[p], b = one[count + p], c = one[(2 * count) + p], d = one[(3 * count) + p];
            double e = other[p], f = other[count + p], g = other[(2 * count) + p], h = other[(3 * count) + p];
            var mixed = (a + b + c + d) * (e + f + g + h) / 4;
            var apart = (a * e) + (b * f) + (c * g) + (d * h) - mixed;
            var sum = mixed + (keep * apart);
            if (derivatives)
            {
                var ratio = keep * apart / sum;
                slope -= weights[p] * ratio;
                bend += weights[p] * ratio * (1 - ratio);
            }
            else
            {
                value += weights[p] * Math.Log(sum / 4);
            }
        }

        return (value, slope * 4 / 3, bend * 16 / 9);
    }

    private void Join(PhylogeneticTree tree, int node, ReadOnlySpan<double> lengths)
    {
        Through(Plane(below, tree.Left(node)), lengths[tree.Left(node)], message);
        Product(message, tree.Right(node), lengths[tree.Right(node)], Plane(below, node));
    }

    // What a side looks like from the other end of a branch.
    private void Through(ReadOnlySpan<double> side, double length, Span<double> seen)
    {
        var keep = new Vector<double>(Math.Exp(-4 * length / 3));
        var quarter = (Vector<double>.One - keep) / 4;
        var from = Lanes(side);
        var to = Lanes(seen);
        var n = from.Length / 4;
        for (var p = 0; p < n; p++)
        {
            var even = quarter * (from[p] + from[n + p] + from[(2 * n) + p] + from[(3 * n) + p]);
            for (var x = 0; x < 4; x++)
            {
                to[(x * n) + p] = even + (keep * from[(x * n) + p]);
            }
        }
    }

    // The product of a side with what a node's subtree looks like from the top of its branch.
    private void Product(ReadOnlySpan<double> side, int node, double length, Span<double> product)
    {
        var keep = new Vector<double>(Math.Exp(-4 * length / 3));
        var quarter = (Vector<double>.One - keep) / 4;
        var from = Lanes((ReadOnlySpan<double>)Plane(below, node));
        var other = Lanes(side);
        var to = Lanes(product);
        var n = from.Length / 4;
        for (var p = 0; p < n; p++)
        {
            var even = quarter * (from[p] + from[n + p] + from[(2 * n) + p] + from[(3 * n) + p]);
            for (var x = 0; x < 4; x++)
            {
                to[(x * n) + p] = other[(x * n) + p] * (even + (keep * from[(x * n) + p]));
            }
        }
    }

    private Span<double> Plane(double[] planes, int node) => planes.AsSpan(node * 4 * count, 4 * count);

    private static ReadOnlySpan<Vector<T>> Lanes<T>(ReadOnlySpan<T> numbers)
        where T : struct => MemoryMarshal.Cast<T, Vector<T>>(numbers);

    private static Span<Vector<double>> Lanes(Span<double> numbers) => MemoryMarshal.Cast<double, Vector<double>>(numbers);
}
