using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

/// <summary>Something that goes along with a training run and must survive an interruption with it.</summary>
public interface ICheckpointPart
{
    /// <summary>Everything it knows, as tensors on the CPU.</summary>
    /// <returns>Names, unique within this part, and values; the caller disposes of them.</returns>
    IReadOnlyList<(string Name, Tensor Values)> Save();

    /// <summary>Puts back what <see cref="Save"/> gave.</summary>
    /// <param name="values">The tensors by name; they belong to the caller.</param>
    void Load(IReadOnlyDictionary<string, Tensor> values);
}
