using System.Numerics;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// One sweep over a block: eight vectors at a time (three chunk bits) are loaded, moved by an index map, rotated on chunk
/// and lane bits, multiplied by phases, moved again and stored. Plain data for <see cref="RadixKernel"/>.
/// </summary>
/// <remarks>Offsets count vectors; tables of vectors are flat arrays, one vector after the other.</remarks>
internal sealed class RadixStep<T> : PlanStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Registers in a chunk.</summary>
    public const int Chunk = 8;

    /// <summary>For each group of eight vectors the offset of its first.</summary>
    public required int[] Bases { get; init; }

    /// <summary>Tangents of the half angles on the chunk bits; 0 for none.</summary>
    public required T[] Tangents { get; init; }

    /// <summary>Number of lane rotations.</summary>
    public required int LaneRotations { get; init; }

    /// <summary>For each lane rotation a vector of lane indices and a vector of signed tangents.</summary>
    public required T[] LaneTables { get; init; }

    /// <summary>For each register a vector of real and one of imaginary phases; empty for none.</summary>
    public required T[] Phases { get; init; }

    /// <summary>Lane permutations of <see cref="In"/> by shift.</summary>
    public required T[] InLaneTable { get; init; }

    /// <summary>Lane permutations of <see cref="Out"/> by shift.</summary>
    public required T[] OutLaneTable { get; init; }

    /// <summary>The map before the rotations.</summary>
    public required StepMove In { get; init; }

    /// <summary>The map after the phases.</summary>
    public required StepMove Out { get; init; }

    public override unsafe void Run(T* real, T* imaginary, ulong block)
    {
        In.BlockShift(block, out var inChunk, out var inLane);
        Out.BlockShift(block, out var outChunk, out var outLane);
        switch (Lanes.Bits)
        {
            case 512:
                RadixKernel.Run<T, Lanes512<T>>(this, real, imaginary, inChunk, inLane, outChunk, outLane);
                break;
            case 256:
                RadixKernel.Run<T, Lanes256<T>>(this, real, imaginary, inChunk, inLane, outChunk, outLane);
                break;
            default:
                RadixKernel.Run<T, Lanes128<T>>(this, real, imaginary, inChunk, inLane, outChunk, outLane);
                break;
        }
    }
}
