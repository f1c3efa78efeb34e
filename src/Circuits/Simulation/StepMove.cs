using System.Numerics;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Simulation;

/// <summary>A <see cref="StepMap"/> tabulated for the kernel, either at the load or at the store side.</summary>
internal sealed class StepMove
{
    private readonly StepMap map;
    private readonly bool loads;
    private readonly int laneBits;
    private readonly int[] chunkOffsets;

    private StepMove(StepMap map, bool loads, int laneBits, int[] chunkOffsets, ReadOnlySpan<int> bases, ulong[] baseBits)
    {
        this.map = map;
        this.loads = loads;
        this.laneBits = laneBits;
        this.chunkOffsets = chunkOffsets;
        Registers = new int[RegisterCount];
        RegisterLanes = new int[RegisterCount];
        for (var i = 0; i < RegisterCount; i++)
        {
            var other = loads ? map.InverseChunk(i) : map.Chunk(i);
            Registers[i] = chunkOffsets[other];
            RegisterLanes[i] = map.LaneShift(loads ? other : i);
        }

        BaseChunks = new int[bases.Length];
        BaseLanes = new int[bases.Length];
        for (var b = 0; b < bases.Length; b++)
        {
            Split(map.Shift(baseBits[b], withConstant: true), out BaseChunks[b], out BaseLanes[b]);
        }

        MovesLanes = map.MovesLanes;
        LaneSources = map.LaneSources();
    }

    /// <summary>Whether lanes are permuted.</summary>
    public bool MovesLanes { get; }

    /// <summary>Offset of each register's place in memory, before the shifts.</summary>
    public int[] Registers { get; }

    /// <summary>Lane shift of each register.</summary>
    public int[] RegisterLanes { get; }

    /// <summary>For each base the offset to xor.</summary>
    public int[] BaseChunks { get; }

    /// <summary>For each base the lane shift to xor.</summary>
    public int[] BaseLanes { get; }

    /// <summary>For each lane its source when there is no shift; with shift k, lane j takes LaneSources[j ^ k].</summary>
    public int[] LaneSources { get; }

    private static int RegisterCount => 8;

    public static StepMove Create(StepMap map, bool loads, int laneBits, int[] chunkOffsets, ReadOnlySpan<int> bases, ulong[] baseBits) =>
        new(map, loads, laneBits, chunkOffsets, bases, baseBits);

    /// <summary>Permutation vectors for every lane shift.</summary>
    public T[] LaneTable<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var lanes = 1 << laneBits;
        var table = new T[lanes * lanes];
        for (var shift = 0; shift < lanes; shift++)
        {
            for (var j = 0; j < lanes; j++)
            {
                table[(shift * lanes) + j] = Lanes.Index<T>(LaneSources[j ^ shift]);
            }
        }

        return table;
    }

    /// <summary>The shift that the bits outside the block cause.</summary>
    public void BlockShift(ulong block, out int chunk, out int lane)
    {
        if (block == 0 || map.IsIdentity)
        {
            chunk = 0;
            lane = 0;
            return;
        }

        Split(map.Shift(block, withConstant: false), out chunk, out lane);
    }

    private void Split(int shift, out int chunk, out int lane)
    {
        var high = shift >> laneBits;
        lane = shift & ((1 << laneBits) - 1);
        if (loads)
        {
            // Register i is loaded from A^-1 (i ^ high); the source's own lane shift follows from that chunk.
            var source = map.InverseChunk(high);
            chunk = chunkOffsets[source];
            lane ^= map.LaneShift(source);
        }
        else
        {
            chunk = chunkOffsets[high];
        }
    }
}
