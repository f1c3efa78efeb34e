namespace Quiver.GFlowNet.Kernels;

/// <summary>Compiled kernels, on a GPU or, for tests, as a loop on the CPU.</summary>
internal unsafe interface IKernels
{
    /// <summary>Runs a kernel; on a GPU it is queued behind torch's own work.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="arguments">Its argument structure.</param>
    /// <param name="shared">Bytes of shared memory beyond what the kernel declares itself.</param>
    void Launch(string name, int blocks, void* arguments, int shared = 0);

    /// <summary>Records launches, with the arguments they have now, instead of running them.</summary>
    /// <param name="launches">What to record; every kernel in it must have run before.</param>
    /// <returns>The recording.</returns>
    IRecording Record(Action launches);

    /// <summary>Waits for everything queued and copies numbers to plain memory.</summary>
    /// <param name="from">Their address on the device.</param>
    /// <param name="to">Where they go.</param>
    void Read(void* from, Span<double> to);
}
