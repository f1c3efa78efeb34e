using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Two graph convolutions over the last snapshot (Kipf and Welling 2017); the adjacency is that of the snapshot, never
/// cached.</summary>
internal sealed class Gcn : SnapshotLinkModel
{
    private readonly Parameter features;
    private readonly Parameter first;
    private readonly Parameter firstBias;
    private readonly Parameter second;
    private readonly Parameter secondBias;
    private readonly BilinearDecoder decoder;

    public Gcn(int nodes, int size, Weights weights)
        : base("gcn", nodes, size, weights)
    {
        features = Features;
        first = weights.Glorot(size, size);
        firstBias = weights.Constant(0, size);
        second = weights.Glorot(size, size);
        secondBias = weights.Constant(0, size);
        decoder = new BilinearDecoder(weights, size);
        RegisterComponents();
    }

    protected override Tensor Encode(SnapshotGraph graph)
    {
        var hidden = (graph.Propagate(features).matmul(first) + firstBias).relu();
        return features + graph.Propagate(hidden).matmul(second) + secondBias;
    }

    protected override Tensor Decode(Tensor source, Tensor destination) => decoder.Score(source, destination);
}
