using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Whose result a checkpoint of a link training is: the events as they were read, the queries, and all options.</summary>
internal static class LinkIdentity
{
    /// <summary>The identity of a training.</summary>
    /// <param name="kind">Which training.</param>
    /// <param name="protocol">Its events, and its queries where they are not the events themselves.</param>
    /// <param name="options">All options that can change the result.</param>
    public static RunIdentity Of(string kind, LinkProtocol protocol, object options) => RunIdentity.Create(
        kind,
        protocol is UtgProtocol utg ? [new("events", Hash(utg.Split)), new("negatives", Hash(utg))] : [new("events", Hash(protocol.Split))],
        options);

    private static string Hash(LinkSplit split)
    {
        using var hash = new ContentHash();
        hash.Add(split.Sources);
        hash.Add(split.Destinations);
        hash.Add(split.Times);
        hash.Add(split.ValidationStart);
        hash.Add(split.TestStart);
        return hash.Finish();
    }

    private static string Hash(UtgProtocol protocol)
    {
        using var hash = new ContentHash();
        foreach (var query in protocol.AllQueries)
        {
            hash.Add<int>([query.Test ? 1 : 0, query.Edge.Snapshot, query.Edge.Source, query.Edge.Destination]);
            hash.Add(query.Negatives.AsSpan());
        }

        return hash.Finish();
    }
}
