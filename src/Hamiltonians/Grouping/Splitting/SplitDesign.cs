using System.Numerics.Tensors;

namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>
/// Shots and coefficient splits of a family of groups as one problem of optimal design. A share m_a of the shots spent on group a tells of
/// its strings' means with information m_a C_a^-1, so that the best split at these shares has the variance c' M^-1 c with
/// M = sum_a m_a E_a C_a^-1 E_a' (generalised least squares), a convex function of the shares alone.
/// </summary>
/// <remarks>
/// With lambda = M^-1 c the parts are w_a = m_a C_a^-1 lambda_a and the derivative by a share is -d_a, d_a = lambda_a' C_a^-1 lambda_a.
/// Shares
/// times sqrt(d_a) never raise the variance, and at the optimum no d_a, of any group at all, exceeds c' M^-1 c: that is the test for new
/// groups.
/// Solved exactly, where alternating shots and splits by conjugate gradients stops early: blocks C_a have condition numbers of 10^6 and
/// more.
/// </remarks>
internal sealed class SplitDesign
{
    // Of the residual: while shares still move, and for the parts at the end.
    private const double Coarse = 1e-6;
    private const double Fine = 1e-12;
    private const int StaleSteps = 14;
    private readonly BareCovariance covariance;
    private readonly double[] coefficients;
    private readonly double ridge;
    private List<int[]> groups = [];
    private List<double[]> information = [];
    private List<double> shares = [];
    private PositiveFactor? factor;

    /// <summary>An empty family.</summary>
    /// <param name="covariance">Covariances of the bare strings.</param>
    /// <param name="coefficients">c.</param>
    /// <param name="ridge">Variance added to every string, so that what the state leaves without variance does not count for
    /// certain.</param>
    public SplitDesign(BareCovariance covariance, double[] coefficients, double ridge)
    {
        this.covariance = covariance;
        this.coefficients = coefficients;
        this.ridge = ridge;
        Multipliers = new double[coefficients.Length];
        Gains = [];
    }

    public int Count => groups.Count;

    public IReadOnlyList<int[]> Groups => groups;

    public IReadOnlyList<double> Shares => shares;

    /// <summary>Lambda of the last round.</summary>
    public double[] Multipliers { get; }

    /// <summary>d_a of the last round.</summary>
    public double[] Gains { get; private set; }

    /// <summary>c' M^-1 c of the last round.</summary>
    public double Cost { get; private set; }

    /// <summary>Takes up a family where it was left: the factor is made anew, as it is after every change of the family.</summary>
    public void Restore(IReadOnlyList<int[]> members, IReadOnlyList<double> left, ReadOnlySpan<double> multipliers, double cost)
    {
        Inform(members);
        shares = [.. left];
        multipliers.CopyTo(Multipliers);
        Cost = cost;
    }

    /// <summary>Adds groups, each with the same share.</summary>
    public void Add(IReadOnlyList<int[]> members, double share)
    {
        Inform(members);
        shares.AddRange(members.Select(_ => share));
        Normalise();
    }

    /// <summary>Forgets the factor, so that what follows depends on groups, shares and multipliers alone.</summary>
    public void Refactor() => factor = null;

    private void Inform(IReadOnlyList<int[]> members)
    {
        var inverses = new double[members.Count][];
        Parallel.For(0, members.Count, a =>
        {
            var block = covariance.Block(members[a]);
            for (var k = 0; k < members[a].Length; k++)
            {
                block[(k * members[a].Length) + k] += ridge;
            }

            inverses[a] = new PositiveFactor(block, members[a].Length).Inverse();
        });
        groups.AddRange(members);
        information.AddRange(inverses);
        factor = null;
    }

    /// <summary>Solves for lambda at the present shares.</summary>
    /// <param name="fine">To rounding, as the parts need; else as far as the shares need.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public void Solve(bool fine, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            factor ??= Factored();
            if (Refined(fine ? Fine : Coarse, cancellationToken) || attempt == 2)
            {
                break;
            }

