using System.Numerics;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Greedy independent sets: each group is a maximal set of compatible terms, built by taking again and again the
/// remaining term with the fewest conflicts among those that could still join. Johnson, J. Comput. Syst. Sci. 9, 256 (1974).
/// </summary>
public sealed class IndependentSetGrouper : IGrouper
{
    /// <inheritdoc/>
    public string Name => "gis";

    /// <inheritdoc/>
    public GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var graph = problem.Graph;
        var labels = new int[graph.Count];
        var left = new TermSet(graph.Count, full: true);
        var open = new TermSet(graph.Count, full: false);
        var degree = new int[graph.Count];
        var buffer = new ulong[graph.RowWords];
        var inner = new ulong[graph.RowWords];
        for (var group = 0; !left.IsEmpty; group++)
        {
            open.CopyFrom(left);
            foreach (var i in open)
            {
                degree[i] = Overlap(graph.Conflicts(i, buffer), open.Words);
            }

            for (var next = Fewest(open, degree); next >= 0; next = Fewest(open, degree))
            {
                cancellationToken.ThrowIfCancellationRequested();
                labels[next] = group;
                left.Remove(next);
                open.Remove(next);
                var row = graph.Conflicts(next, buffer);
                for (var w = 0; w < row.Length; w++)
                {
                    var gone = row[w] & open.Words[w];
                    open.Words[w] &= ~gone;
                    while (gone != 0)
                    {
                        LowerDegrees(graph.Conflicts((w << 6) + BitOperations.TrailingZeroCount(gone), inner), open.Words, degree);
                        gone &= gone - 1;
                    }
                }
            }
        }

        return new(MeasurementGrouping.FromLabels(labels));
    }

    private static int Overlap(ReadOnlySpan<ulong> row, ulong[] set)
    {
        var count = 0;
        for (var w = 0; w < row.Length; w++)
        {
            count += BitOperations.PopCount(row[w] & set[w]);
        }

        return count;
    }

    private static void LowerDegrees(ReadOnlySpan<ulong> row, ulong[] open, int[] degree)
    {
        for (var w = 0; w < row.Length; w++)
        {
            var bits = row[w] & open[w];
            while (bits != 0)
            {
                degree[(w << 6) + BitOperations.TrailingZeroCount(bits)]--;
                bits &= bits - 1;
            }
        }
    }

    private static int Fewest(TermSet open, int[] degree)
    {
        var best = -1;
        foreach (var i in open)
        {
            if (best < 0 || degree[i] < degree[best])
            {
                best = i;
            }
        }

        return best;
    }
}
