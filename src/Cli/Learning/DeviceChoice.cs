using Quiver.Cli.Common;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Torch;
using TorchSharp;

namespace Quiver.Cli.Learning;

/// <summary>Where a training runs under <c>--device auto</c>: where it is faster for its size.</summary>
internal static class DeviceChoice
{
    // States of a batch times hidden units. Below this, the calls of autograd cost a GPU more than the work costs a CPU.
    private const long WorthAutograd = 1_000_000;

    /// <summary>The device of the settings.</summary>
    /// <param name="settings">How training goes.</param>
    /// <param name="steps">Actions of the longest walk.</param>
    public static torch.Device Select(ExperimentSettings settings, int steps)
    {
        var device = TorchDevice.Select(settings.Device);
        if (!string.Equals(settings.Device, "auto", StringComparison.Ordinal) || device.type != DeviceType.CUDA)
        {
            return device;
        }

        var policy = settings.Training.Policy;
        var kernels = policy is { Trunk: MlpTrunkOptions, Pointer: false };
        if (kernels && policy.Backward == BackwardPolicyKind.Uniform && settings.Training.Objective is TrajectoryBalance)
        {
            RunNotes.Add("--device auto chose cuda: trajectory balance runs in kernels.");
            return device;
        }

        var work = settings.Training.Batch * (long)steps * policy.Trunk.Width * (kernels ? 4 : 1);
        if (work >= WorthAutograd * 4)
        {
            RunNotes.Add("--device auto chose cuda: the batches are large enough.");
            return device;
        }

        RunNotes.Add("--device auto chose cpu: batches this small are faster there; --device cuda insists.");
        return torch.CPU;
    }
}
