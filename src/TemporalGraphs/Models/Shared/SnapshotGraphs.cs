using System.Runtime.CompilerServices;
using Quiver.TemporalGraphs.Events;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>The snapshots of a stream: each is built once and shared by all passes and all models, as far as they fit.</summary>
internal sealed class SnapshotGraphs
{
    /// <summary>Bytes of graphs that are kept for a stream.</summary>
    public const long Most = 512L << 20;

    private static readonly ConditionalWeakTable<EventStream, SnapshotGraphs> Streams = [];
    private readonly Dictionary<(int From, int To, int Nodes, string Device), SnapshotGraph> graphs = [];
    private readonly Lock gate = new();
    private long bytes;

    /// <summary>The graph of some events.</summary>
    /// <param name="events">The stream.</param>
    /// <param name="from">First event.</param>
    /// <param name="to">After the last event.</param>
    /// <param name="nodes">Number of nodes.</param>
    /// <param name="device">Where the graph lies.</param>
    /// <returns>The graph, which lives as long as the stream does, or only until it is released where it did not fit.</returns>
    public static SnapshotGraph Of(EventStream events, int from, int to, int nodes, Device device) =>
        Streams.GetOrCreateValue(events).Find(events, from, to, nodes, device);

    private SnapshotGraph Find(EventStream events, int from, int to, int nodes, Device device)
    {
        var key = (from, to, nodes, device.ToString());
        lock (gate)
        {
            if (graphs.TryGetValue(key, out var known))
            {
                return known;
            }

            var graph = new SnapshotGraph(events, from, to, nodes, device);
            if (bytes + graph.Bytes <= Most)
            {
                bytes += graph.Bytes;
                graph.IsShared = true;
                graphs[key] = graph;
            }

            return graph;
        }
    }
}
