namespace Quiver.GFlowNet.Kernels;

/// <summary>A card, as the CUDA driver describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Capability">Its compute capability, such as 9.0.</param>
/// <param name="Multiprocessors">How many it has.</param>
/// <param name="MemoryBytes">Its memory.</param>
public sealed record CudaDevice(string Name, string Capability, int Multiprocessors, long MemoryBytes);
