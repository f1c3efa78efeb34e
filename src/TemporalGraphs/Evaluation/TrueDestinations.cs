using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Destinations that are true for a query beside its own: they are no negatives (tgbl-wiki-v2).</summary>
public static class TrueDestinations
{
    /// <summary>Finds them: events of the same split with the same source and time.</summary>
    /// <param name="data">The events.</param>
    /// <param name="query">The query.</param>
    /// <param name="from">First event of the split.</param>
    /// <param name="to">After the last event of the split.</param>
    /// <param name="others">Receives distinct destinations other than the query's.</param>
    public static void Others(LinkData data, int query, int from, int to, List<int> others)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(others);
        others.Clear();
        for (var k = query - 1; k >= from && data.Times[k] == data.Times[query]; k--)
        {
            Collect(k);
        }

        for (var k = query + 1; k < to && data.Times[k] == data.Times[query]; k++)
        {
            Collect(k);
        }

        void Collect(int k)
        {
            if (data.Sources[k] == data.Sources[query] && data.Destinations[k] != data.Destinations[query] && !others.Contains(data.Destinations[k]))
            {
                others.Add(data.Destinations[k]);
            }
        }
    }

    /// <summary>The same as candidates, counted from the first.</summary>
    /// <param name="data">The events.</param>
    /// <param name="query">The query.</param>
    /// <param name="from">First event of the split.</param>
    /// <param name="to">After the last event of the split.</param>
    /// <param name="others">Receives distinct candidates other than the query's.</param>
    public static void OtherCandidates(LinkData data, int query, int from, int to, List<int> others)
    {
        Others(data, query, from, to, others);
        for (var k = 0; k < others.Count; k++)
        {
            others[k] -= data.FirstCandidate;
        }
    }
}
