using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// EvolveGCN (Pareja et al. 2020): the weights of two graph convolutions are the state of a recurrent unit. Variant O evolves
/// them from themselves, variant H also reads the features of the highest-scoring nodes.
/// </summary>
/// <remarks>
/// The state carried between snapshots is the difference to the learned initial weights, which therefore get a gradient in
/// every step although the state is detached.
/// </remarks>
internal sealed class EvolveGcn : SnapshotLinkModel
{
    private readonly bool readsNodes;
    private readonly int size;
    private readonly Parameter features;
    private readonly Parameter first;
    private readonly Parameter second;
    private readonly Parameter? pick;
    private readonly MatrixGru evolveFirst;
    private readonly MatrixGru evolveSecond;
    private readonly BilinearDecoder decoder;
    private Tensor? firstChange;
    private Tensor? secondChange;

    public EvolveGcn(int nodes, int size, bool readsNodes, Weights weights)
        : base(readsNodes ? "evolvegcn-h" : "evolvegcn-o", nodes, size, weights)
    {
        this.readsNodes = readsNodes;
        this.size = size;
        features = Features;
        first = weights.Glorot(size, size);
        second = weights.Glorot(size, size);
        pick = readsNodes ? weights.Normal(1, size, 1) : null;
        evolveFirst = new MatrixGru(weights, size, size);
        evolveSecond = new MatrixGru(weights, size, size);
        decoder = new BilinearDecoder(weights, size);
        RegisterComponents();
    }

    protected override void ResetState()
    {
        Keep(ref firstChange, null);
        Keep(ref secondChange, null);
    }

    protected override Tensor Encode(SnapshotGraph graph)
    {
        var message = graph.Propagate(features);
        var w1 = Evolve(evolveFirst, first, ref firstChange, message);
        var hidden = message.matmul(w1).relu();
        var w2 = Evolve(evolveSecond, second, ref secondChange, hidden);
        return features + graph.Propagate(hidden).matmul(w2);
    }

    protected override Tensor Decode(Tensor source, Tensor destination) => decoder.Score(source, destination);

    private Tensor Evolve(MatrixGru unit, Parameter start, ref Tensor? change, Tensor nodes)
    {
        var weights = change is null ? start : start + change;
        var next = unit.Step(readsNodes ? Summary(nodes) : weights, weights);
        Keep(ref change, next - start);
        return next;
    }

    // The rows of the size highest-scoring nodes, scaled by tanh of the score (eq. 8 of the paper).
    private Tensor Summary(Tensor nodes)
    {
        var scores = (nodes.matmul(pick!) / pick!.norm()).squeeze(1);
        var (best, index) = scores.topk(Math.Min(size, (int)nodes.shape[0]));
        var rows = nodes.index_select(0, index) * best.tanh().unsqueeze(1);
        return rows.shape[0] == size ? rows : nn.functional.pad(rows, [0, 0, 0, size - rows.shape[0]]);
    }
}
