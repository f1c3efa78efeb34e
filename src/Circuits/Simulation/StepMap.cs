using System.Numerics;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// An affine map over GF(2) on the bits one step holds in registers: chunk bits (which register) and lane bits (which
/// lane), with controls on any other bit of the index. A lane bit never controls a chunk bit.
/// </summary>
internal sealed class StepMap
{
    private readonly int laneBits;
    private readonly ulong[] bits;
    private readonly int[] own;
    private readonly ulong[] foreign;
    private int constant;

    /// <summary>The identity map.</summary>
    /// <param name="laneBits">Number of lane bits, index bits 0 .. laneBits-1.</param>
    /// <param name="chunk">The chunk bits as index masks, ascending.</param>
    public StepMap(int laneBits, ReadOnlySpan<ulong> chunk)
    {
        this.laneBits = laneBits;
        bits = new ulong[laneBits + chunk.Length];
        for (var k = 0; k < laneBits; k++)
        {
            bits[k] = 1UL << k;
        }

        chunk.CopyTo(bits.AsSpan(laneBits));
        own = [.. Enumerable.Range(0, bits.Length).Select(k => 1 << k)];
        foreign = new ulong[bits.Length];
        IsIdentity = true;
    }

    public bool IsIdentity { get; private set; }

    /// <summary>Whether lanes are ever moved.</summary>
    public bool MovesLanes { get; private set; }

    /// <summary>Applies a Xor or Flip after the map so far.</summary>
    public void Add(in PlanOperation operation)
    {
        IsIdentity = false;
        var target = Array.IndexOf(bits, operation.Mask);
        MovesLanes |= target < laneBits;
        if (operation.Kind == PlanKind.Flip)
        {
            constant ^= 1 << target;
            return;
        }

        var control = Array.IndexOf(bits, operation.Control);
        if (control >= 0)
        {
            own[target] ^= own[control];
            foreign[target] ^= foreign[control];
            constant ^= ((constant >> control) & 1) << target;
        }
        else
        {
            foreign[target] ^= operation.Control;
        }
    }

    /// <summary>The shift that the other index bits cause: chunk part above the lane part.</summary>
    public int Shift(ulong otherBits, bool withConstant)
    {
        var shift = withConstant ? constant : 0;
        for (var k = 0; k < bits.Length; k++)
        {
            shift ^= (BitOperations.PopCount(foreign[k] & otherBits) & 1) << k;
        }

        return shift;
    }

    /// <summary>The linear part on (chunk, lane).</summary>
    public int Linear(int value)
    {
        var image = 0;
        for (var k = 0; k < bits.Length; k++)
        {
            image |= (BitOperations.PopCount((uint)(own[k] & value)) & 1) << k;
        }

        return image;
    }

    /// <summary>Chunk part of the linear map.</summary>
    public int Chunk(int chunk) => Linear(chunk << laneBits) >> laneBits;

    /// <summary>The chunk whose image is given.</summary>
    public int InverseChunk(int image)
    {
        for (var chunk = 0; ; chunk++)
        {
            if (Chunk(chunk) == image)
            {
                return chunk;
            }
        }
    }

    /// <summary>Lane shift that a chunk value causes.</summary>
    public int LaneShift(int chunk) => Linear(chunk << laneBits) & ((1 << laneBits) - 1);

    /// <summary>For every lane the lane that is moved there.</summary>
    public int[] LaneSources()
    {
        var sources = new int[1 << laneBits];
        for (var lane = 0; lane < sources.Length; lane++)
        {
            sources[Linear(lane)] = lane;
        }

        return sources;
    }
}
