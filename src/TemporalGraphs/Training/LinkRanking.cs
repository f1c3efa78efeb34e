namespace Quiver.TemporalGraphs.Training;

/// <summary>One-vs-many ranks as TGB defines them: 0.5 (#greater + #greater-or-equal) + 1.</summary>
public static class LinkRanking
{
    /// <summary>Adds up the reciprocal ranks of a batch. Other true destinations of the same source and time in the split are no competitors.</summary>
    /// <param name="data">The events.</param>
    /// <param name="batch">The queries.</param>
    /// <param name="from">First event of the split.</param>
    /// <param name="to">After the last event of the split.</param>
    /// <param name="scores">Row-major [queries, candidates].</param>
    /// <returns>The sum of 1/rank.</returns>
    public static double ReciprocalRankSum(LinkData data, LinkBatch batch, int from, int to, ReadOnlySpan<float> scores)
    {
        ArgumentNullException.ThrowIfNull(data);
        var width = data.CandidateCount;
        var sum = 0.0;
        HashSet<int> others = [];
        for (var i = batch.Start; i < batch.End; i++)
        {
            var row = scores.Slice((i - batch.Start) * width, width);
            var own = data.Destinations[i] - data.FirstCandidate;
            var value = row[own];
            int greater = 0, ties = 0;
            foreach (var score in row)
            {
                greater += score > value ? 1 : 0;
                ties += score == value ? 1 : 0;
            }

            others.Clear();
            others.Add(own);
            for (var k = i - 1; k >= from && data.Times[k] == data.Times[i]; k--)
            {
                Collect(k);
            }

            for (var k = i + 1; k < to && data.Times[k] == data.Times[i]; k++)
            {
                Collect(k);
            }

            foreach (var other in others)
            {
                greater -= row[other] > value ? 1 : 0;
                ties -= row[other] == value ? 1 : 0;
            }

            sum += 1 / (greater + 0.5 * ties + 1);

            void Collect(int k)
            {
                if (data.Sources[k] == data.Sources[i])
                {
                    others.Add(data.Destinations[k] - data.FirstCandidate);
                }
            }
        }

        return sum;
    }
}
