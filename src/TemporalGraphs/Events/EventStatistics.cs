using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>What a stream is like.</summary>
/// <param name="Events">Number of events.</param>
/// <param name="Nodes">Nodes that occur.</param>
/// <param name="Sources">Distinct sources.</param>
/// <param name="Destinations">Distinct destinations.</param>
/// <param name="Pairs">Distinct (source, destination) pairs.</param>
/// <param name="DistinctTimes">Distinct times.</param>
/// <param name="Start">First time.</param>
/// <param name="End">Last time.</param>
/// <param name="SelfLoops">Events from a node to itself.</param>
/// <param name="Bipartite">Whether no node is both source and destination.</param>
/// <param name="Train">Events before the validation split (TGB's quantiles).</param>
/// <param name="Validation">Events of the validation split.</param>
/// <param name="Test">Events of the test split.</param>
/// <param name="Novelty">Mean over snapshots of the share of a snapshot's pairs that never occurred before.</param>
/// <param name="Recurrence">Share of the training pairs that occur in test; null where the split leaves no test events.</param>
/// <param name="Surprise">Share of the test pairs that never occurred in training; null where the split leaves no test events.</param>
/// <remarks>Poursafaei et al. 2022; Shirzadkhani et al. 2024 (TGX).</remarks>
public sealed record EventStatistics(
    int Events, int Nodes, int Sources, int Destinations, int Pairs, int DistinctTimes, double Start, double End, int SelfLoops,
    bool Bipartite,
    int Train, int Validation, int Test, double Novelty, double? Recurrence, double? Surprise)
{
    /// <summary>Computes them.</summary>
    /// <param name="events">At least one event.</param>
    /// <param name="interval">Length of the snapshots of <see cref="Novelty"/>, in the data's time unit; 0 for a hundredth of the
    /// span.</param>
    /// <returns>The statistics.</returns>
    /// <exception cref="InputException">The interval is no length of time, or so short that its snapshots cannot be numbered.</exception>
    public static EventStatistics Of(EventStream events, double interval = 0)
    {
        ArgumentNullException.ThrowIfNull(events);
        var data = events.Split();
        var sources = data.Sources;
        var destinations = data.Destinations;
        var times = data.Times;
        var span = times[^1] - times[0];
        if (interval != 0 && !(interval > 0 && double.IsFinite(interval) && span / interval <= Bins.Most))
        {
            throw new InputException(
                $"An interval of {interval:G6} does not cut {span:G6} units of time into snapshots that can be numbered: take a longer one.");
        }

        var width = interval > 0 ? interval : Math.Max(span / 100, double.Epsilon);
        var (isSource, isDestination) = (new bool[data.NodeCount], new bool[data.NodeCount]);
        var seen = new HashSet<long>();
        var (train, test, fresh, here) = (new HashSet<long>(), new HashSet<long>(), new HashSet<long>(), new HashSet<long>());
        var (loops, distinct, snapshots, novelty, bin) = (0, 0, 0, 0.0, -1L);
        for (var i = 0; i <= sources.Length; i++)
        {
            var next = i < sources.Length ? (long)Bins.Floor(times[i], times[0], width) : long.MaxValue;
            if (next != bin)
            {
                if (here.Count > 0)
                {
                    novelty += fresh.Count / (double)here.Count;
                    snapshots++;
                }

                fresh.Clear();
                here.Clear();
                bin = next;
            }

            if (i == sources.Length)
            {
                break;
            }

            var pair = ((long)sources[i] << 32) | (uint)destinations[i];
            here.Add(pair);
            if (seen.Add(pair))
            {
                fresh.Add(pair);
            }

            if (i < data.ValidationStart)
            {
                train.Add(pair);
            }
            else if (i >= data.TestStart)
            {
                test.Add(pair);
            }

            (isSource[sources[i]], isDestination[destinations[i]]) = (true, true);
            loops += sources[i] == destinations[i] ? 1 : 0;
            distinct += i == 0 || times[i] != times[i - 1] ? 1 : 0;
        }

        var both = test.Count(train.Contains);
        return new EventStatistics(
            sources.Length,
            isSource.Zip(isDestination, (a, b) => a || b).Count(x => x),
            isSource.Count(x => x),
            isDestination.Count(x => x),
            seen.Count,
            distinct,
            times[0],
            times[^1],
            loops,
            !isSource.Zip(isDestination, (a, b) => a && b).Any(x => x),
            data.ValidationStart,
            data.TestStart - data.ValidationStart,
            sources.Length - data.TestStart,
            snapshots == 0 ? 0 : novelty / snapshots,
            train.Count == 0 || test.Count == 0 ? null : both / (double)train.Count,
            test.Count == 0 ? null : (test.Count - both) / (double)test.Count);
    }
}
