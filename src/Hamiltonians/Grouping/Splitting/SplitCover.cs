using System.Numerics.Tensors;

namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>
/// A family of commuting groups that may share terms, with the part of every coefficient that each group measures. Its cost is the square
/// of the sum of the groups' standard deviations, a convex function of the parts.
/// </summary>
internal sealed class SplitCover
{
    private const double Precision = 1e-16;
    private readonly BareCovariance covariance;
    private readonly double[] coefficients;
    private List<int[]> groups = [];
    private List<double[]> blocks = [];
    private List<double[]> split = [];

    public SplitCover(BareCovariance covariance, double[] coefficients)
    {
        this.covariance = covariance;
        this.coefficients = coefficients;
    }

    public int Count => groups.Count;

    public IReadOnlyList<int[]> Groups => groups;

    public IReadOnlyList<double[]> Split => split;

    /// <summary>Adds a group with parts of its terms' coefficients, 0 for a new one.</summary>
    public void Add(int[] members, Func<int, double> part)
    {
        groups.Add(members);
        blocks.Add(covariance.Block(members));
        split.Add([.. members.Select(part)]);
    }

    /// <summary>Standard deviations of the groups.</summary>
    public double[] Deviations()
    {
        var result = new double[Count];
        Parallel.For(0, Count, a => result[a] = Deviation(blocks[a], split[a]));
        return result;
    }

    public double Cost() => Math.Pow(Deviations().Sum(), 2);

    /// <summary>
    /// One round: shots in proportion to the deviations, then the parts that minimise sum Var/shots, by conjugate gradients among the parts
    /// that leave every sum as it is.
    /// </summary>
    /// <param name="smoothing">Deviations count as if this share of their mean came on top (in squares), so that a group whose deviation is 0
    /// gets shots and can win a part.</param>
    /// <param name="steps">Most steps of conjugate gradients.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public void Round(double smoothing, int steps, CancellationToken cancellationToken)
    {
        var deviations = Deviations();
        var floor = smoothing * deviations.Sum() / Math.Max(1, Count);
        Minimise([.. deviations.Select(s => 1 / Math.Sqrt((s * s) + (floor * floor)))], steps, cancellationToken);
    }

    /// <summary>What one more unit of a term's coefficient costs at the margin, as the groups that hold it say, by their deviations.</summary>
    public double[] Multipliers()
    {
        var deviations = Deviations();
        var floor = 1e-7 * deviations.Sum();
        var sum = new double[coefficients.Length];
        var weight = new double[coefficients.Length];
        for (var a = 0; a < Count; a++)
        {
            var image = new double[groups[a].Length];
            Apply(blocks[a], split[a], image, 1);
            for (var k = 0; k < image.Length; k++)
            {
                // Each group's word counts by its deviation: lambda = image / deviation.
                sum[groups[a][k]] += deviations[a] > floor ? image[k] : 0;
                weight[groups[a][k]] += deviations[a] > floor ? deviations[a] : 0;
            }
        }

        return [.. sum.Select((s, i) => weight[i] > 0 ? s / weight[i] : 0)];
    }

    /// <summary>Drops groups with next to no deviation while every term keeps one; their parts go to the term's other groups.</summary>
    public void Prune(double share)
    {
        var deviations = Deviations();
        var least = share * deviations.Sum();
        var holders = new int[coefficients.Length];
        foreach (var i in groups.SelectMany(static g => g))
        {
            holders[i]++;
        }

        var keep = new bool[Count];
        Array.Fill(keep, true);
        foreach (var a in Enumerable.Range(0, Count).OrderBy(a => deviations[a]).ThenBy(static a => a))
        {
            if (deviations[a] < least && groups[a].All(i => holders[i] > 1))
            {
                keep[a] = false;
                foreach (var i in groups[a])
                {
                    holders[i]--;
                }
            }
        }

        Drop(keep);
    }

    /// <summary>Keeps a number of groups, those of large deviation, and any more that some term needs.</summary>
    public void Keep(int most)
    {
        var deviations = Deviations();
        var order = Enumerable.Range(0, Count).OrderByDescending(a => deviations[a]).ThenBy(static a => a).ToArray();
        var covered = new bool[coefficients.Length];
        var keep = new bool[Count];
        foreach (var (rank, a) in order.Index())
        {
            keep[a] = rank < most || groups[a].Any(i => !covered[i]);
            foreach (var i in keep[a] ? groups[a] : [])
            {
                covered[i] = true;
            }
        }

        Drop(keep);
    }

