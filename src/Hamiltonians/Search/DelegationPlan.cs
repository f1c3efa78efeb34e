using Quiver.Core.Randomness;
using Quiver.Hamiltonians.Grouping;

namespace Quiver.Hamiltonians.Search;

/// <summary>How a search part by part divides its terms and its time, before it begins.</summary>
/// <param name="MainTerms">Terms that are annealed first; 0 where sorted insertion's groups are the beginning.</param>
/// <param name="MainSeconds">Time of that.</param>
/// <param name="BlockTerms">Most terms of a block, but for a single group that has more.</param>
/// <param name="Passes">How often all groups are dealt out.</param>
/// <param name="PassSeconds">Time of all searches of a pass.</param>
/// <param name="MostBlocks">Most blocks of a pass that are searched: those of the largest deviations.</param>
internal sealed record DelegationPlan(
    int MainTerms, double MainSeconds, int BlockTerms, int Passes, double PassSeconds, int MostBlocks = int.MaxValue)
{
    /// <summary>Most terms that are annealed first.</summary>
    public const int MostMainTerms = 14_000;

    /// <summary>Most terms of a block.</summary>
    public const int MostBlockTerms = 4_000;

    private const int LeastTerms = 200;

    // A main part of fewer terms than a third of all leaves most of the cost to first fit.
    private const double LeastMain = 0.33;
    private const double MainShare = 0.75;

    // Searches of a block shorter than this leave it half hot, longer ones gain less than another pass.
    private const double BlockSeconds = 3;
    private const double MostForPairs = 0.6;

    // Groups dealt out into a block share few X masks: where sums over a hull do not help, a pair takes twice as long as in a whole
    // Hamiltonian (4,000 terms, 10,000 determinants, 34 qubits: 2.4 s in the first pass, 3 to 4 in later ones).
    private const double BlockPairs = 2;

    /// <summary>Plans.</summary>
    /// <param name="problem">The terms and, where known, the state.</param>
    /// <param name="options">Budget and memory.</param>
    /// <param name="mainTerms">Most terms that are annealed first.</param>
    /// <param name="blockTerms">Most terms of a block.</param>
    public static DelegationPlan Of(
        GroupingProblem problem, GrouperOptions options, int mainTerms = MostMainTerms, int blockTerms = MostBlockTerms)
    {
        var count = problem.Terms.Count;
        int Fitting(int terms) => (int)Math.Min(terms, Math.Max(LeastTerms, Math.Sqrt(options.Memory / AnnealingGrouper.BytesPerPair)));
        var (main, block, budget) = (Fitting(mainTerms), Fitting(blockTerms), options.Budget.TotalSeconds);
        var hasMain = main >= LeastMain * count;
        var share = hasMain ? MainShare : 0;
        var perPass = (double)count / block;
        var passes = Math.Max(1, (int)Math.Round((1 - share) * budget / (perPass * BlockSeconds)));

        // A dense state takes longer than the few thousand determinants of a usual one.
        var shape = problem.State is { } state && count > 0 ? TableShape.Of(problem.Terms, state.Support) : (TableShape?)null;
        double Table(double terms) =>
            Math.Max(CovarianceTime.Table(terms), shape is { IsPacked: true } s ? CovarianceTime.Table(s.Part(terms)) : 0);

        // After main terms a short pass is cut off: the few groups that carry the cost come first in it.
        int Most()
        {
            var eachBlock = BlockSeconds + (problem.HasState ? 2 * Table(block) : 0);
            return hasMain && passes == 1 ? Math.Max(1, (int)((1 - share) * budget / eachBlock)) : int.MaxValue;
        }

        if (!problem.HasState)
        {
            return new(hasMain ? main : 0, share * budget, block, passes, (1 - share) * budget / passes, Most());
        }

        // Covariances and costs of whole groupings take time from the search, at most so much of it.
        var eachTable = shape is { IsPacked: true } ? Table(block) : BlockPairs * Table(block);
        double Pairs() => (hasMain ? Table(main) : 0) + (passes * perPass * eachTable);
        var costs = CovarianceTime.Costs(count, problem.State?.Support ?? 0);
        while (passes > 1 && Pairs() + costs > MostForPairs * budget)
        {
            passes--;
        }

        var most = Most();
        perPass = Math.Min(perPass, most);
        while (hasMain && main > block && Pairs() + costs > MostForPairs * budget)
        {
            main -= main / 16;
        }

        var left = Math.Max((1 - MostForPairs) * budget, budget - Pairs() - costs);
        return new(hasMain ? main : 0, share * left, block, passes, (1 - share) * left / passes, most);
    }

    /// <summary>Deals groups out into blocks, each group into one.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="pass">Which pass: each deals them out in another way.</param>
    /// <returns>Indices of the groups of each block, ascending; groups that have more terms than a search takes are in none.</returns>
    public int[][] Blocks(DelegatedBlock groups, int seed, int pass)
    {
        // Groups of like deviation meet, in every pass others of them.
        var random = new SearchRandom(SeedMixing.SplitMix(unchecked(((ulong)(uint)seed << 16) + (ulong)pass)));
        var keys = groups.Deviations.Select(d => d * Math.Exp(pass * random.Unit())).ToArray();
        var order = Enumerable.Range(0, keys.Length).Where(g => groups.Groups[g].Length <= PartitionWeights.MaxTerms)
            .OrderByDescending(g => keys[g]);
        var (blocks, block, size) = (new List<int[]>(), new List<int>(), 0);
        foreach (var g in order)
        {
            if (block.Count > 0 && size + groups.Groups[g].Length > BlockTerms)
            {
                blocks.Add([.. block.Order()]);
                (size, block) = (0, []);
            }

            block.Add(g);
            size += groups.Groups[g].Length;
        }

        return block.Count > 0 ? [.. blocks, [.. block.Order()]] : [.. blocks];
    }
}
