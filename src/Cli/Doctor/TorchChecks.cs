using System.Globalization;
using Quiver.GFlowNet.Kernels;
using Quiver.GFlowNet.Torch;
using TorchSharp;

namespace Quiver.Cli.Doctor;

/// <summary>libtorch, the CUDA driver, torch on a card, and NVRTC.</summary>
internal static class TorchChecks
{
    private const string Cards = "--device cuda";

    public static IEnumerable<DoctorCheck> All()
    {
        var library = Library();
        var status = CudaStatus.Probe();
        var works = library.State == CheckState.Ok && torch.cuda.is_available();
        return [library, .. Cuda(status, library.State == CheckState.Ok, works)];
    }

    /// <summary>Loads libtorch and multiplies two matrices.</summary>
    public static DoctorCheck Library()
    {
        const string Use = "grid, bits, ising, the learned part of group, circuits design, neural link models";
        try
        {
            TorchLibrary.Load();
            using var ones = torch.ones(8, 8);
            using var product = ones.mm(ones);
            using var sum = product.sum();
            var whole = sum.item<float>() == 512;
            var folder = TorchLibrary.Folder.Length > 0 ? TorchLibrary.Folder : "the packaged one";
            return whole
                ? new DoctorCheck(
                    "libtorch", CheckState.Ok, $"{folder}, TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}", Use, null)
                : new DoctorCheck(
                    "libtorch", CheckState.Broken, $"{folder} multiplies wrongly", Use,
                    $"Set {TorchLibrary.FolderVariable} to another libtorch.");
        }
        catch (TorchUnavailableException e)
        {
            return new DoctorCheck("libtorch", CheckState.Broken, "cannot be loaded", Use, e.Message);
        }
    }

    /// <param name="status">What the machine offers.</param>
    /// <param name="torchLoads">Whether libtorch can be loaded at all.</param>
    /// <param name="torchSeesCards">Whether libtorch can use a card.</param>
    public static IEnumerable<DoctorCheck> Cuda(CudaStatus status, bool torchLoads, bool torchSeesCards)
    {
        var cards = status.Devices.Count > 0;
        var found = status.Driver is null
            ? "not found"
            : string.Join("; ", status.Devices.Select(Describe).DefaultIfEmpty("no card").Prepend("CUDA " + status.Driver));
        yield return new DoctorCheck(
            "CUDA driver",
            cards ? CheckState.Ok : CheckState.Absent,
            found,
            Cards,
            cards ? null : status.DriverProblem is { } problem ? Sentence(problem) : "The driver sees no card: check nvidia-smi and CUDA_VISIBLE_DEVICES, or ask the job for a GPU.");

        // A card that torch cannot use is a fault; without a card there is nothing to mend.
        yield return new DoctorCheck(
            "libtorch on CUDA",
            torchSeesCards ? CheckState.Ok : cards && torchLoads ? CheckState.Broken : CheckState.Absent,
            torchSeesCards ? "usable" : cards ? "libtorch sees no card" : "no card to use",
            Cards,
            torchSeesCards || !cards
                ? null
                : $"Build with -p:TorchBackend=cuda, or set {TorchLibrary.FolderVariable} to the torch/lib folder of a CUDA PyTorch whose CUDA is not newer than the driver's {status.Driver}.");
        yield return new DoctorCheck(
            "NVRTC",
            status.Compiler is not null ? CheckState.Ok : cards ? CheckState.Broken : CheckState.Absent,
            status.Compiler is null ? "not found" : $"{status.Compiler}, {status.CompilerPath}",
            "kernels under --device cuda; without it tensor operations serve, several times slower",
            status.Compiler is null && cards ? Sentence(status.CompilerProblem ?? "NVRTC cannot be used.") : null);
    }

    private static string Describe(CudaDevice device) => string.Create(
        CultureInfo.InvariantCulture, $"{device.Name}, capability {device.Capability}, {device.MemoryBytes / (double)(1L << 30):0} GiB");

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
