using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Whose result a checkpoint of a link training is: the events as they were read, the queries, and all options.</summary>
internal static class LinkIdentity
{
    /// <summary>The identity of a training.</summary>
    /// <param name="kind">Which training.</param>
    /// <param name="data">Its events and split.</param>
    /// <param name="protocol">Its queries, or null where the events themselves are asked for.</param>
    /// <param name="options">All options that can change the result.</param>
    public static RunIdentity Of(string kind, LinkData data, UtgProtocol? protocol, object options) =>
        RunIdentity.Create(kind, protocol is null ? [new("events", Hash(data))] : [new("events", Hash(data)), new("negatives", Hash(protocol))], options);

    private static string Hash(LinkData data)
    {
        using var hash = new ContentHash();
        hash.Add<int>(data.Sources);
        hash.Add<int>(data.Destinations);
        hash.Add<double>(data.Times);
        hash.Add(data.ValidationStart);
        hash.Add(data.TestStart);
        return hash.Finish();
    }

    private static string Hash(UtgProtocol protocol)
    {
        using var hash = new ContentHash();
        foreach (var query in protocol.Queries)
        {
            hash.Add<int>([query.Test ? 1 : 0, query.Edge.Snapshot, query.Edge.Source, query.Edge.Destination]);
            hash.Add<int>(query.Negatives);
        }

        return hash.Finish();
    }
}
