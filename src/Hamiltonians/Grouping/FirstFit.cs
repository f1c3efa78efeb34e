using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>
/// Greedy first fit: each term, in a given order, joins the first group that accepts it or opens a new one. On all cores, with the
/// result of one: the terms of a block look for their group among those that stand at its start, side by side, and then join one
/// after the other, looking again only where their group has become stricter.
/// </summary>
internal static class FirstFit
{
    private const int SmallestBlock = 64;
    private const int LargestBlock = 4096;
    private const int Share = 64;

    /// <summary>Groups by first fit.</summary>
    /// <param name="problem">Terms and rule.</param>
    /// <param name="order">A permutation of the terms.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The grouping.</returns>
    public static MeasurementGrouping Group(
        GroupingProblem problem, int[] order, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var labels = new int[problem.Terms.Count];
        Continue(new GroupTable(problem.Terms, problem.Rule), order, labels, progress, cancellationToken);
        return MeasurementGrouping.FromLabels(labels);
    }

    /// <summary>Lets further terms join groups that stand already.</summary>
    /// <param name="table">The groups.</param>
    /// <param name="order">The terms, in the order in which they join.</param>
    /// <param name="labels">Group of every term; those of <paramref name="order"/> are set.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void Continue(
        GroupTable table, ReadOnlyMemory<int> order, int[] labels, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var found = new int[LargestBlock];
        var stricter = new HashSet<int>();
        for (var start = 0; start < order.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Blocks as long as there are groups: few of a block's terms meet in one.
            var standing = table.Count;
            var block = order.Slice(start, Math.Min(Math.Clamp(standing, SmallestBlock, LargestBlock), order.Length - start));
            Find(table, block, found);
            stricter.Clear();
            for (var i = 0; i < block.Length; i++)
            {
                var (term, group) = (block.Span[i], found[i]);
                group = group < standing && !stricter.Contains(group) ? group : table.FirstAccepting(term, group);
                labels[term] = group;
                if (table.Add(term, group))
                {
                    stricter.Add(group);
                }
            }

            start += block.Length;
            if (order.Length > LargestBlock)
            {
                progress?.Report(new ProgressReport("first fit", start, order.Length, "terms"));
            }
        }
    }

    private static void Find(GroupTable table, ReadOnlyMemory<int> terms, int[] found)
    {
        if (table.Count * (long)terms.Length < 1 << 14)
        {
            Part(0, terms.Length);
            return;
        }

        Parallel.For(0, (terms.Length + Share - 1) / Share, p => Part(p * Share, Math.Min((p + 1) * Share, terms.Length)));

        void Part(int first, int end)
        {
            for (var i = first; i < end; i++)
            {
                found[i] = table.FirstAccepting(terms.Span[i], 0);
            }
        }
    }
}
