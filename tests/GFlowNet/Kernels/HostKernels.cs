using System.Diagnostics;
using System.Runtime.InteropServices;
using Quiver.GFlowNet.Kernels;

namespace Quiver.GFlowNet.Tests.Kernels;

/// <summary>The kernels compiled by the system's C++ compiler: a loop over blocks in place of a grid.</summary>
internal sealed unsafe class HostKernels : IKernels, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("quiver-kernels-").FullName;
    private readonly IntPtr library;

    // A recording may span the kernels of several sources.
    [ThreadStatic]
    private static Recording? recording;

    public HostKernels(string source)
    {
        var file = Path.Combine(folder, "kernels.cpp");
        var target = Path.Combine(folder, "kernels.so");
        File.WriteAllText(file, source);
        var errors = Run(Compiler!, ["-x", "c++", "-std=c++17", "-O2", "-march=native", "-ffp-contract=off", "-fPIC", "-shared", "-DHOST", "-Wall", "-Werror", "-Wno-unused-variable", "-o", target, file]);
        Assert.True(errors.Length == 0 && File.Exists(target), errors);
        library = NativeLibrary.Load(target);
    }

    /// <summary>g++ or clang++, or null where there is none.</summary>
    public static string? Compiler { get; } = Find("g++") ?? Find("clang++");

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, name)).FirstOrDefault(File.Exists);

    public void Launch(string name, int blocks, void* arguments, int shared = 0)
    {
        if (recording is { } open)
        {
            open.Add(this, name, blocks, arguments);
            return;
        }

        var kernel = (delegate* unmanaged<int, void*, void>)NativeLibrary.GetExport(library, "quiver_" + name);
        for (var block = 0; block < blocks; block++)
        {
            kernel(block, arguments);
        }
    }

    public IRecording Record(Action launches)
    {
        var done = recording = new Recording();
        launches();
        recording = null;
        return done;
    }

    public void Read(void* from, Span<double> to) => new Span<double>(from, to.Length).CopyTo(to);

    public void Dispose()
    {
        NativeLibrary.Free(library);
        Directory.Delete(folder, true);
    }

    /// <summary>What clang says of a source as code for a GPU; nothing where all is well.</summary>
    public static string CheckForDevice(string clang, string source, params string[] more)
    {
        const string Shim = """
            #define __global__ __attribute__((global))
            #define __device__ __attribute__((device))
            #define __shared__ __attribute__((shared))
            #define __align__(n) __attribute__((aligned(n)))
            #define __forceinline__ inline __attribute__((always_inline))
            #define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
            struct Place { int x; };
            struct float4 { float x, y, z, w; };
            __device__ float4 make_float4(float, float, float, float);
            extern __device__ const Place threadIdx, blockIdx;
            __device__ long long clock64();
            __device__ int __ffs(int);
            __device__ void __syncthreads();
            __device__ int atomicAdd(int*, int);
            __device__ int atomicMax(int*, int);
            __device__ unsigned atomicXor(unsigned*, unsigned);
            __device__ unsigned atomicOr(unsigned*, unsigned);
            extern "C" { __device__ double norm(double); __device__ float expf(float); __device__ float __logf(float); __device__ double exp(double); __device__ double log(double); __device__ double sqrt(double); __device__ float sqrtf(float); __device__ float fmaf(float, float, float); }

            """;
        var file = Path.Combine(Directory.CreateTempSubdirectory("quiver-syntax-").FullName, "kernels.cu");
        try
        {
            File.WriteAllText(file, Shim + source);
            return Run(clang, ["-x", "cuda", "--cuda-device-only", "--cuda-gpu-arch=sm_80", "-nocudainc", "-nocudalib", "-std=c++17", .. more, "-fsyntax-only", file]);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    /// <summary>Runs a program; its standard error, or nothing when it succeeded.</summary>
    public static string Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "" : errors + $" (exit code {process.ExitCode})";
    }

    /// <summary>Launches with their arguments as they were; more bytes than any argument structure has are copied.</summary>
    private sealed class Recording : IRecording
    {
        private const int Bytes = 768;
        private readonly List<(HostKernels Kernels, string Name, int Blocks, byte[] Arguments)> launches = [];

        public void Add(HostKernels kernels, string name, int blocks, void* arguments) => launches.Add((kernels, name, blocks, new Span<byte>(arguments, Bytes).ToArray()));

        public void Replay()
        {
            foreach (var (kernels, name, blocks, arguments) in launches)
            {
                fixed (byte* place = arguments)
                {
                    kernels.Launch(name, blocks, place);
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
