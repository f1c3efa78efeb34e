using Quiver.TemporalGraphs.Events;

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
        // Pairs are shared out between two workers; each goes through all events and answers for its own pairs alone.
        var halves = new (MetBefore Validation, MetBefore Test)[2];
        Parallel.For(0, halves.Length, new ParallelOptions { CancellationToken = cancellationToken }, half =>
        {
            var (met, observed) = (new PairSet(), 0);
            halves[half] = (Part(protocol, false, half, met, ref observed, cancellationToken),
                Part(protocol, true, half, met, ref observed, cancellationToken));
        });
        halves[0].Validation.Unite(halves[1].Validation);
        halves[0].Test.Unite(halves[1].Test);
        return halves[0];
    }

    private static MetBefore Part(
        LinkProtocol protocol, bool test, int half, PairSet met, ref int observed, CancellationToken cancellationToken)
    {
        var events = protocol.Split.Events;
        var part = new MetBefore();
        foreach (var batch in protocol.Queries(test, false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (ref readonly var query in batch.Queries.Span)
            {
                var s = events.Sources;
                var d = events.Destinations;
                for (var times = events.Times; observed < times.Length && times[observed] < query.Time; observed++)
                {
                    if (PairSet.Half(s[observed], d[observed]) == half)
                    {
                        met.Add(s[observed], d[observed]);
                    }

                    if ((observed + 1) % EventArchive.Block == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        events.Passed(observed + 1 - EventArchive.Block, observed + 1);
                    }
                }

                part.Add(PairSet.Half(query.Source, query.Destination) == half && met.Contains(query.Source, query.Destination));
            }
        }

        return part;
    }

    /// <summary>Whether a query repeats a link.</summary>
    /// <param name="query">Its place among the queries of the part.</param>
    public bool this[long query] => query < count
        ? ((bits[(int)(query >> 6)] >> (int)(query & 63)) & 1) != 0
        : throw new ArgumentOutOfRangeException(nameof(query), query, $"There are {count} queries.");

    private void Unite(MetBefore other)
    {
        for (var word = 0; word < bits.Count; word++)
        {
            bits[word] |= other.bits[word];
        }
    }

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
