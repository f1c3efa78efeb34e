using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>y = x W + b, with PyTorch's initial values (uniform within 1 / sqrt(inputs)) unless a gain is given.</summary>
internal sealed class Linear
{
    private readonly ParameterStore.Parameter weight;
    private readonly ParameterStore.Parameter bias;

    public Linear(ParameterStore store, string name, int inputs, int outputs, double gain = 1)
    {
        var bound = gain / Math.Sqrt(inputs);
        weight = store.Add(name + ".weight", inputs, outputs, bound);
        bias = store.Add(name + ".bias", 1, outputs, bound);
    }

    public Tensor Weight => weight.Tensor;

    public Tensor Bias => bias.Tensor;

    /// <summary>Where the matrix begins in the flat parameters.</summary>
    public long WeightStart => weight.Start;

    /// <summary>Where the bias begins in the flat parameters.</summary>
    public long BiasStart => bias.Start;

    public Tensor Apply(Tensor x) => addmm(bias.Tensor, x, weight.Tensor, 1, 1);
}
