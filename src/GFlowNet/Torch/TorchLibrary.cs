using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;

namespace Quiver.GFlowNet.Torch;

/// <summary>
/// Finds and loads libtorch, once per process, before TorchSharp is first touched.
/// </summary>
/// <remarks>
/// Order: the folder given to <see cref="Load"/>, then the environment variable <c>QUIVER_LIBTORCH</c> (both name a
/// libtorch folder or a PyTorch <c>torch/lib</c>), then the libraries next to the program. Where the system's
/// libstdc++ is older than the one TorchSharp was built with, a patched copy of its native half is kept in a
/// per-user cache.
/// </remarks>
public static class TorchLibrary
{
    /// <summary>The environment variable that names a libtorch folder.</summary>
    public const string FolderVariable = "QUIVER_LIBTORCH";

    /// <summary>The environment variable that sets <see cref="Threads"/>.</summary>
    public const string ThreadsVariable = "QUIVER_THREADS";

    private const int UsualThreads = 2;
    private static readonly Lock Gate = new();
    private static bool loaded;
    private static IntPtr binding;

    /// <summary>The folder libtorch was loaded from; empty before <see cref="Load"/>.</summary>
    public static string Folder { get; private set; } = string.Empty;

    /// <summary>
    /// Threads of one tensor operation: two on every machine, or what <c>QUIVER_THREADS</c> says. Products and sums of many numbers are
    /// shared out by the number of threads, so that their last digits follow it, and a training multiplies such differences: were it
    /// the number of cores, equal seeds would give other figures on another machine.
    /// </summary>
    public static int Threads { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(ThreadsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            && given is > 0 and <= 1024 ? given : UsualThreads;

    /// <summary>The loaded native half of TorchSharp.</summary>
    internal static IntPtr Binding
    {
        get
        {
            Load();
            return binding != IntPtr.Zero ? binding : NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
        }
    }

    /// <summary>Loads libtorch if that has not happened yet. Later calls do nothing.</summary>
    /// <param name="folder">A libtorch folder, its <c>lib</c> folder or a PyTorch <c>torch/lib</c>; null to search.</param>
    /// <exception cref="TorchUnavailableException">No usable libtorch was found.</exception>
    public static void Load(string? folder = null)
    {
        lock (Gate)
        {
            if (loaded)
            {
                return;
            }

            folder ??= Environment.GetEnvironmentVariable(FolderVariable);
            if (OperatingSystem.IsLinux())
            {
                LoadOnLinux(folder);
            }

            try
            {
                torch.set_num_threads(Threads);
            }
            catch (Exception e) when (
                e is DllNotFoundException or NotSupportedException or TypeInitializationException or EntryPointNotFoundException)
            {
                throw new TorchUnavailableException(
                    "libtorch could not be loaded: install the .NET package libtorch-cpu for this system, or set " + FolderVariable
                        + " to the lib folder of a libtorch 2.10 (or PyTorch 2.10 or 2.11) installation.",
                    e);
            }

            loaded = true;
        }
    }

    private static void LoadOnLinux(string? folder)
    {
        var program = AppContext.BaseDirectory;
        var libtorch = ResolveFolder(folder, program);
        Folder = libtorch;

        // By default idle OpenMP threads spin for milliseconds; on a shared machine that starves the thread they wait for
        // (measured: 75 s instead of 6 s for small networks next to one busy process). A user's own setting stays.
        _ = SetEnvironment("GOMP_SPINCOUNT", "1000", 0);

        // Else fewer threads share the work where there are fewer cores, and its last digits differ.
        _ = SetEnvironment("MKL_DYNAMIC", "FALSE", 0);
        _ = SetEnvironment("OMP_DYNAMIC", "FALSE", 0);
        foreach (var gomp in Directory.EnumerateFiles(libtorch, "libgomp*.so*").Order(StringComparer.Ordinal))
        {
            NativeLibrary.TryLoad(gomp, out _);
        }

        // Order matters: each library is found by its SONAME once its dependencies are in the process.
        string[] optional = ["libc10_cuda.so", "libtorch_cuda.so"];
        foreach (var name in new[] { "libc10.so", "libtorch_cpu.so", "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so" })
        {
            var path = Path.Combine(libtorch, name);
            if (!File.Exists(path) && optional.Contains(name, StringComparer.Ordinal))
            {
                continue;
            }

            LoadOrThrow(path);
        }

        var file = Path.Combine(program, "libLibTorchSharp.so");
        if (!File.Exists(file))
        {
            file = Path.Combine(program, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        }

        if (!NativeLibrary.TryLoad(file, out binding))
        {
            binding = LoadOrThrow(PatchedCopy(file));
        }
    }

    // Environment.SetEnvironmentVariable does not reach native code.
    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);

    private static string ResolveFolder(string? folder, string program)
    {
        if (folder is null)
        {
            foreach (var candidate in new[] { program, Path.Combine(program, "runtimes", "linux-x64", "native") })
            {
                if (File.Exists(Path.Combine(candidate, "libtorch_cpu.so")))
                {
                    return candidate;
                }
            }

            throw new TorchUnavailableException(
                "This build carries no libtorch. Set " + FolderVariable + " (or --libtorch) to the lib folder of a libtorch 2.10 or " +
                    "PyTorch installation, or build with -p:TorchBackend=cpu.");
        }

        foreach (var candidate in new[] { folder, Path.Combine(folder, "lib"), Path.Combine(folder, "torch", "lib") })
        {
            if (File.Exists(Path.Combine(candidate, "libtorch_cpu.so")))
            {
                return Path.GetFullPath(candidate);
            }
        }

        throw new TorchUnavailableException(
            $"'{folder}' holds no libtorch_cpu.so: name the lib folder of a libtorch or PyTorch installation (torch/lib).");
    }

    private static IntPtr LoadOrThrow(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchUnavailableException(Unloadable(Path.GetFileName(path), e.Message), e);
        }
    }

    /// <summary>What it means that a library cannot be loaded, in one sentence; the loader's own message repeats itself for every
    /// path it tried.</summary>
    internal static string Unloadable(string name, string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var reason = Array.Find(lines, l => l.Contains("undefined symbol", StringComparison.Ordinal))
            ?? Array.Find(
                lines,
                l => l.Contains("cannot open shared object", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "no reason given";
        var cure = reason.Contains("undefined symbol", StringComparison.Ordinal)
            ? $": this libtorch is too new or too old; set {FolderVariable} to one of version 2.10 or 2.11 (torch/lib of that PyTorch)"
            : string.Empty;
        return $"The system could not load {name}{cure} ({reason.TrimEnd('.')}).";
    }

    private static string PatchedCopy(string original)
    {
        byte[] image;
        try
        {
            image = File.ReadAllBytes(original);
        }
        catch (IOException e)
        {
            throw new TorchUnavailableException("libLibTorchSharp.so is missing beside the program: rebuild or reinstall Quiver.", e);
        }

        var name = Convert.ToHexStringLower(SHA256.HashData(image))[..16];
        var cache = Path.Combine(CacheRoot, "quiver", "libtorchsharp-" + name);
        var target = Path.Combine(cache, "libLibTorchSharp.so");
        if (!File.Exists(target))
        {
            ElfVersionPatch.Weaken(image, "GLIBCXX_3.4.32");
            Directory.CreateDirectory(cache);
            var temporary = target + "." + Environment.ProcessId + ".tmp";
            File.WriteAllBytes(temporary, image);
            File.Move(temporary, target, overwrite: true);
        }

        return target;
    }

    /// <summary>The per-user folder for what can be made again: <c>XDG_CACHE_HOME</c>, or <c>.cache</c> in the home folder.</summary>
    public static string CacheRoot
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(root))
            {
                var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
                root = string.IsNullOrEmpty(home) ? Path.GetTempPath() : Path.Combine(home, ".cache");
            }

            return root;
        }
    }
}
