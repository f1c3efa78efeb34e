using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Torch;

/// <summary>
/// Scalars that live as long as the process. A temporary <see cref="Scalar"/> is freed by a finalizer, which may run while
/// native code still reads it; hot loops use these instead.
/// </summary>
internal static class Constant
{
    public static readonly Scalar Zero = 0L.ToScalar();
    public static readonly Scalar One = 1L.ToScalar();
    public static readonly Scalar MinusOne = (-1L).ToScalar();
    public static readonly Scalar MinusInfinity = double.NegativeInfinity.ToScalar();

    /// <summary>A tensor of one number that no dispose scope owns.</summary>
    public static Tensor Of(double value, ScalarType type, Device device) => tensor(value, type, device).DetachFromDisposeScope();
}
