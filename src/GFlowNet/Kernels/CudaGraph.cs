namespace Quiver.GFlowNet.Kernels;

/// <summary>Recorded launches as a CUDA graph: one call of the driver for an iteration instead of a dozen.</summary>
internal sealed unsafe class CudaGraph : IRecording
{
    private readonly IntPtr context;
    private readonly IntPtr launch = CudaDriver.Function("cuGraphLaunch");
    private IntPtr graph;

    private CudaGraph(IntPtr context, IntPtr graph) => (this.context, this.graph) = (context, graph);

    /// <summary>Records what is queued on a stream of its own.</summary>
    /// <param name="context">The device's context.</param>
    /// <param name="queue">Queues the launches on the stream it is given.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="KernelUnavailableException">The driver cannot record them.</exception>
    public static CudaGraph Record(IntPtr context, Action<IntPtr> queue)
    {
        const uint NonBlocking = 1;
        const int Relaxed = 2;
        var before = CudaDriver.Enter(context);
        IntPtr stream, recorded, graph;
        CudaDriver.Check(
            ((delegate* unmanaged<IntPtr*, uint, int>)CudaDriver.Function("cuStreamCreate"))(&stream, NonBlocking), "cuStreamCreate");
        try
        {
            CudaDriver.Check(
                ((delegate* unmanaged<IntPtr, int, int>)CudaDriver.Function("cuStreamBeginCapture_v2"))(stream, Relaxed),
                "cuStreamBeginCapture");
            try
            {
                queue(stream);
            }
            finally
            {
                // A capture must be ended whatever happened in it.
                CudaDriver.Check(
                    ((delegate* unmanaged<IntPtr, IntPtr*, int>)CudaDriver.Function("cuStreamEndCapture"))(stream, &recorded),
                    "cuStreamEndCapture");
            }

            CudaDriver.Check(
                ((delegate* unmanaged<IntPtr*, IntPtr, ulong, int>)CudaDriver.Function("cuGraphInstantiateWithFlags"))(&graph, recorded, 0),
                "cuGraphInstantiateWithFlags");
            _ = ((delegate* unmanaged<IntPtr, int>)CudaDriver.Function("cuGraphDestroy"))(recorded);
        }
        finally
        {
            _ = ((delegate* unmanaged<IntPtr, int>)CudaDriver.Function("cuStreamDestroy_v2"))(stream);
            CudaDriver.Return(before, context);
        }

        return new CudaGraph(context, graph);
    }

    /// <inheritdoc/>
    public void Replay()
    {
        var before = CudaDriver.Enter(context);
        CudaDriver.Check(((delegate* unmanaged<IntPtr, IntPtr, int>)launch)(graph, IntPtr.Zero), "cuGraphLaunch");
        CudaDriver.Return(before, context);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (graph != IntPtr.Zero)
        {
            _ = ((delegate* unmanaged<IntPtr, int>)CudaDriver.Function("cuGraphExecDestroy"))(graph);
            graph = IntPtr.Zero;
        }
    }
}
