using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>cos(dt w + b) with learned w, started at frequencies spread geometrically from 1 to 1e-9 (Xu et al. 2020; Cong et al.
/// 2023).</summary>
internal sealed class TimeEncoder : nn.Module
{
    private readonly Parameter frequency;
    private readonly Parameter phase;

    public TimeEncoder(Weights weights, int size)
        : base("time")
    {
        var start = new float[size];
        for (var i = 0; i < size; i++)
        {
            start[i] = MathF.Pow(10, -9f * i / Math.Max(1, size - 1));
        }

        frequency = weights.Of(tensor(start));
        phase = weights.Constant(0, size);
        RegisterComponents();
    }

    /// <summary>Encodes time differences of any shape; the code becomes the last dimension.</summary>
    public Tensor Encode(Tensor differences) => (differences.unsqueeze(-1) * frequency + phase).cos();
}
