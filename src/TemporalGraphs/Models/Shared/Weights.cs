using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Parameters drawn from an explicit generator, so that a seed fixes a model.</summary>
internal static class Weights
{
    /// <summary>A matrix with variance 2 / (rows + columns) (Glorot and Bengio 2010).</summary>
    public static Parameter Glorot(Generator generator, long rows, long columns)
        => Normal(generator, Math.Sqrt(2.0 / (rows + columns)), rows, columns);

    /// <summary>Normal entries.</summary>
    public static Parameter Normal(Generator generator, double deviation, params long[] shape)
    {
        using var draw = randn(shape, generator: generator);
        return new Parameter((draw * deviation).DetachFromDisposeScope());
    }

    /// <summary>Constant entries.</summary>
    public static Parameter Constant(double value, params long[] shape)
        => new(full(shape, value).DetachFromDisposeScope());
}
