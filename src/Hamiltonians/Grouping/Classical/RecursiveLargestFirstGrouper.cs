using System.Numerics;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// Recursive largest first (RLF): fills one group at a time, starting from the term with most conflicts among those
/// left and adding the term that shares most conflicts with the group. Leighton, J. Res. NBS 84, 489 (1979).
/// </summary>
public sealed class RecursiveLargestFirstGrouper : IGrouper
{
    /// <inheritdoc/>
    public string Name => "rlf";

    /// <inheritdoc/>
    public GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var graph = problem.Graph;
        var labels = new int[graph.Count];
        Array.Fill(labels, -1);
        var left = new TermSet(graph.Count, full: true);
        var candidates = new TermSet(graph.Count, full: false);
        var outside = new TermSet(graph.Count, full: false);
        var common = new int[graph.Count];
        var buffer = new ulong[graph.RowWords];
        for (var colour = 0; !left.IsEmpty; colour++)
        {
            candidates.CopyFrom(left);
            outside.Clear();
            Array.Clear(common);
            var next = MostConflicts(graph, left, buffer);
            while (next >= 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                labels[next] = colour;
                left.Remove(next);
                candidates.Remove(next);
                var row = graph.Conflicts(next, buffer);
                for (var w = 0; w < row.Length; w++)
                {
                    var moved = row[w] & candidates.Words[w];
                    candidates.Words[w] &= ~moved;
                    outside.Words[w] |= moved;
                    while (moved != 0)
                    {
                        CountCommon(problem, (w << 6) + BitOperations.TrailingZeroCount(moved), candidates, common);
                        moved &= moved - 1;
                    }
                }

                next = Best(candidates, common);
            }
        }

        return new(MeasurementGrouping.FromLabels(labels));
    }

    private static int MostConflicts(Commutation.CommutationGraph graph, TermSet left, ulong[] buffer)
    {
        int best = -1, bestDegree = -1;
        foreach (var i in left)
        {
            var degree = 0;
            var row = graph.Conflicts(i, buffer);
            for (var w = 0; w < row.Length; w++)
            {
                degree += BitOperations.PopCount(row[w] & left.Words[w]);
            }

            if (degree > bestDegree)
            {
                (best, bestDegree) = (i, degree);
            }
        }

        return best;
    }

    // A term that left the candidates counts once for every candidate that conflicts with it.
    private static void CountCommon(GroupingProblem problem, int term, TermSet candidates, int[] common)
    {
        var row = problem.Graph.Conflicts(term, new ulong[problem.Graph.IsPacked ? 0 : problem.Graph.RowWords]);
        for (var w = 0; w < row.Length; w++)
        {
            var bits = row[w] & candidates.Words[w];
            while (bits != 0)
            {
                common[(w << 6) + BitOperations.TrailingZeroCount(bits)]++;
                bits &= bits - 1;
            }
        }
    }

    private static int Best(TermSet candidates, int[] common)
    {
        int best = -1, bestCommon = -1;
        foreach (var i in candidates)
        {
            if (common[i] > bestCommon)
            {
                (best, bestCommon) = (i, common[i]);
            }
        }

        return best;
    }
}
