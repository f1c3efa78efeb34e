using System.Numerics;
using System.Runtime.Intrinsics;

namespace Quiver.Core.Vectors;

/// <summary>The vector width of this machine. Constant for the life of the process, so the choice costs nothing.</summary>
internal static class Lanes
{
    /// <summary>512, 256 or 128.</summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Numbers in a vector.</summary>
    public static unsafe int Count<T>()
        where T : unmanaged => Bits / 8 / sizeof(T);

    /// <summary>A lane's number as the permutation of this width takes it.</summary>
    public static T Index<T>(int lane)
        where T : unmanaged, IFloatingPointIeee754<T> => Bits switch
        {
            512 => Lanes512<T>.Index(lane),
            256 => Lanes256<T>.Index(lane),
            _ => Lanes128<T>.Index(lane),
        };
}
