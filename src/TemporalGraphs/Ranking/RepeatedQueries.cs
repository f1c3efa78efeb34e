namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// Keeps the features of sources that are asked about again and again at one time and in one state, as in a snapshot with many events of
/// each source: from the third time on they are copied.
/// </summary>
internal sealed class RepeatedQueries(RankerShape shape)
{
    private const long MostBytes = 128L << 20;
    private readonly Dictionary<int, RankerQuery?> asked = [];
    private readonly List<RankerQuery> kept = [];
    private (double Time, int Observed) state = (double.NaN, -1);
    private int used;

    /// <summary>Gives the features of a source at a time.</summary>
    /// <param name="features">What has been observed.</param>
    /// <param name="source">The source.</param>
    /// <param name="time">The time.</param>
    /// <param name="query">Receives them.</param>
    public void Fill(RankerFeatures features, int source, double time, RankerQuery query)
    {
        if (state != (time, features.Observed))
        {
            asked.Clear();
            (state, used) = ((time, features.Observed), 0);
        }

        if (asked.TryGetValue(source, out var known) && known is not null)
        {
            query.CopyFeatures(known);
            return;
        }

        query.WorkOut(features, source, time);
        if (!asked.TryAdd(source, null) && (used + 1L) * query.Dense.Length * sizeof(float) <= MostBytes)
        {
            if (used == kept.Count)
            {
                kept.Add(new RankerQuery(shape));
            }

            kept[used].CopyFeatures(query);
            asked[source] = kept[used++];
        }
    }
}
