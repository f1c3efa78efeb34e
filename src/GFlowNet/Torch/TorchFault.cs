using System.Runtime.InteropServices;

namespace Quiver.GFlowNet.Torch;

/// <summary>What a failure inside libtorch means, in one sentence; libtorch itself answers with a page of addresses.</summary>
internal static class TorchFault
{
    /// <summary>The sentence.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>Meaning and cure; null where the exception is none of libtorch's.</returns>
    public static string? Describe(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is not ExternalException)
        {
            return null;
        }

        var text = exception.Message;
        if (
            (text.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
                && text.Contains("CUDA", StringComparison.OrdinalIgnoreCase))
            || text.Contains("CUBLAS_STATUS_ALLOC_FAILED", StringComparison.Ordinal)
            || text.Contains("CUBLAS_STATUS_NOT_INITIALIZED", StringComparison.Ordinal))
        {
            return "The GPU's memory is full: take a smaller --batch, end other programs on it, or use --device cpu; the last "
                + "checkpoint is whole.";
        }

        if (text.Contains("DefaultCPUAllocator", StringComparison.Ordinal)
            || text.Contains("not enough memory", StringComparison.OrdinalIgnoreCase))
        {
            return "The machine's memory is full: take a smaller --batch or a smaller network; the last checkpoint is whole.";
        }

        if (text.Contains("busy or unavailable", StringComparison.OrdinalIgnoreCase))
        {
            return "Another program has the GPU to itself: wait for it, name another card with --device cuda:N, or use --device cpu; "
                + "the last checkpoint is whole.";
        }

        if (text.Contains("driver version is insufficient", StringComparison.OrdinalIgnoreCase)
            || text.Contains("driver on your system is too old", StringComparison.OrdinalIgnoreCase))
        {
            return "This libtorch is too new for the NVIDIA driver: name one for an older CUDA with " + TorchLibrary.FolderVariable
                + ", update the driver, or use --device cpu.";
        }

        if (text.Contains("no kernel image", StringComparison.OrdinalIgnoreCase))
        {
            return "This libtorch was not built for this GPU: name one that was with " + TorchLibrary.FolderVariable
                + ", or use --device cpu.";
        }

        if (text.Contains("CUDA error", StringComparison.Ordinal))
        {
            return "The GPU failed (" + First(text) + "): try again, or use --device cpu; the last checkpoint is whole.";
        }

        return "libtorch failed: " + First(text);
    }

    private static string First(string text) => text.Split('\n', 2)[0].Split("Exception raised from", 2)[0].Trim().TrimEnd('.') + ".";
}
