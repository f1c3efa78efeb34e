using Quiver.TemporalGraphs.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>A model whose node embeddings change once per closed snapshot; learned node features of width d feed the encoder.</summary>
internal abstract class SnapshotLinkModel : LinkModel
{
    private SnapshotGraph? waiting;
    private Tensor? embeddings;

    protected SnapshotLinkModel(string name, int nodes, int size, Generator generator)
        : base(name)
    {
        Features = Weights.Normal(generator, 1 / Math.Sqrt(size), nodes, size);
    }

    public override bool ReadsSnapshots => true;

    protected Parameter Features { get; }

    public override void Reset()
    {
        Hold(ref embeddings, null);
        waiting?.Dispose();
        waiting = null;
        ResetState();
    }

    public override void Observe(LinkData data, LinkBatch batch)
    {
        waiting?.Dispose();
        waiting = new SnapshotGraph(data, batch);
    }

    public override void Prepare()
    {
        if (waiting is { } graph)
        {
            Hold(ref embeddings, Encode(graph));
            waiting = null;
            graph.Dispose();
        }
    }

    public override Tensor Score(int[] sources, double[] times, Tensor candidates)
    {
        Prepare();
        var z = embeddings ?? Features;
        return Decode(z.index_select(0, tensor(Array.ConvertAll(sources, s => (long)s))), z.index_select(0, candidates));
    }

    /// <summary>Reads the next closed snapshot and returns the embeddings [nodes, d]; keeps its own state detached.</summary>
    protected abstract Tensor Encode(SnapshotGraph graph);

    protected abstract Tensor Decode(Tensor source, Tensor destination);

    protected virtual void ResetState()
    {
    }
}
