using System.Numerics;
using System.Runtime.InteropServices;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// DSATUR: colours next the term that sees the most distinct colours; ties by degree, then by the operator's order.
/// Brélaz, Commun. ACM 22, 251 (1979).
/// </summary>
public sealed class DsaturGrouper : IGrouper
{
    /// <inheritdoc/>
    public string Name => "dsatur";

    /// <inheritdoc/>
    public GroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var graph = problem.Graph;
        var degrees = graph.Degrees();
        var n = graph.Count;
        var labels = new int[n];
        Array.Fill(labels, -1);
        var saturation = new int[n];
        var open = new List<ulong[]>(); // open[c]: terms that see colour c
        var buffer = new ulong[graph.RowWords];
        for (var step = 0; step < n; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var best = -1;
            for (var i = 0; i < n; i++)
            {
                if (labels[i] < 0
                    && (best < 0 || saturation[i] > saturation[best] || (saturation[i] == saturation[best] && degrees[i] > degrees[best])))
                {
                    best = i;
                }
            }

            var colour = 0;
            while (colour < open.Count && (open[colour][best >> 6] >> (best & 63) & 1) != 0)
            {
                colour++;
            }

            if (colour == open.Count)
            {
                open.Add(new ulong[graph.RowWords]);
            }

            labels[best] = colour;
            var seen = CollectionsMarshal.AsSpan(open)[colour];
            var row = graph.Conflicts(best, buffer);
            for (var w = 0; w < row.Length; w++)
            {
                var fresh = row[w] & ~seen[w];
                seen[w] |= fresh;
                while (fresh != 0)
                {
                    saturation[(w << 6) + BitOperations.TrailingZeroCount(fresh)]++;
                    fresh &= fresh - 1;
                }
            }
        }

        return new(MeasurementGrouping.FromLabels(labels));
    }
}
