using Quiver.GFlowNet.Environments;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Kernels;

/// <summary>Where walks begin and what they leave behind.</summary>
/// <param name="Start">[batch, width].</param>
/// <param name="States">[steps, batch, width]; steps up to the longest possible walk.</param>
/// <param name="Actions">[steps, batch].</param>
/// <param name="Lengths">[batch].</param>
/// <param name="Terminal">[batch, width].</param>
/// <param name="LogReward">[batch], float64; null where the kernel does not compute it.</param>
internal sealed record WalkBuffers(Tensor Start, Tensor States, Tensor Actions, Tensor Lengths, Tensor Terminal, Tensor? LogReward)
{
    /// <summary>Memory for walks, in the current scope.</summary>
    /// <param name="environment">Where they walk.</param>
    /// <param name="start">[batch, width], contiguous.</param>
    /// <param name="rewarded">True for log R as well.</param>
    /// <returns>The memory, not filled.</returns>
    public static WalkBuffers For(DiscreteEnvironment environment, Tensor start, bool rewarded)
    {
        long batch = start.shape[0], width = environment.StateWidth, steps = environment.MaximumLength;
        var device = start.device;
        return new WalkBuffers(
            start,
            empty([steps, batch, width], ScalarType.Int64, device),
            empty([steps, batch], ScalarType.Int64, device),
            empty([batch], ScalarType.Int64, device),
            empty([batch, width], ScalarType.Int64, device),
            rewarded ? empty([batch], ScalarType.Float64, device) : null);
    }
}
