namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Queries that can share work: those of one source and time, in one state.</summary>
internal static class QueryOrder
{
    /// <summary>The queries' places so that those of one source and time stand together, else in their order.</summary>
    /// <param name="queries">The queries.</param>
    public static int[] Together(ReadOnlySpan<LinkQuery> queries)
    {
        var order = new int[queries.Length];
        var keys = new (int Source, double Time, int Place)[queries.Length];
        for (var q = 0; q < keys.Length; q++)
        {
            (order[q], keys[q]) = (q, (queries[q].Source, queries[q].Time, q));
        }

        Array.Sort(keys, order);
        return order;
    }

    /// <summary>Whether two queries are of one source and time.</summary>
    /// <param name="a">A query.</param>
    /// <param name="b">Another one.</param>
    public static bool Same(in LinkQuery a, in LinkQuery b) => a.Source == b.Source && a.Time == b.Time;
}
