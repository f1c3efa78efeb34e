using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Quiver.GFlowNet.Kernels;

/// <summary>The few functions of CUDA's driver API that start a kernel in torch's own context.</summary>
internal static unsafe class CudaDriver
{
    private const int Major = 75, Minor = 76, Multiprocessors = 16, SharedLimit = 97, MaximumShared = 8;
    private static readonly Lazy<IntPtr> Library = new(Load);
    private static readonly ConcurrentDictionary<string, IntPtr> Functions = new(StringComparer.Ordinal);

    /// <summary>Loads libcuda, or says why not.</summary>
    public static void Require() => _ = Library.Value;

    /// <summary>Compute capability, number of multiprocessors, and the most shared memory of a block in bytes.</summary>
    public static (int Major, int Minor, int Multiprocessors, int Shared) Describe(int device)
    {
        int Attribute(int attribute)
        {
            int value;
            Check(
                ((delegate* unmanaged<int*, int, int, int>)Function("cuDeviceGetAttribute"))(&value, attribute, device),
                "cuDeviceGetAttribute");
            return value;
        }

        return (Attribute(Major), Attribute(Minor), Attribute(Multiprocessors), Attribute(SharedLimit));
    }

    /// <summary>The CUDA version that the driver serves.</summary>
    public static string Version()
    {
        int version;
        Check(((delegate* unmanaged<int*, int>)Function("cuDriverGetVersion"))(&version), "cuDriverGetVersion");
        return string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 10}");
    }

    /// <summary>All cards.</summary>
    public static IReadOnlyList<CudaDevice> Devices()
    {
        int count;
        Check(((delegate* unmanaged<int*, int>)Function("cuDeviceGetCount"))(&count), "cuDeviceGetCount");
        var devices = new List<CudaDevice>();
        const int Longest = 256;
        var name = stackalloc byte[Longest];
        for (var i = 0; i < count; i++)
        {
            Check(((delegate* unmanaged<byte*, int, int, int>)Function("cuDeviceGetName"))(name, Longest, i), "cuDeviceGetName");
            nuint bytes;
            Check(((delegate* unmanaged<nuint*, int, int>)Function("cuDeviceTotalMem_v2"))(&bytes, i), "cuDeviceTotalMem");
            var (major, minor, multiprocessors, _) = Describe(i);
            devices.Add(new CudaDevice(
                Marshal.PtrToStringUTF8((IntPtr)name) ?? "unnamed", string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}"), multiprocessors, (long)bytes));
        }

        return devices;
    }

    /// <summary>The context that torch uses on a device.</summary>
    public static IntPtr PrimaryContext(int device)
    {
        IntPtr context;
        Check(((delegate* unmanaged<IntPtr*, int, int>)Function("cuDevicePrimaryCtxRetain"))(&context, device), "cuDevicePrimaryCtxRetain");
        return context;
    }

    /// <summary>Makes a context the current one of this thread.</summary>
    /// <returns>The one that was current before.</returns>
    public static IntPtr Enter(IntPtr context)
    {
        IntPtr current;
        Check(((delegate* unmanaged<IntPtr*, int>)Function("cuCtxGetCurrent"))(&current), "cuCtxGetCurrent");
        if (current != context)
        {
            Check(((delegate* unmanaged<IntPtr, int>)Function("cuCtxSetCurrent"))(context), "cuCtxSetCurrent");
        }

        return current;
    }

    /// <summary>Makes the context that was current before <see cref="Enter"/> current again.</summary>
    public static void Return(IntPtr before, IntPtr context)
    {
        if (before != context && before != IntPtr.Zero)
        {
            _ = Enter(before);
        }
    }

    /// <summary>Waits for the default stream and copies from the device.</summary>
    public static void Read(void* from, void* to, nuint bytes) =>
        Check(((delegate* unmanaged<void*, void*, nuint, int>)Function("cuMemcpyDtoH_v2"))(to, from, bytes), "cuMemcpyDtoH");

    /// <summary>Loads machine code into the current context.</summary>
    public static IntPtr LoadModule(ReadOnlySpan<byte> image)
    {
        IntPtr module;
        fixed (byte* bytes = image)
        {
            Check(((delegate* unmanaged<IntPtr*, byte*, int>)Function("cuModuleLoadData"))(&module, bytes), "cuModuleLoadData");
        }

        return module;
    }

    /// <summary>A kernel of a module.</summary>
    public static IntPtr Kernel(IntPtr module, string name)
    {
        IntPtr kernel;
        var text = Marshal.StringToHGlobalAnsi(name);
        try
        {
            Check(
                ((delegate* unmanaged<IntPtr*, IntPtr, IntPtr, int>)Function("cuModuleGetFunction"))(&kernel, module, text),
                "cuModuleGetFunction");
        }
        finally
        {
            Marshal.FreeHGlobal(text);
        }

        return kernel;
    }

    /// <summary>Lets a kernel have more shared memory than every device allows.</summary>
    public static void AllowShared(IntPtr kernel, int bytes) =>
        Check(
            ((delegate* unmanaged<IntPtr, int, int, int>)Function("cuFuncSetAttribute"))(kernel, MaximumShared, bytes),
            "cuFuncSetAttribute");

    /// <summary>Queues a kernel with one argument on a stream; zero is torch's default one.</summary>
    public static void Launch(IntPtr launch, IntPtr kernel, int blocks, int threads, int shared, void* argument, IntPtr stream)
    {
        var arguments = stackalloc void*[1];
        arguments[0] = argument;
        Check(
            (
                (delegate* unmanaged<IntPtr, uint, uint, uint, uint, uint, uint, uint, IntPtr, void**, void**, int>)launch)(
                    kernel, (uint)blocks, 1, 1, (uint)threads, 1, 1, (uint)shared, stream, arguments, null),
            "cuLaunchKernel");
    }

    /// <summary>The address of a driver function.</summary>
    public static IntPtr Function(string name) => Functions.GetOrAdd(name, n => NativeLibrary.GetExport(Library.Value, n));

    /// <summary>Throws the driver's refusal of a call.</summary>
    internal static void Check(int code, string what) => Check(code, what, Library.Value);

    /// <summary>What a refusal of the driver means, in one sentence.</summary>
    internal static string Refusal(string what, int code, string? text)
    {
        const int MemoryFull = 2;
        return code == MemoryFull
            ? $"the GPU's memory is full ({what}): take a smaller batch, end other programs on it, or use the CPU; the last checkpoint " +
                $"is whole."
            : $"the CUDA driver refused {what}: {text ?? "unknown error"} (error {code}).";
    }

    private static IntPtr Load()
    {
        if (!NativeLibrary.TryLoad("libcuda.so.1", out var library) && !NativeLibrary.TryLoad("nvcuda", out library))
        {
            throw new KernelUnavailableException(
                "the NVIDIA driver's libcuda.so.1 was not found: install the driver, or mount it into the container.");
        }

        Check(((delegate* unmanaged<uint, int>)NativeLibrary.GetExport(library, "cuInit"))(0), "cuInit", library);
        return library;
    }

    private static void Check(int code, string what, IntPtr library)
    {
        if (code != 0)
        {
            IntPtr text;
            _ = ((delegate* unmanaged<int, IntPtr*, int>)NativeLibrary.GetExport(library, "cuGetErrorString"))(code, &text);
            throw new KernelUnavailableException(Refusal(what, code, Marshal.PtrToStringAnsi(text)));
        }
    }
}
