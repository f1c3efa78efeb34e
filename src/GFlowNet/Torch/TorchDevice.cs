using TorchSharp;

namespace Quiver.GFlowNet.Torch;

/// <summary>Chooses the device that tensors live on.</summary>
public static class TorchDevice
{
    /// <summary>Loads libtorch and returns the device asked for.</summary>
    /// <param name="name"><c>auto</c> (CUDA where it works, else the CPU), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <returns>The device.</returns>
    /// <exception cref="ArgumentException">The name is none of these.</exception>
    /// <exception cref="TorchUnavailableException">CUDA was asked for and cannot be used.</exception>
    public static torch.Device Select(string name = "auto")
    {
        ArgumentNullException.ThrowIfNull(name);
        var index = -1;
        if (name is not ("auto" or "cpu" or "cuda")
            && !(name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out index) && index >= 0))
        {
            throw new ArgumentException($"Unknown device '{name}': use auto, cpu, cuda or cuda:N.", nameof(name));
        }

        TorchLibrary.Load();
        if (string.Equals(name, "cpu", StringComparison.Ordinal))
        {
            return torch.CPU;
        }

        var usable = torch.TryInitializeDeviceType(DeviceType.CUDA) && torch.cuda.is_available();
        if (usable && index < torch.cuda.device_count())
        {
            return index < 0 ? torch.CUDA : torch.device(DeviceType.CUDA, index);
        }

        if (string.Equals(name, "auto", StringComparison.Ordinal))
        {
            return torch.CPU;
        }

        throw new TorchUnavailableException(usable
            ? $"There is no device '{name}': this machine has {torch.cuda.device_count()} CUDA device(s)."
            : "CUDA was asked for but libtorch sees no CUDA device. Build with -p:TorchBackend=cuda, or set " + TorchLibrary.FolderVariable
                + " to the torch/lib folder of a CUDA PyTorch that is not newer than the driver ('quiver doctor' compares them); or use " +
                    "--device cpu.");
    }
}
