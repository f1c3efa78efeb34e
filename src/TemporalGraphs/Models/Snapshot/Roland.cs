using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// ROLAND (You et al. 2022): after each of two graph convolutions a gated unit merges the new layer output with that layer's
/// state of the last snapshot. Gradients flow through both; only the carried state is detached.
/// </summary>
internal sealed class Roland : SnapshotLinkModel
{
    private readonly Parameter features;
    private readonly Parameter first;
    private readonly Parameter second;
    private readonly MatrixGru mergeFirst;
    private readonly MatrixGru mergeSecond;
    private readonly BilinearDecoder decoder;
    private Tensor? firstState;
    private Tensor? secondState;

    public Roland(int nodes, int size, Weights weights)
        : base("roland", nodes, size, weights)
    {
        features = Features;
        first = weights.Glorot(size, size);
        second = weights.Glorot(size, size);
        mergeFirst = new MatrixGru(weights, size, size);
        mergeSecond = new MatrixGru(weights, size, size);
        decoder = new BilinearDecoder(weights, size);
        RegisterComponents();
    }

    protected override void ResetState()
    {
        Keep(ref firstState, null);
        Keep(ref secondState, null);
    }

    protected override Tensor Encode(SnapshotGraph graph)
    {
        var h = mergeFirst.Step(graph.Propagate(features).matmul(first).relu(), firstState ?? features.tanh());
        var z = mergeSecond.Step(graph.Propagate(h).matmul(second), secondState ?? features.tanh());
        Keep(ref firstState, h);
        Keep(ref secondState, z);
        return features + z;
    }

    protected override Tensor Decode(Tensor source, Tensor destination) => decoder.Score(source, destination);
}
