using Quiver.TemporalGraphs.Events;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// A model whose node embeddings change once per closed snapshot; learned node features of width d feed the encoder. Between
/// snapshots a score holds, or the source's embedding drifts with the time since the last event (<see cref="ReadTimes"/>).
/// </summary>
internal abstract class SnapshotLinkModel : LinkModel
{
    private SnapshotGraph? waiting;
    private Tensor? embeddings;
    private Parameter? drift;
    private double last = double.PositiveInfinity;

    protected SnapshotLinkModel(string name, int nodes, int size, Weights weights)
        : base(name, new NodeRange(0, nodes), weights.Device)
    {
        Features = weights.Normal(1 / Math.Sqrt(size), nodes, size);
    }

    protected Parameter Features { get; }

    /// <summary>
    /// Gives the decoder a time input, as JODIE projects its embeddings (Kumar, Zhang and Leskovec 2019, eq. 6): the source's
    /// embedding times 1 + w log(1 + elapsed) / 10. w begins at zero, where scores hold.
    /// </summary>
    public void ReadTimes()
    {
        using var weights = new Weights(0, Device);
        drift = weights.Constant(0, Features.shape[1]);
        register_parameter("drift", drift);
    }

    protected override void Forget()
    {
        last = double.PositiveInfinity;
        Hold(ref embeddings, null);
        waiting?.Release();
        waiting = null;
        ResetState();
    }

    protected override void TakeIn(EventStream events, int from, int to)
    {
        waiting?.Release();
        waiting = SnapshotGraphs.Of(events, from, to, (int)Features.shape[0], Device);
        last = events.Times[to - 1];
    }

    public override void Prepare()
    {
        if (waiting is { } graph)
        {
            Hold(ref embeddings, Encode(graph));
            waiting = null;
            graph.Release();
        }
    }

    public override Tensor Score(int[] sources, double[] times, double now, Tensor candidates)
    {
        Prepare();
        var z = embeddings ?? Features;
        var source = z.index_select(0, tensor(Array.ConvertAll(sources, s => (long)s), device: Device));
        if (drift is not null)
        {
            var elapsed = tensor(
                Array.ConvertAll(times, t => (float)Math.Log(1 + Math.Max(0, t - last)) / 10), device: Device).unsqueeze(1);
            source = Scale(source, elapsed * drift + 1);
        }

        return Decode(source, z.index_select(0, candidates.to(Device)));
    }

    /// <summary>Reads the next closed snapshot and returns the embeddings [nodes, d]; keeps its own state detached.</summary>
    protected abstract Tensor Encode(SnapshotGraph graph);

    /// <summary>Multiplies embeddings by factors.</summary>
    protected virtual Tensor Scale(Tensor source, Tensor factor) => source * factor;

    protected abstract Tensor Decode(Tensor source, Tensor destination);

    protected virtual void ResetState()
    {
    }
}
