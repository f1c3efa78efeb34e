namespace Quiver.GFlowNet.Kernels;

/// <summary>A sequence of launches that a GPU starts as one.</summary>
internal interface IRecording : IDisposable
{
    /// <summary>Queues it behind torch's own work.</summary>
    void Replay();
}
