using Quiver.Core.Runs;

namespace Quiver.GFlowNet.Phylogenetics;

/// <summary>
/// Finds the trees that hold the posterior's mass, best first: from several greedy trees on, the best tree whose neighbours were not
/// seen is opened next. What a sampler of trees is held against.
/// </summary>
public static class TreeSearch
{
    // Trees that far below the best are not opened: e^-15 of its mass.
    private const double Depth = 15;

    // Mass whose integrals are estimated by samples.
    private const double SampledMass = 0.999;
    private const int MostSampled = 400;

    /// <summary>Searches and sums up.</summary>
    /// <param name="alignment">At least 4 taxa.</param>
    /// <param name="starts">Greedy trees by random orders of the taxa to begin with, at least 1.</param>
    /// <param name="trees">The most trees whose integral is estimated.</param>
    /// <param name="samples">Samples of branch lengths for each tree that matters, at least 2.</param>
    /// <param name="seed">Fixes everything.</param>
    /// <param name="progress">Told of the trees; may be null.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The estimate; the same for any number of threads.</returns>
    public static MarginalLikelihood Run(Alignment alignment, int starts, int trees, int samples, int seed,
        IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(alignment);
        ArgumentOutOfRangeException.ThrowIfLessThan(starts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        var (found, open) = (new Dictionary<(ulong, ulong), Found>(), new PriorityQueue<Found, (double, int)>());
        var taxa = alignment.Taxa.Length;
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        var seeds = new PhylogeneticTree[starts];
        Parallel.For(0, starts, options, s =>
        {
            var order = Enumerable.Range(0, taxa).ToArray();
            if (s > 0)
            {
                new Random(unchecked((seed * 7919) + s)).Shuffle(order.AsSpan(1));
            }

            seeds[s] = new Parsimony(alignment).Greedy(order);
        });
        var flat = new double[(2 * taxa) - 2];
        Array.Fill(flat, 0.05);
        Add(seeds, flat);
        var best = double.NegativeInfinity;
        while (found.Count < trees && open.TryDequeue(out var next, out _))
        {
            best = Math.Max(best, next.Value);
            if (next.Value < best - Depth)
            {
                break;
            }

            Add(next.Tree.Neighbours(), next.Lengths);
            progress?.Report(new ProgressReport($"trees of {taxa} taxa", found.Count, trees, $"best {best:F2}"));
        }

        return Sum(alignment, [.. found.Values.OrderByDescending(f => f.Value).ThenBy(f => f.Number)], samples, seed, options);

        void Add(IEnumerable<PhylogeneticTree> candidates, double[] lengths)
        {
            var fresh = candidates.Select(t => (Tree: t, Key: t.Key()))
                .Where(t => !found.ContainsKey(t.Key))
                .DistinctBy(t => t.Key)
                .ToArray();
            var values = new Found[fresh.Length];
            Parallel.For(0, fresh.Length, options, () => new BranchPosterior(alignment), (i, _, branches) =>
            {
                var (begun, shapes) = ((double[])lengths.Clone(), new double[lengths.Length]);
                var value = branches.LogIntegral(fresh[i].Tree, begun, shapes, 0.02);
                values[i] = new Found(fresh[i].Tree, value, begun, shapes, found.Count + i);
                return branches;
            }, _ => { });
            foreach (var (i, tree) in values.Index())
            {
                found[fresh[i].Key] = tree;
                open.Enqueue(tree, (-tree.Value, tree.Number));
            }
        }
    }

    /// <summary>How many unrooted binary trees there are over some taxa: (2n - 5)!!.</summary>
    /// <param name="taxa">At least 3.</param>
    /// <returns>The number; rounded from 24 taxa on.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 3 taxa.</exception>
    public static double Count(int taxa)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(taxa, 3);
        return Places(taxa).Aggregate(1.0, (n, places) => n * places);
    }

    /// <summary>The logarithm of that number.</summary>
    /// <param name="taxa">At least 3.</param>
    internal static double LogCount(int taxa) => Places(taxa).Sum(places => Math.Log(places));

    // The edges on which the fourth taxon, the fifth and so on can be set.
    private static IEnumerable<int> Places(int taxa) => Enumerable.Range(3, taxa - 3).Select(k => (2 * k) - 3);

    private static MarginalLikelihood Sum(Alignment alignment, Found[] found, int samples, int seed, ParallelOptions options)
    {
        var top = found[0].Value;
        var masses = found.Select(f => Math.Exp(f.Value - top)).ToArray();
        var total = masses.Sum();
        int Count(double share)
        {
            var (sum, count) = (0.0, 0);
            while (count < masses.Length && sum < share * total)
            {
                sum += masses[count++];
            }

            return count;
        }

        var sampled = Math.Min(MostSampled, Count(SampledMass));
        var estimates = new (double LogIntegral, double RelativeError)[sampled];
        Parallel.For(0, sampled, options, () => new BranchPosterior(alignment), (i, _, branches) =>
        {
            estimates[i] = branches.Sample(found[i].Tree, found[i].Lengths, found[i].Shapes, samples,
                new Random(unchecked((seed * 104_729) + found[i].Number)));
            return branches;
        }, _ => { });

        // Trees that were not sampled keep their approximation, moved by what the samples say of the others.
        var exact = estimates.Select(e => Math.Exp(e.LogIntegral - top)).ToArray();
        var rest = masses.Skip(sampled).Sum() * exact.Sum() / masses.Take(sampled).Sum();
        var sum = exact.Sum() + rest;
        var error = Math.Sqrt(exact.Zip(estimates, (m, e) => Math.Pow(m * e.RelativeError, 2)).Sum()) / exact.Sum();
        return new MarginalLikelihood(top + Math.Log(sum) - LogCount(alignment.Taxa.Length), error, found.Length, sampled, Count(0.95),
            found[0].Tree.Newick(alignment.Taxa, found[0].Lengths), estimates[0].LogIntegral);
    }

    private sealed record Found(PhylogeneticTree Tree, double Value, double[] Lengths, double[] Shapes, int Number);
}
