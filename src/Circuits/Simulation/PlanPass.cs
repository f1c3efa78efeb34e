using System.Numerics;

namespace Quiver.Circuits.Simulation;

/// <summary>
/// One sweep over the whole state: block after block is brought into the cache and all steps are applied to it. A block
/// holds every value of the local index bits for one value of the others.
/// </summary>
internal sealed class PlanPass<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ulong outside;

    public PlanPass(ulong local, int bits, PlanStep<T>[] steps)
    {
        Steps = steps;
        LocalBits = BitOperations.PopCount(local);
        outside = ((1UL << bits) - 1) & ~local;
        Blocks = 1 << (bits - LocalBits);
        RunBits = Math.Min(LocalBits, BitOperations.TrailingZeroCount(~local));
        RunOffsets = new int[1 << (LocalBits - RunBits)];
        var high = local >> RunBits << RunBits;
        for (var run = 0; run < RunOffsets.Length; run++)
        {
            RunOffsets[run] = (int)Deposit((uint)run, high);
        }
    }

    public PlanStep<T>[] Steps { get; }

    /// <summary>Number of index bits inside a block.</summary>
    public int LocalBits { get; }

    /// <summary>Number of blocks.</summary>
    public int Blocks { get; }

    /// <summary>A block consists of runs of 2^RunBits consecutive amplitudes.</summary>
    public int RunBits { get; }

    /// <summary>First amplitude of each run.</summary>
    public int[] RunOffsets { get; }

    /// <summary>Whether a block is one run, so that it can be worked on in place.</summary>
    public bool IsContiguous => RunOffsets.Length == 1;

    /// <summary>Index bits outside the block, for a block's number.</summary>
    public ulong BlockBits(int block) => Deposit((uint)block, outside);

    private static ulong Deposit(ulong value, ulong mask)
    {
        ulong result = 0;
        for (; mask != 0; mask &= mask - 1, value >>= 1)
        {
            result |= (value & 1) != 0 ? mask & (~mask + 1) : 0;
        }

        return result;
    }
}
