using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Affinity;

/// <summary>The labels of node affinity prediction (TGB's tgbn data): at some times, nodes divide their affinity among classes.</summary>
public sealed class AffinityLabels
{
    private AffinityLabels(ImmutableArray<AffinityLabel> all, int nodes, int classes, int validationStart, int testStart) =>
        (All, Nodes, Classes, ValidationStart, TestStart) = (all, nodes, classes, validationStart, testStart);

    /// <summary>The labels in order of time; of one time in order of appearance.</summary>
    public ImmutableArray<AffinityLabel> All { get; }

    /// <summary>Number of nodes.</summary>
    public int Nodes { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>The first label of validation.</summary>
    public int ValidationStart { get; }

    /// <summary>The first label of test.</summary>
    public int TestStart { get; }

    /// <summary>
    /// Takes rows of time, node, class and weight, which are events from the node to the class. Rows of one node and time make one
    /// label; weights of a class named twice are added. The split is that of TGB, at the quantiles 0.70 and 0.85 of the rows' times.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <returns>The labels.</returns>
    /// <exception cref="InputException">A weight is negative, or there are too few times for a split.</exception>
    public static AffinityLabels Of(EventStream rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (nodes, classes) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        var all = ImmutableArray.CreateBuilder<AffinityLabel>();
        for (var i = 0; i < rows.Count;)
        {
            var (time, places, sums) = (rows.Times[i], new Dictionary<int, int>(), new List<List<(int Class, float Weight)>>());
            var order = new List<int>();
            for (; i < rows.Count && rows.Times[i] == time; i++)
            {
                var weight = rows.IsWeighted ? rows.Weights[i] : 1;
                if (!(weight >= 0))
                {
                    throw new InputException($"Row {i + 1} has the weight {weight}: affinities are numbers of at least 0.");
                }

                var node = Number(nodes, rows.Sources[i]);
                if (!places.TryGetValue(node, out var place))
                {
                    place = places[node] = sums.Count;
                    sums.Add([]);
                    order.Add(node);
                }

                Add(sums[place], Number(classes, rows.Destinations[i]), weight);
            }

            for (var n = 0; n < order.Count; n++)
            {
                all.Add(new AffinityLabel(
                    time, order[n], [.. sums[n].Select(s => s.Class)], [.. sums[n].Select(s => s.Weight)]));
            }
        }

        var split = rows.Split();
        var (validation, test) = (First(rows.Times, split.ValidationStart), First(rows.Times, split.TestStart));
        return validation < test && test < all.Count
            ? new AffinityLabels(all.ToImmutable(), nodes.Count, classes.Count, validation, test)
            : throw new InputException("The split at the quantiles 0.70 and 0.85 leaves no labels for validation or test; there are too "
                + "few distinct times.");

        int First(ReadOnlySpan<double> times, int row) => row == times.Length ? all.Count : FirstFrom(all, times[row]);
    }

    private static int FirstFrom(ImmutableArray<AffinityLabel>.Builder all, double time)
    {
        var place = 0;
        while (place < all.Count && all[place].Time < time)
        {
            place++;
        }

        return place;
    }

    private static int Number(Dictionary<int, int> numbers, int id)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, id, out var known);
        return number = known ? number : numbers.Count - 1;
    }

    private static void Add(List<(int Class, float Weight)> sums, int named, float weight)
    {
        var at = sums.FindIndex(s => s.Class == named);
        if (at < 0)
        {
            sums.Add((named, weight));
        }
        else
        {
            sums[at] = (named, sums[at].Weight + weight);
        }
    }
}
