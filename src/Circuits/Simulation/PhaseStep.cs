using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// Multiplies a block by a table of phases, conjugated where the index bits outside the block have odd parity: for
/// diagonals that a chunk of three bits cannot hold.
/// </summary>
internal sealed class PhaseStep<T>(ulong outside, T[] table) : PlanStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override unsafe void Run(T* real, T* imaginary, ulong block)
    {
        var length = table.Length / 2;
        var sign = Vector512.Create((BitOperations.PopCount(block & outside) & 1) == 0 ? T.One : -T.One);
        fixed (T* phases = table)
        {
            for (var i = 0; i < length; i += Vector512<T>.Count)
            {
                var re = Vector512.Load(real + i);
                var im = Vector512.Load(imaginary + i);
                var c = Vector512.Load(phases + i);
                var s = Vector512.Load(phases + length + i) * sign;
                Vector512.Store((re * c) - (im * s), real + i);
                Vector512.Store((re * s) + (im * c), imaginary + i);
            }
        }
    }
}
