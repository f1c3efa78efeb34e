using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Simulation;

/// <summary>A controlled exchange whose control is a lane bit and whose target is not: lanes change place between two vectors.</summary>
internal sealed class ExchangeStep<T>(int controlLane, int targetOffset, int length) : PlanStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static T AllBits => typeof(T) == typeof(float) ? Unsafe.BitCast<int, T>(-1) : Unsafe.BitCast<long, T>(-1);

    public override unsafe void Run(T* real, T* imaginary, ulong block)
    {
        switch (Lanes.Bits)
        {
            case 512:
                Run<Lanes512<T>>(real, imaginary);
                break;
            case 256:
                Run<Lanes256<T>>(real, imaginary);
                break;
            default:
                Run<Lanes128<T>>(real, imaginary);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Run<TV>(T* real, T* imaginary)
        where TV : struct, ILaneVector<TV, T>
    {
        var choice = stackalloc T[TV.Count];
        for (var lane = 0; lane < TV.Count; lane++)
        {
            choice[lane] = (lane & controlLane) != 0 ? AllBits : T.Zero;
        }

        var mask = TV.Load(choice);
        for (var i = 0; i < length; i += TV.Count)
        {
            if ((i & targetOffset) == 0)
            {
                Exchange(real + i, real + (i | targetOffset), mask);
                Exchange(imaginary + i, imaginary + (i | targetOffset), mask);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Exchange<TV>(T* p, T* q, TV mask)
        where TV : struct, ILaneVector<TV, T>
    {
        var a = TV.Load(p);
        var b = TV.Load(q);
        TV.Store(TV.Select(mask, b, a), p);
        TV.Store(TV.Select(mask, a, b), q);
    }
}
