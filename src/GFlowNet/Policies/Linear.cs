using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>y = x W + b, with PyTorch's initial values (uniform within 1 / sqrt(inputs)) unless a gain is given.</summary>
public sealed class Linear
{
    private readonly ParameterStore.Parameter weight;
    private readonly ParameterStore.Parameter bias;

    /// <summary>Adds the map's numbers to a store.</summary>
    /// <param name="store">Where they are kept.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="inputs">Width of x.</param>
    /// <param name="outputs">Width of y.</param>
    /// <param name="gain">Scales the initial values; 0 for zeros.</param>
    public Linear(ParameterStore store, string name, int inputs, int outputs, double gain = 1)
    {
        ArgumentNullException.ThrowIfNull(store);
        var bound = gain / Math.Sqrt(inputs);
        weight = store.Add(name + ".weight", inputs, outputs, bound);
        bias = store.Add(name + ".bias", 1, outputs, bound);
    }

    /// <summary>W, [inputs, outputs].</summary>
    public Tensor Weight => weight.Tensor;

    /// <summary>b, [1, outputs].</summary>
    public Tensor Bias => bias.Tensor;

    /// <summary>Where the matrix begins in the flat parameters.</summary>
    internal long WeightStart => weight.Start;

    /// <summary>Where the bias begins in the flat parameters.</summary>
    internal long BiasStart => bias.Start;

    /// <summary>x W + b.</summary>
    /// <param name="x">[n, inputs].</param>
    /// <returns>[n, outputs].</returns>
    public Tensor Apply(Tensor x) => addmm(bias.Tensor, x, weight.Tensor, 1, 1);
}
