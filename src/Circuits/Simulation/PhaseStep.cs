using System.Numerics;
using System.Runtime.CompilerServices;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// Multiplies a block by a table of phases, conjugated where the index bits outside the block have odd parity: for
/// diagonals that a chunk of three bits cannot hold.
/// </summary>
internal sealed class PhaseStep<T>(ulong outside, T[] table) : PlanStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override unsafe void Run(T* real, T* imaginary, ulong block)
    {
        switch (Lanes.Bits)
        {
            case 512:
                Run<Lanes512<T>>(real, imaginary, block);
                break;
            case 256:
                Run<Lanes256<T>>(real, imaginary, block);
                break;
            default:
                Run<Lanes128<T>>(real, imaginary, block);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Run<TV>(T* real, T* imaginary, ulong block)
        where TV : struct, ILaneVector<TV, T>
    {
        var length = table.Length / 2;
        var sign = TV.Create((BitOperations.PopCount(block & outside) & 1) == 0 ? T.One : -T.One);
        fixed (T* phases = table)
        {
            for (var i = 0; i < length; i += TV.Count)
            {
                var re = TV.Load(real + i);
                var im = TV.Load(imaginary + i);
                var c = TV.Load(phases + i);
                var s = TV.Multiply(TV.Load(phases + length + i), sign);
                TV.Store(TV.MultiplyAdd(TV.Negate(im), s, TV.Multiply(re, c)), real + i);
                TV.Store(TV.MultiplyAdd(re, s, TV.Multiply(im, c)), imaginary + i);
            }
        }
    }
}
