namespace Quiver.GFlowNet.Kernels;

/// <summary>Kernels compiled by NVRTC and loaded into torch's context of one device.</summary>
internal sealed unsafe class CudaKernels : IKernels
{
    private readonly IntPtr context;
    private readonly IntPtr module;
    private readonly IntPtr launch;
    private readonly int threads;
    private readonly Dictionary<string, IntPtr> kernels = new(StringComparer.Ordinal);

    // Where launches go: the default stream, or that of a recording, which may span the kernels of several sources.
    [ThreadStatic]
    private static IntPtr stream;

    /// <summary>Compiles and loads.</summary>
    /// <param name="source">CUDA C.</param>
    /// <param name="threads">Threads of a block.</param>
    /// <param name="device">Number of the device.</param>
    public CudaKernels(string source, int threads, int device)
    {
        this.threads = threads;
        var (major, minor, _, _) = CudaDriver.Describe(device);
        var image = RuntimeCompiler.Compile(source, major, minor);
        context = CudaDriver.PrimaryContext(device);
        launch = CudaDriver.Function("cuLaunchKernel");
        var before = CudaDriver.Enter(context);
        module = CudaDriver.LoadModule(image);
        CudaDriver.Return(before, context);
    }

    /// <inheritdoc/>
    public void Launch(string name, int blocks, void* arguments, int shared = 0)
    {
        var before = CudaDriver.Enter(context);
        if (!kernels.TryGetValue(name, out var kernel))
        {
            kernels[name] = kernel = CudaDriver.Kernel(module, "quiver_" + name);
            if (shared > 0)
            {
                CudaDriver.AllowShared(kernel, shared);
            }
        }

        CudaDriver.Launch(launch, kernel, blocks, threads, shared, arguments, stream);
        CudaDriver.Return(before, context);
    }

    /// <inheritdoc/>
    public IRecording Record(Action launches) => CudaGraph.Record(context, own =>
    {
        stream = own;
        try
        {
            launches();
        }
        finally
        {
            stream = IntPtr.Zero;
        }
    });

    /// <inheritdoc/>
    public void Read(void* from, Span<double> to)
    {
        var before = CudaDriver.Enter(context);
        fixed (double* place = to)
        {
            CudaDriver.Read(from, place, (nuint)(to.Length * sizeof(double)));
        }

        CudaDriver.Return(before, context);
    }
}
