using System.Runtime.InteropServices;

namespace Quiver.Circuits.Simulation;

/// <summary>Aligned memory outside the collected heap, in large pages where the system grants them.</summary>
internal static unsafe partial class LargeMemory
{
    private const nuint HugePage = 2 << 20;
    private const int AdviceHugePage = 14;

    public static void* Allocate(nuint bytes)
    {
        var alignment = bytes >= 2 * HugePage ? HugePage : 64;
        var memory = NativeMemory.AlignedAlloc(bytes, alignment);
        if (alignment == HugePage && OperatingSystem.IsLinux())
        {
            // Advice only, so a refusal is no error. Strided access to 22 qubits misses the TLB far less with it.
            _ = Advise(memory, bytes, AdviceHugePage);
        }

        return memory;
    }

    public static void Free(void* memory) => NativeMemory.AlignedFree(memory);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
