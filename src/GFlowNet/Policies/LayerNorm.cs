using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>Vectors of mean 0 and variance 1, scaled and shifted by learned numbers (Ba et al. 2016).</summary>
internal sealed class LayerNorm(ParameterStore store, string name, int hidden)
{
    private readonly ParameterStore.Parameter gain = store.Add(name + ".gain", 1, hidden, 0, 1);
    private readonly ParameterStore.Parameter shift = store.Add(name + ".shift", 1, hidden, 0);
    private readonly long[] shape = [hidden];

    public Tensor Apply(Tensor x) => nn.functional.layer_norm(x, shape, gain.Tensor.reshape(shape), shift.Tensor.reshape(shape));
}
