using System.Diagnostics;

namespace Quiver.TemporalGraphs.Affinity;

/// <summary>Node affinity prediction as TGB measures it: NDCG@10 of the next label of every labelled node, knowing all earlier
/// times.</summary>
public static class AffinityEvaluation
{
    /// <summary>Ranks that count.</summary>
    public const int Ranks = 10;

    /// <summary>Observes the training labels, and forecasts and then observes those of validation and test.</summary>
    /// <param name="forecaster">A forecaster that has observed nothing.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The means.</returns>
    public static AffinityRanks Run(IAffinityForecaster forecaster, AffinityLabels labels, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(forecaster);
        ArgumentNullException.ThrowIfNull(labels);
        var clock = Stopwatch.StartNew();
        var (truth, scores) = (new double[labels.Classes], new double[labels.Classes]);
        var (sums, times) = (new double[2], new int[2]);
        for (var start = 0; start < labels.All.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = SameTime(labels, start, labels.All.Length);
            var group = labels.All.AsSpan()[start..end];
            if (start >= labels.ValidationStart)
            {
                var (part, sum) = (start >= labels.TestStart ? 1 : 0, 0.0);
                foreach (var label in group)
                {
                    Array.Clear(truth);
                    for (var k = 0; k < label.Classes.Length; k++)
                    {
                        truth[label.Classes[k]] = label.Weights[k];
                    }

                    forecaster.Forecast(label.Node, scores);
                    sum += Ndcg.At(Ranks, truth, scores);
                }

                sums[part] += sum / group.Length;
                times[part]++;
            }

            foreach (var label in group)
            {
                forecaster.Observe(label);
            }

            start = end;
        }

        return new AffinityRanks(sums[0] / times[0], sums[1] / times[1], clock.Elapsed.TotalSeconds);
    }

    /// <summary>After the last label of the same time.</summary>
    internal static int SameTime(AffinityLabels labels, int start, int limit)
    {
        var end = start + 1;
        while (end < limit && labels.All[end].Time == labels.All[start].Time)
        {
            end++;
        }

        return end;
    }
}
