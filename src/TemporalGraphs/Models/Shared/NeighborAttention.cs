using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>One graph-attention layer over sampled past neighbours with encoded ages (Xu et al. 2020, TGAT eq. 6-8; Rossi et al.
/// 2020).</summary>
internal sealed class NeighborAttention : nn.Module
{
    private readonly int size;
    private readonly TimeEncoder clock;
    private readonly Parameter query;
    private readonly Parameter key;
    private readonly Parameter value;
    private readonly Parameter output;

    public NeighborAttention(Weights weights, int size, TimeEncoder clock, int clockSize)
        : base("attention")
    {
        (this.size, this.clock) = (size, clock);
        query = weights.Glorot(size, size);
        key = weights.Glorot(size + clockSize, size);
        value = weights.Glorot(size + clockSize, size);
        output = weights.Glorot(size, size);
        RegisterComponents();
    }

    /// <summary>own + attention. Shapes: own [n, d], around [n k, d]; ages and absent have n k entries, absent 1 where there is no
    /// neighbour.</summary>
    public Tensor Pool(Tensor own, Tensor around, float[] ages, float[] absent)
    {
        var n = own.shape[0];
        var k = ages.Length / n;
        var seen = cat([around, clock.Encode(tensor(ages, device: own.device))], 1);
        var keys = seen.matmul(key).view(n, k, size);
        var values = seen.matmul(value).view(n, k, size);
        var missing = tensor(absent, device: own.device).view(n, k);
        var weight = ((keys * own.matmul(query).unsqueeze(1)).sum(2) - missing * Shut).softmax(1);
        return own + (values * (weight * (1 - missing)).unsqueeze(2)).sum(1).matmul(output);
    }

    private static readonly Scalar Shut = 1e9f;
}
