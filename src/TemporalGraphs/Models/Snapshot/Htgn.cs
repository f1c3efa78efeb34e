using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// HTGN (Yang et al. 2021): hyperbolic graph convolutions on the Poincare ball, a gated recurrent unit and attention over a
/// window of past states in the tangent space, a Fermi-Dirac decoder and the hyperbolic temporal consistency loss.
/// </summary>
internal sealed class Htgn : SnapshotLinkModel
{
    private const int Window = 5;
    private const int AttentionSize = 8;

    // Keeps points off the rim: at radius 1 gradients vanish in the saturated tanh and the loss starts above ln(candidates).
    private static readonly Scalar Radius = 0.35f;
    private readonly Parameter features;
    private readonly Parameter first;
    private readonly Parameter second;
    private readonly Parameter attend;
    private readonly Parameter attendTo;
    private readonly MatrixGru unit;
    private readonly Parameter sharpness;
    private readonly Parameter popularity;
    private readonly List<Tensor> past = [];
    private Tensor? last;
    private Tensor? consistency;

    public Htgn(int nodes, int size, Weights weights)
        : base("htgn", nodes, size, weights)
    {
        features = Features;
        first = weights.Glorot(size, size);
        second = weights.Glorot(size, size);
        attend = weights.Glorot(size, AttentionSize);
        attendTo = weights.Glorot(AttentionSize, 1);
        unit = new MatrixGru(weights, size, size);
        sharpness = weights.Constant(8, 1);
        popularity = weights.Normal(0.1, size, 1);
        RegisterComponents();
    }

    public override Tensor? RegularizationLoss() => consistency;

    protected override void ResetState()
    {
        past.ForEach(p => p.Dispose());
        past.Clear();
        Keep(ref last, null);
        consistency = null;
    }

    protected override Tensor Encode(SnapshotGraph graph)
    {
        var x = PoincareBall.ToTangent(Convolve(graph, Convolve(graph, PoincareBall.FromTangent(features), first).relu(), second));
        var context = Context();
        var h = unit.Step(x, context);
        past.Add(h.detach().clone().DetachFromDisposeScope());
        if (past.Count > Window)
        {
            past[0].Dispose();
            past.RemoveAt(0);
        }

        var z = PoincareBall.FromTangent((features + h) * Radius);
        consistency = last is null ? null : PoincareBall.RowDistances(z, last).mean();
        Keep(ref last, z);
        return z;
    }

    // A factor acts in the tangent space, so that the point stays in the ball.
    protected override Tensor Scale(Tensor source, Tensor factor) => PoincareBall.FromTangent(PoincareBall.ToTangent(source) * factor);

    protected override Tensor Decode(Tensor source, Tensor destination)
    {
        var distance = PoincareBall.Distances(source, destination);
        return PoincareBall.ToTangent(destination).matmul(popularity).t() - distance * distance * sharpness;
    }

    // Aggregation happens in the tangent space at the origin (Chami et al. 2019).
    private static Tensor Convolve(SnapshotGraph graph, Tensor point, Tensor weights)
        => PoincareBall.FromTangent(graph.Propagate(PoincareBall.ToTangent(point).matmul(weights)));

    private Tensor Context()
    {
        if (past.Count == 0)
        {
            return features.tanh();
        }

        var stack = torch.stack(past, 1);
        var weight = stack.matmul(attend).tanh().matmul(attendTo).softmax(1);
        return (stack * weight).sum(1);
    }
}
