using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quiver.Circuits.Simulation;

/// <summary>A controlled exchange whose control is a lane bit and whose target is not: lanes change place between two vectors.</summary>
internal sealed class ExchangeStep<T>(int controlLane, int targetOffset, int length) : PlanStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override unsafe void Run(T* real, T* imaginary, ulong block)
    {
        var choice = stackalloc T[Vector512<T>.Count];
        for (var lane = 0; lane < Vector512<T>.Count; lane++)
        {
            choice[lane] = (lane & controlLane) != 0 ? Lanes.Index<T>(-1) : T.Zero;
        }

        var mask = Vector512.Load(choice);
        for (var i = 0; i < length; i += Vector512<T>.Count)
        {
            if ((i & targetOffset) == 0)
            {
                Exchange(real + i, real + (i | targetOffset), mask);
                Exchange(imaginary + i, imaginary + (i | targetOffset), mask);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Exchange(T* p, T* q, Vector512<T> mask)
    {
        var a = Vector512.Load(p);
        var b = Vector512.Load(q);
        Vector512.Store(Vector512.ConditionalSelect(mask, b, a), p);
        Vector512.Store(Vector512.ConditionalSelect(mask, a, b), q);
    }
}