            factor = null;
        }

        Gains = new double[Count];
        Parallel.For(0, Count, a => Gains[a] = Gain(a));
        Cost = TensorPrimitives.Dot<double>(coefficients, Multipliers);
    }

    /// <summary>Rounds of shares; ends early where the cost no longer falls by more than a share of itself a round.</summary>
    public void Improve(int rounds, double least, CancellationToken cancellationToken)
    {
        Solve(false, cancellationToken);
        for (var round = 0; round < rounds; round++)
        {
            var before = Cost;
            for (var a = 0; a < Count; a++)
            {
                shares[a] *= Math.Sqrt(Math.Max(1e-6, Gains[a] / Cost));
            }

            Normalise();
            Solve(false, cancellationToken);
            if (before - Cost < least * before)
            {
                break;
            }
        }
    }

    /// <summary>Drops groups of small share while every term keeps one.</summary>
    /// <param name="share">The share from which a group stays.</param>
    /// <param name="most">The most groups; more only where a term needs them.</param>
    public void Prune(double share, int most = int.MaxValue)
    {
        var covered = new bool[coefficients.Length];
        var keep = new bool[Count];
        foreach (var (rank, a) in Enumerable.Range(0, Count).OrderByDescending(a => shares[a]).ThenBy(static a => a).Index())
        {
            keep[a] = (shares[a] >= share && rank < most) || groups[a].Any(i => !covered[i]);
            foreach (var i in keep[a] ? groups[a] : [])
            {
                covered[i] = true;
            }
        }

        Surrender(keep, most);
        if (keep.All(static k => k))
        {
            return;
        }

        groups = [.. groups.Where((_, a) => keep[a])];
        information = [.. information.Where((_, a) => keep[a])];
        shares = [.. shares.Where((_, a) => keep[a])];
        Normalise();
        factor = null;
    }

    // What only some term needs may push the number over the most: groups that others can stand for give way.
    private void Surrender(bool[] keep, int most)
    {
        var holders = new int[coefficients.Length];
        foreach (var i in Enumerable.Range(0, Count).Where(a => keep[a]).SelectMany(a => groups[a]))
        {
            holders[i]++;
        }

        var kept = keep.Count(static k => k);
        foreach (var a in Enumerable.Range(0, Count).Where(a => keep[a]).OrderBy(a => shares[a]).ThenBy(static a => a))
        {
            if (kept > most && groups[a].All(i => holders[i] > 1))
            {
                (keep[a], kept) = (false, kept - 1);
                foreach (var i in groups[a])
                {
                    holders[i]--;
                }
            }
        }
    }

    /// <summary>The parts of every group's coefficients: m_a C_a^-1 lambda_a.</summary>
    public double[][] Parts() => [.. Enumerable.Range(0, Count).Select(a =>
    {
        var image = Image(a, Multipliers);
        TensorPrimitives.Multiply(image, shares[a], image);
        return image;
    })];

    private void Normalise()
    {
        var sum = shares.Sum();
        for (var a = 0; a < shares.Count; a++)
        {
            shares[a] /= sum;
        }
    }

    private double Gain(int a)
    {
        var image = Image(a, Multipliers);
        double sum = 0;
        for (var k = 0; k < image.Length; k++)
        {
            sum += image[k] * Multipliers[groups[a][k]];
        }

        return sum;
    }

    private double[] Image(int a, double[] vector)
    {
        var members = groups[a];
        var n = members.Length;
        var x = new double[n];
        for (var k = 0; k < n; k++)
        {
            x[k] = vector[members[k]];
        }

        var y = new double[n];
        for (var j = 0; j < n; j++)
        {
            y[j] = TensorPrimitives.Dot<double>(information[a].AsSpan(j * n, n), x);
        }

        return y;
    }

    private double[] Multiply(double[] vector)
    {
        var images = new double[Count][];
        Parallel.For(0, Count, a => images[a] = Image(a, vector));
        var result = new double[vector.Length];
        for (var a = 0; a < Count; a++)
        {
            for (var k = 0; k < images[a].Length; k++)
            {
                result[groups[a][k]] += shares[a] * images[a][k];
            }
        }

        return result;
    }

    private PositiveFactor Factored()
    {
        var n = coefficients.Length;
        var matrix = new double[n * n];
        for (var a = 0; a < Count; a++)
        {
            var members = groups[a];
            for (var j = 0; j < members.Length; j++)
            {
                var row = matrix.AsSpan(members[j] * n, n);
                for (var k = 0; k <= j; k++)
                {
                    row[members[k]] += shares[a] * information[a][(j * members.Length) + k];
                }
            }
        }

        return new PositiveFactor(matrix, n);
    }

    // Conjugate gradients behind a factor that may be of earlier shares; false where that is too far off.
    private bool Refined(double tolerance, CancellationToken cancellationToken)
    {
        var x = Multipliers;
        var residual = Multiply(x);
        TensorPrimitives.Subtract(coefficients, residual, residual);
        var goal = tolerance * TensorPrimitives.Norm<double>(coefficients);
        var z = (double[])residual.Clone();
        factor!.Solve(z);
        var direction = (double[])z.Clone();
        var norm = TensorPrimitives.Dot<double>(residual, z);
        for (var step = 0; step < StaleSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TensorPrimitives.Norm<double>(residual) <= goal)
            {
                return true;
            }

            var image = Multiply(direction);
            var length = norm / TensorPrimitives.Dot<double>(direction, image);
            if (!double.IsFinite(length))
            {
                return false;
            }

            TensorPrimitives.MultiplyAdd(direction, length, x, x);
            TensorPrimitives.MultiplyAdd(image, -length, residual, residual);
            residual.CopyTo(z, 0);
            factor.Solve(z);
            var next = TensorPrimitives.Dot<double>(residual, z);
            TensorPrimitives.MultiplyAdd(direction, next / norm, z, direction);
            norm = next;
        }

        return TensorPrimitives.Norm<double>(residual) <= goal;
    }
}