    /// <summary>Makes the parts add up to the coefficients exactly, up to the last bit: what is missing goes to the largest part.</summary>
    public void Repair()
    {
        var missing = (double[])coefficients.Clone();
        var largest = new (int Group, int Place, double Part)[coefficients.Length];
        Array.Fill(largest, (-1, -1, -1));
        for (var a = 0; a < Count; a++)
        {
            for (var k = 0; k < groups[a].Length; k++)
            {
                var i = groups[a][k];
                missing[i] -= split[a][k];
                if (Math.Abs(split[a][k]) > largest[i].Part)
                {
                    largest[i] = (a, k, Math.Abs(split[a][k]));
                }
            }
        }

        for (var i = 0; i < missing.Length; i++)
        {
            if (largest[i].Group >= 0)
            {
                split[largest[i].Group][largest[i].Place] += missing[i];
            }
        }
    }

    private void Drop(bool[] keep)
    {
        groups = [.. groups.Where((_, a) => keep[a])];
        blocks = [.. blocks.Where((_, a) => keep[a])];
        split = [.. split.Where((_, a) => keep[a])];
        Repair();
    }

    private static double Deviation(double[] block, double[] x)
    {
        var y = new double[x.Length];
        Apply(block, x, y, 1);
        return Math.Sqrt(Math.Max(0, TensorPrimitives.Dot<double>(x, y)));
    }

    private static void Apply(double[] block, double[] x, double[] y, double weight)
    {
        var n = x.Length;
        for (var j = 0; j < n; j++)
        {
            y[j] = weight * TensorPrimitives.Dot<double>(block.AsSpan(j * n, n), x);
        }
    }

    private void Minimise(double[] weights, int steps, CancellationToken cancellationToken)
    {
        var counts = new double[coefficients.Length];
        foreach (var i in groups.SelectMany(static g => g))
        {
            counts[i]++;
        }

        double[][] Shape() => [.. groups.Select(static g => new double[g.Length])];
        double[][] gradient = Shape(), direction = Shape(), image = Shape();
        var x = split.ToArray();
        Multiply(weights, x, gradient);
        Project(counts, gradient);
        for (var a = 0; a < x.Length; a++)
        {
            TensorPrimitives.Negate<double>(gradient[a], direction[a]);
        }

        var norm = Dot(gradient, gradient);
        var target = norm * Precision;
        for (var step = 0; step < steps && norm > target; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Multiply(weights, direction, image);
            var curvature = Dot(direction, image);
            if (!(curvature > 1e-300))
            {
                break;
            }

            var length = norm / curvature;
            Project(counts, image);
            for (var a = 0; a < x.Length; a++)
            {
                TensorPrimitives.MultiplyAdd(direction[a], length, x[a], x[a]);
                TensorPrimitives.MultiplyAdd(image[a], length, gradient[a], gradient[a]);
            }

            var next = Dot(gradient, gradient);
            for (var a = 0; a < x.Length; a++)
            {
                TensorPrimitives.Multiply(direction[a], next / norm, direction[a]);
                TensorPrimitives.Subtract<double>(direction[a], gradient[a], direction[a]);
            }

            norm = next;
        }
    }

    private void Multiply(double[] weights, double[][] x, double[][] y) => Parallel.For(0, x.Length, a => Apply(blocks[a], x[a], y[a], weights[a]));

    // Takes away, for every term, the mean over its groups, so that sums over groups stay as they are.
    private void Project(double[] counts, double[][] x)
    {
        var mean = new double[counts.Length];
        for (var a = 0; a < x.Length; a++)
        {
            for (var k = 0; k < x[a].Length; k++)
            {
                mean[groups[a][k]] += x[a][k];
            }
        }

        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] /= Math.Max(1, counts[i]);
        }

        for (var a = 0; a < x.Length; a++)
        {
            for (var k = 0; k < x[a].Length; k++)
            {
                x[a][k] -= mean[groups[a][k]];
            }
        }
    }

    private static double Dot(double[][] x, double[][] y)
    {
        double sum = 0;
        for (var a = 0; a < x.Length; a++)
        {
            sum += TensorPrimitives.Dot<double>(x[a], y[a]);
        }

        return sum;
    }
}
