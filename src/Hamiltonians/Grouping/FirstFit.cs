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
    private const int Share = 256;
    private const string Joined = "first-fit";

    /// <summary>Groups by first fit.</summary>
    /// <param name="problem">Terms and rule.</param>
    /// <param name="order">A permutation of the terms.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="journal">Keeps the groups of the terms that have joined, and takes them up again; null keeps nothing.</param>
    /// <returns>The grouping.</returns>
    public static MeasurementGrouping Group(
        GroupingProblem problem, int[] order, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default,
        UnitJournal? journal = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var labels = new int[problem.Terms.Count];
        var table = new GroupTable(problem.Terms, problem.Rule);

        // One rule after the other may be asked of one run.
        journal = (journal ?? UnitJournal.None).Part(problem.Rule.ToString());
        var joined = journal.Exists(Joined) ? journal.Read(Joined, r => Rejoin(table, order, labels, r)) : 0;
        Continue(table, order.AsMemory(joined), labels, progress, cancellationToken, new(journal, order, joined));
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
        CancellationToken cancellationToken = default) =>
        Continue(table, order, labels, progress, cancellationToken, new(UnitJournal.None, [], 0));

    private static void Continue(
        GroupTable table, ReadOnlyMemory<int> order, int[] labels, IProgress<ProgressReport>? progress, CancellationToken cancellationToken,
        Memory memory)
    {
        var found = new int[LargestBlock];
        var stricter = new HashSet<int>();
        var due = memory.Journal.Clock();
        for (var start = 0; start < order.Length;)
        {
            if (due() || cancellationToken.IsCancellationRequested)
            {
                memory.Save(start, labels);
                cancellationToken.ThrowIfCancellationRequested();
            }

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
                progress?.Report(new ProgressReport("first fit", memory.Before + start, memory.Before + order.Length, "terms"));
            }
        }
    }

    private static void Find(GroupTable table, ReadOnlyMemory<int> terms, int[] found)
    {
        if (table.Count * (long)terms.Length < 1 << 17)
        {
            Part(0, terms.Length);
            return;
        }

        Parallel.For(0, (terms.Length + Share - 1) / Share, p => Part(p * Share, Math.Min((p + 1) * Share, terms.Length)));

        void Part(int first, int end) => table.FirstAccepting(terms.Span[first..end], found.AsSpan(first..end));
    }

    /// <summary>Puts terms back into the groups that a stopped run had given them; returns how many.</summary>
    private static int Rejoin(GroupTable table, int[] order, int[] labels, BinaryReader reader)
    {
        var known = reader.ReadArray<int>();
        for (var i = 0; i < known.Length; i++)
        {
            table.Add(order[i], labels[order[i]] = known[i]);
        }

        return known.Length;
    }

    /// <summary>Where the groups of the terms that have joined are kept.</summary>
    /// <param name="Journal">The place.</param>
    /// <param name="Order">All terms, in the order in which they join.</param>
    /// <param name="Before">How many had joined when this run took over.</param>
    private sealed record Memory(UnitJournal Journal, int[] Order, int Before)
    {
        public void Save(int start, int[] labels) => Journal.Write(
            Joined, w => w.WriteArray<int>(Array.ConvertAll(Order[..(Before + start)], term => labels[term])));
    }
}
