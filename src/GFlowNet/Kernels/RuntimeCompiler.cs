using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Quiver.GFlowNet.Torch;

namespace Quiver.GFlowNet.Kernels;

/// <summary>NVRTC: CUDA C to machine code, kept in the per-user cache under the hash of source, options and compiler.</summary>
internal static unsafe class RuntimeCompiler
{
    private static readonly Lazy<IntPtr> Library = new(Load);

    /// <summary>Where NVRTC was found; empty before its first use.</summary>
    public static string Path { get; private set; } = string.Empty;

    /// <summary>True when NVRTC can be loaded.</summary>
    public static bool IsPresent
    {
        get
        {
            try
            {
                return Library.Value != IntPtr.Zero;
            }
            catch (KernelUnavailableException)
            {
                return false;
            }
        }
    }

    /// <summary>NVRTC's version, such as 12.8.</summary>
    /// <exception cref="KernelUnavailableException">NVRTC is missing.</exception>
    public static string Version()
    {
        int first, second;
        Check(((delegate* unmanaged<int*, int*, int>)Function("nvrtcVersion"))(&first, &second), "nvrtcVersion");
        return string.Create(CultureInfo.InvariantCulture, $"{first}.{second}");
    }

    /// <summary>Machine code of a source.</summary>
    /// <param name="source">CUDA C.</param>
    /// <param name="major">Compute capability.</param>
    /// <param name="minor">Its second digit.</param>
    /// <returns>A cubin.</returns>
    /// <exception cref="KernelUnavailableException">NVRTC is missing, or refuses the source.</exception>
    public static byte[] Compile(string source, int major, int minor)
    {
        string[] options =
            [string.Create(CultureInfo.InvariantCulture, $"--gpu-architecture=sm_{major}{minor}"), "--std=c++17", "--fmad=false"];
        var key = Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Version()} {string.Join(' ', options)}\n{source}")))[..24];
        var file = System.IO.Path.Combine(TorchLibrary.CacheRoot, "quiver", "kernels", key + ".cubin");
        if (File.Exists(file))
        {
            return File.ReadAllBytes(file);
        }

        var code = Build(source, options);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            var temporary = $"{file}.{Environment.ProcessId}.tmp";
            File.WriteAllBytes(temporary, code);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A cache that cannot be written costs a compilation next time, no more.
        }

        return code;
    }

    private static byte[] Build(string source, string[] options)
    {
        IntPtr program;
        var texts = options.Select(Marshal.StringToHGlobalAnsi).ToArray();
        var body = Marshal.StringToHGlobalAnsi(source);
        try
        {
            Check(
                (
                    (delegate* unmanaged<IntPtr*, IntPtr, IntPtr, int, IntPtr, IntPtr, int>)Function("nvrtcCreateProgram"))(
                        &program, body, IntPtr.Zero, 0, IntPtr.Zero, IntPtr.Zero),
                "nvrtcCreateProgram");
            int code;
            fixed (IntPtr* list = texts)
            {
                code = ((delegate* unmanaged<IntPtr, int, IntPtr*, int>)Function("nvrtcCompileProgram"))(program, texts.Length, list);
            }

            if (code != 0)
            {
                throw new KernelUnavailableException("NVRTC refused a kernel: " + Text(program).Trim());
            }

            nint size;
            Check(((delegate* unmanaged<IntPtr, nint*, int>)Function("nvrtcGetCUBINSize"))(program, &size), "nvrtcGetCUBINSize");
            var image = new byte[size];
            fixed (byte* bytes = image)
            {
                Check(((delegate* unmanaged<IntPtr, byte*, int>)Function("nvrtcGetCUBIN"))(program, bytes), "nvrtcGetCUBIN");
            }

            _ = ((delegate* unmanaged<IntPtr*, int>)Function("nvrtcDestroyProgram"))(&program);
            return image;
        }
        finally
        {
            Marshal.FreeHGlobal(body);
            Array.ForEach(texts, Marshal.FreeHGlobal);
        }
    }

    private static string Text(IntPtr program)
    {
        nint size;
        Check(((delegate* unmanaged<IntPtr, nint*, int>)Function("nvrtcGetProgramLogSize"))(program, &size), "nvrtcGetProgramLogSize");
        var text = new byte[size];
        fixed (byte* bytes = text)
        {
            Check(((delegate* unmanaged<IntPtr, byte*, int>)Function("nvrtcGetProgramLog"))(program, bytes), "nvrtcGetProgramLog");
        }

        return Encoding.UTF8.GetString(text).TrimEnd('\0');
    }

    private static IntPtr Function(string name) => NativeLibrary.GetExport(Library.Value, name);

    private static IntPtr Load()
    {
        foreach (var candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out var library))
            {
                Path = candidate;
                return library;
            }
        }

        throw new KernelUnavailableException(
            "NVRTC (libnvrtc.so) was not found beside libtorch, in the nvidia folder of its PyTorch, under CUDA_HOME or on the loader's " +
            "path: install the nvidia-cuda-nvrtc package of your CUDA version.");
    }

    // A PyTorch of pip keeps CUDA's libraries in site-packages/nvidia/*/lib, two folders above torch/lib.
    private static IEnumerable<string> Candidates()
    {
        var folders = new List<string>();
        if (TorchLibrary.Folder.Length > 0)
        {
            folders.Add(TorchLibrary.Folder);
            var nvidia = System.IO.Path.GetFullPath(System.IO.Path.Combine(TorchLibrary.Folder, "..", "..", "nvidia"));
            if (Directory.Exists(nvidia))
            {
                folders.AddRange(
                    Directory.EnumerateDirectories(nvidia).Select(d => System.IO.Path.Combine(d, "lib")).Order(StringComparer.Ordinal));
            }
        }

        foreach (var variable in new[] { "CUDA_HOME", "CUDA_PATH" })
        {
            if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } home)
            {
                folders.AddRange([System.IO.Path.Combine(home, "lib64"), System.IO.Path.Combine(home, "targets", "x86_64-linux", "lib")]);
            }
        }

        folders.Add("/usr/local/cuda/lib64");
        foreach (var folder in folders.Where(Directory.Exists))
        {
            foreach (
                var file in Directory.EnumerateFiles(folder, "libnvrtc.so*").Concat(Directory.EnumerateFiles(folder, "libnvrtc-*.so*"))
                    .Where(f => !f.Contains("builtins", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                yield return file;
            }
        }

        foreach (var name in new[] { "libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so" })
        {
            yield return name;
        }
    }

    private static void Check(int code, string what)
    {
        if (code != 0)
        {
            throw new KernelUnavailableException($"NVRTC's {what} failed with error {code}.");
        }
    }
}
