using System.Globalization;
using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.Core.Vectors;
using Quiver.GFlowNet.Torch;

namespace Quiver.Cli.Doctor;

/// <summary>The runtime and the machine below it.</summary>
internal static class MachineChecks
{
    // The largest molecules in the documentation take about this much.
    private const long LeastMemory = 1L << 30;
    private const string Everything = "everything";

    public static DoctorCheck Runtime() => new(
        ".NET",
        CheckState.Ok,
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}",
        Everything,
        null);

    public static DoctorCheck Processor() => new(
        "processor",
        CheckState.Ok,
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, vectors of {Lanes.Bits} bits"),
        Everything,
        null);

    public static DoctorCheck Memory() => Memory(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Available());

    /// <param name="total">Bytes this process may use at most: the machine's, or its container's limit.</param>
    /// <param name="available">Bytes that are free now; null where the system does not tell.</param>
    public static DoctorCheck Memory(long total, long? available)
    {
        var free = Math.Min(total, available ?? total);
        return new DoctorCheck(
            "memory",
            free >= LeastMemory ? CheckState.Ok : CheckState.Broken,
            $"{Gibibytes(total)} in all, {(available is null ? "free memory unknown" : Gibibytes(free) + " free")}",
            Everything,
            free >= LeastMemory ? null : $"Less than {Gibibytes(LeastMemory)} is free: end other programs, or raise the container's or " +
                $"the job's memory limit.");
    }

    public static DoctorCheck Cache()
    {
        const string Use = "libtorch on older systems, kernels";
        var folder = Path.Combine(TorchLibrary.CacheRoot, "quiver");
        try
        {
            AtomicFile.WriteText(Path.Combine(folder, "doctor.txt"), "quiver doctor can write here\n");
            return new DoctorCheck("cache folder", CheckState.Ok, folder, Use, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            return new DoctorCheck(
                "cache folder", CheckState.Broken, $"{folder} cannot be written", Use,
                "Set XDG_CACHE_HOME to a folder that you may write to.");
        }
    }

    private static string Gibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB");

    private static long? Available()
    {
        const string File = "/proc/meminfo";
        if (!System.IO.File.Exists(File))
        {
            return null;
        }

        var line = System.IO.File.ReadLines(File).FirstOrDefault(static l => l.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var number, ..]
            && long.TryParse(number, CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;
    }
}
