using static TorchSharp.torch;

namespace Quiver.GFlowNet.Kernels;

/// <summary>The reward as CUDA C: <c>template&lt;class S&gt; DEVICE double env_log_reward(S s, const float* table)</c>.</summary>
public interface IDeviceReward
{
    /// <summary>The function, or null where this kind of reward has none (tensor operations serve then).</summary>
    string? DeviceCode { get; }

    /// <summary>What <c>table</c> points to, float32 on the environment's device; null for nothing.</summary>
    Tensor? DeviceTable { get; }
}
