namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// Which queries of a part repeat a link: the same source went to the same destination at an earlier time. The others are new links.
/// What a predictor may know plays no part, so that the same queries are new under every freshness.
/// </summary>
internal sealed class MetBefore
{
    private readonly List<ulong> bits = [];
    private long count;

    private MetBefore()
    {
    }

    /// <summary>Goes through all queries of validation and test, in order of time.</summary>
    /// <param name="protocol">The queries and events.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static (MetBefore Validation, MetBefore Test) Of(LinkProtocol protocol, CancellationToken cancellationToken = default)
    {
        var events = protocol.Split.Events;
        var (met, observed) = (new HashSet<long>(), 0);
        return (Part(false), Part(true));

        MetBefore Part(bool test)
        {
            var part = new MetBefore();
            foreach (var batch in protocol.Queries(test, false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (ref readonly var query in batch.Queries.Span)
                {
                    for (var times = events.Times; observed < times.Length && times[observed] < query.Time; observed++)
                    {
                        met.Add(Key(events.Sources[observed], events.Destinations[observed]));
                    }

                    part.Add(met.Contains(Key(query.Source, query.Destination)));
                }
            }

            return part;
        }
    }

    /// <summary>Whether a query repeats a link.</summary>
    /// <param name="query">Its place among the queries of the part.</param>
    public bool this[long query] => query < count
        ? ((bits[(int)(query >> 6)] >> (int)(query & 63)) & 1) != 0
        : throw new ArgumentOutOfRangeException(nameof(query), query, $"There are {count} queries.");

    private static long Key(int source, int destination) => ((long)source << 32) | (uint)destination;

    private void Add(bool repeats)
    {
        if ((count & 63) == 0)
        {
            bits.Add(0);
        }

        bits[^1] |= repeats ? 1UL << (int)(count & 63) : 0;
        count++;
    }
}
