using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>Scores of actions from a trunk's vector: a linear map, or a query against a learned key per action.</summary>
internal sealed class Head
{
    private readonly Linear linear;
    private readonly ParameterStore.Parameter? keys;
    private readonly ParameterStore.Parameter? bias;

    public Head(ParameterStore store, string name, PolicyOptions options, int outputs)
    {
        var width = options.Trunk.Width;
        if (options.Pointer)
        {
            // Like a linear map at the start: keys of size 1, queries of size 1 / sqrt(width).
            linear = new Linear(store, name + ".query", width, options.KeyWidth);
            keys = store.Add(name + ".keys", options.KeyWidth, outputs, Math.Sqrt(3.0 / options.KeyWidth));
            bias = store.Add(name + ".bias", 1, outputs, 0);
        }
        else
        {
            linear = new Linear(store, name, width, outputs);
        }
    }

    /// <summary>The map itself when the head is a linear one.</summary>
    public Linear? AsLinear => keys is null ? linear : null;

    public Tensor Apply(Tensor hidden)
    {
        var y = linear.Apply(hidden);
        return keys is null ? y : addmm(bias!.Tensor, y, keys.Tensor, 1, 1);
    }
}
