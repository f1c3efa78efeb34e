using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>score(s, d) = (z_s M) . z_d + z_d . b: all candidates at once are one matrix product.</summary>
internal sealed class BilinearDecoder : nn.Module
{
    private readonly Parameter mix;
    private readonly Parameter bias;

    public BilinearDecoder(Weights weights, long size)
        : base("decoder")
    {
        using var near = weights.Glorot(size, size);
        mix = weights.Of(eye(size, device: weights.Device) + near * 0.1);
        bias = weights.Normal(0.1, size, 1);
        RegisterComponents();
    }

    public Tensor Score(Tensor source, Tensor destination)
        => source.matmul(mix).matmul(destination.t()) + destination.matmul(bias).t();
}
