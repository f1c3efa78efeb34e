using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Two graph convolutions over the last snapshot, whose output multiplies every node's state in a multiplicative RNN
/// (<see cref="SecondOrderCell"/>).</summary>
internal sealed class GcMrnn : SnapshotLinkModel
{
    private readonly Parameter features;
    private readonly Parameter first;
    private readonly Parameter firstBias;
    private readonly Parameter second;
    private readonly SecondOrderCell cell;
    private readonly Parameter output;
    private readonly BilinearDecoder decoder;
    private Tensor? state;

    public GcMrnn(int nodes, int size, Weights weights)
        : base("gcmrnn", nodes, size, weights)
    {
        features = Features;
        first = weights.Glorot(size, size);
        firstBias = weights.Constant(0, size);
        second = weights.Glorot(size, size);
        cell = new SecondOrderCell(weights, size, size, size);
        output = weights.Glorot(size, size);
        decoder = new BilinearDecoder(weights, size);
        RegisterComponents();
    }

    protected override void ResetState() => Keep(ref state, null);

    protected override Tensor Encode(SnapshotGraph graph)
    {
        var hidden = (graph.Propagate(features).matmul(first) + firstBias).relu();
        var x = graph.Propagate(hidden).matmul(second);
        var h = cell.Step(x, state ?? features.tanh());
        Keep(ref state, h);
        return features + x + h.matmul(output);
    }

    protected override Tensor Decode(Tensor source, Tensor destination) => decoder.Score(source, destination);
}
