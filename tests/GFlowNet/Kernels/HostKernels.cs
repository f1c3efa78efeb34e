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
