using System.Runtime.InteropServices;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Kernels;

/// <summary>The address of a tensor's numbers, on whatever device they are.</summary>
internal static unsafe class TensorData
{
    private static readonly delegate* unmanaged<IntPtr,
        IntPtr> Data = (delegate* unmanaged<IntPtr, IntPtr>)NativeLibrary.GetExport(TorchLibrary.Binding, "THSTensor_data");

    /// <summary>The address; the tensor must be contiguous and stay alive until the kernel has been queued.</summary>
    public static void* Of(Tensor? tensor) => tensor is null ? null : (void*)Data(tensor.Handle);
}
