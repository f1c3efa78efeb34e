using Quiver.GFlowNet.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Parameters drawn from an explicit generator, so that a seed fixes a model; drawn on the CPU, so that it does on every
/// device.</summary>
/// <param name="seed">Fixes all draws.</param>
/// <param name="device">Where the parameters are put.</param>
internal sealed class Weights(int seed, Device device) : IDisposable
{
    private readonly Generator generator = new((ulong)seed, CPU);

    /// <summary>Where the parameters are put.</summary>
    public Device Device { get; } = device;

    /// <summary>A matrix with variance 2 / (rows + columns) (Glorot and Bengio 2010).</summary>
    public Parameter Glorot(long rows, long columns) => Normal(Math.Sqrt(2.0 / (rows + columns)), rows, columns);

    /// <summary>Normal entries.</summary>
    public Parameter Normal(double deviation, params long[] shape)
    {
        using var scope = TorchScope.Begin();
        return Of(randn(shape, generator: generator) * deviation);
    }

    /// <summary>Constant entries.</summary>
    public Parameter Constant(double value, params long[] shape)
    {
        using var scope = TorchScope.Begin();
        return Of(full(shape, value));
    }

    /// <summary>A parameter that starts with given values, on the device; it outlives the current dispose scope.</summary>
    public Parameter Of(Tensor values) => new(values.detach().to(Device).DetachFromDisposeScope());

    /// <inheritdoc/>
    public void Dispose() => generator.Dispose();
}
