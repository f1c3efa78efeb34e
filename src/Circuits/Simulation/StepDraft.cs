using System.Numerics;
using Quiver.Core.Vectors;

namespace Quiver.Circuits.Simulation;

/// <summary>A <see cref="RadixStep{T}"/> while operations are still being added to it.</summary>
internal sealed class StepDraft(int laneBits)
{
    private readonly ulong lanes = (1UL << laneBits) - 1;
    private readonly List<PlanOperation> before = [];
    private readonly List<PlanOperation> rotations = [];
    private readonly List<PlanOperation> phases = [];
    private readonly List<PlanOperation> after = [];
    private Overtaken laterThanBefore;
    private ulong rotated;
    private ulong phased;
    private ulong movedX;
    private ulong movedZ;

    /// <summary>Index bits of the chunk, at most three.</summary>
    public ulong Chunk { get; private set; }

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => before.Count + rotations.Count + phases.Count + after.Count == 0;

    /// <summary>Whether it multiplies by phases anyway.</summary>
    public bool HasPhases => phases.Count > 0;

    /// <summary>The cosines that the kernel's rotations leave out.</summary>
    public double Cosines => rotations.Aggregate(1.0, static (product, r) => product * Math.Cos(r.Angle / 2));

    /// <summary>A factor multiplied into the phases.</summary>
    public Complex Factor { get; set; } = 1;

    /// <summary>Adds an operation if it fits into the order map, rotations, phases, map.</summary>
    public bool TryAdd(in PlanOperation o, ulong local)
    {
        var chunk = Chunk | (o.Mask & ~lanes);
        if ((o.Mask & ~local) != 0 || BitOperations.PopCount(chunk) > 3)
        {
            return false;
        }

        switch (o.Kind)
        {
            case PlanKind.Rotation:
                if ((o.Mask & (rotated | phased | movedX | movedZ)) != 0)
                {
                    return false;
                }

                rotated |= o.Mask;
                rotations.Add(o);
                break;
            case PlanKind.Phase:
                if ((o.Mask & movedX) != 0)
                {
                    return false;
                }

                phased |= o.Mask;
                phases.Add(o);
                break;
            default:
                if ((o.Control & lanes) != 0 && (o.Mask & lanes) == 0)
                {
                    return false;
                }

                if (laterThanBefore.Allows(o))
                {
                    before.Add(o);
                    Chunk = chunk;
                    return true;
                }

                movedX |= o.Mask;
                movedZ |= o.Control;
                after.Add(o);
                break;
        }

        laterThanBefore.Add(o);
        Chunk = chunk;
        return true;
    }

    /// <summary>Tabulates the step.</summary>
    /// <param name="local">Index bits inside the block.</param>
    public RadixStep<T> Finish<T>(ulong local)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var free = local & ~lanes & ~Chunk; BitOperations.PopCount(Chunk) < 3; free &= free - 1)
        {
            Chunk |= free & (~free + 1);
        }

        var chunkBits = Bits(Chunk);
        var localBits = Bits(local);
        var offsets = new int[8];
        for (var i = 0; i < 8; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                offsets[i] |= ((i >> k) & 1) << (Array.IndexOf(localBits, chunkBits[k]) - laneBits);
            }
        }

        // Offsets of the groups, and the index bits they stand for.
        var count = 1 << (localBits.Length - laneBits - 3);
        var bases = new int[count];
        var baseBits = new ulong[count];
        var next = 0;
        for (var i = 0; i < 1 << (localBits.Length - laneBits); i++)
        {
            if ((i & offsets[7]) == 0)
            {
                bases[next] = i;
                for (var k = laneBits; k < localBits.Length; k++)
                {
                    baseBits[next] |= ((i >> (k - laneBits)) & 1) == 1 ? localBits[k] : 0;
                }

                next++;
            }
        }

        var moveIn = StepMove.Create(Map(before, chunkBits), true, laneBits, offsets, bases, baseBits);
        var moveOut = StepMove.Create(Map(after, chunkBits), false, laneBits, offsets, bases, baseBits);
        var laneRotations = rotations.Where(r => (r.Mask & lanes) != 0).ToArray();
        return new RadixStep<T>
        {
            Bases = bases,
            Tangents =
                [.. chunkBits.Select(b => T.CreateTruncating(Math.Tan(rotations.Where(r => r.Mask == b).Sum(static r => r.Angle) / 2)))],
            LaneRotations = laneRotations.Length,
            LaneTables = LaneTables<T>(laneRotations),
            Phases = phases.Count > 0 || Factor != Complex.One ? PhaseTable<T>(chunkBits) : [],
            In = moveIn,
            Out = moveOut,
            InLaneTable = moveIn.MovesLanes ? moveIn.LaneTable<T>() : [],
            OutLaneTable = moveOut.MovesLanes ? moveOut.LaneTable<T>() : [],
        };
    }

    internal static ulong[] Bits(ulong mask)
    {
        var bits = new ulong[BitOperations.PopCount(mask)];
        for (var k = 0; k < bits.Length; k++)
        {
            bits[k] = mask & (~mask + 1);
            mask &= mask - 1;
        }

        return bits;
    }

    private StepMap Map(List<PlanOperation> operations, ulong[] chunkBits)
    {
        var map = new StepMap(laneBits, chunkBits);
        foreach (var o in operations)
        {
            map.Add(o);
        }

        return map;
    }

    private T[] LaneTables<T>(PlanOperation[] laneRotations)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = 1 << laneBits;
        var tables = new T[laneRotations.Length * 2 * width];
        for (var l = 0; l < laneRotations.Length; l++)
        {
            var bit = (int)laneRotations[l].Mask;
            var t = T.CreateTruncating(Math.Tan(laneRotations[l].Angle / 2));
            for (var lane = 0; lane < width; lane++)
            {
                tables[(2 * l * width) + lane] = Lanes.Index<T>(lane ^ bit);
                tables[(((2 * l) + 1) * width) + lane] = (lane & bit) == 0 ? -t : t;
            }
        }

        return tables;
    }

    private T[] PhaseTable<T>(ulong[] chunkBits)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = 1 << laneBits;
        var table = new T[8 * 2 * width];
        for (var i = 0; i < 8; i++)
        {
            ulong index = 0;
            for (var k = 0; k < 3; k++)
            {
                index |= ((i >> k) & 1) == 1 ? chunkBits[k] : 0;
            }

            for (var lane = 0; lane < width; lane++)
            {
                var angle = PhaseAngle(phases, index | (uint)lane);
                var value = Factor * Complex.FromPolarCoordinates(1, angle);
                table[(2 * i * width) + lane] = T.CreateTruncating(value.Real);
                table[(((2 * i) + 1) * width) + lane] = T.CreateTruncating(value.Imaginary);
            }
        }

        return table;
    }

    internal static double PhaseAngle(List<PlanOperation> phases, ulong index)
    {
        double angle = 0;
        foreach (var p in phases)
        {
            angle += (BitOperations.PopCount(p.Mask & index) & 1) == 0 ? -p.Angle / 2 : p.Angle / 2;
        }

        return angle;
    }
}
