using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>
/// Records of pairs, those of one source side by side. A place among a source's records is found by a table of places alone (open
/// addressing, four bytes a slot): whether a place is right is seen from the record there.
/// </summary>
internal sealed class PairTable
{
    private const int FirstRecords = 4;
    private readonly PairRecord[]?[] records;
    private readonly int[] used;
    private int[] slots = new int[1024];
    private int count;

    /// <summary>Starts without pairs.</summary>
    /// <param name="nodes">Number of nodes.</param>
    public PairTable(int nodes)
    {
        records = new PairRecord[nodes][];
        used = new int[nodes];
    }

    /// <summary>The records of a source, in order of first appearance.</summary>
    /// <param name="source">The source.</param>
    public ReadOnlySpan<PairRecord> Of(int source) => records[source].AsSpan(0, used[source]);

    /// <summary>The place of a pair among the records of its source; below 0 where there is none.</summary>
    /// <param name="source">The source.</param>
    /// <param name="destination">The destination.</param>
    public int Find(int source, int destination)
    {
        var slot = Slot(source, destination);
        return slots[slot] - 1;
    }

    /// <summary>Takes in an event.</summary>
    /// <param name="source">The source.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="rank">The order of its time.</param>
    /// <param name="time">Its time.</param>
    /// <returns>Whether it is the pair's first.</returns>
    public bool Add(int source, int destination, int rank, double time)
    {
        var slot = Slot(source, destination);
        if (slots[slot] > 0)
        {
            ref var record = ref records[source]![slots[slot] - 1];
            record = record with { LastRank = rank, Count = record.Count + 1, LastTime = time };
            return false;
        }

        var place = used[source]++;
        ref var own = ref records[source];
        if (own is null || place == own.Length)
        {
            Array.Resize(ref own, own is null ? FirstRecords : place + (place / 2));
        }

        own[place] = new PairRecord(destination, rank, 1, time);
        slots[slot] = place + 1;
        if (++count > slots.Length / 8 * 5)
        {
            Grow();
        }

        return true;
    }

    /// <summary>Asks for the memory in which a pair will be looked for.</summary>
    /// <param name="source">The source.</param>
    /// <param name="destination">The destination.</param>
    public unsafe void Prefetch(int source, int destination)
    {
        if (Sse.IsSupported)
        {
            ref var slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(slots), First(source, destination));
            Sse.Prefetch0(Unsafe.AsPointer(ref slot));
            if (records[source] is { } own)
            {
                Sse.Prefetch0(Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(own)));
            }
        }
    }

    // The slot that leads to a pair, or the empty one in which it belongs.
    private int Slot(int source, int destination)
    {
        var own = records[source];
        for (var slot = First(source, destination); ; slot = (slot + 1) & (slots.Length - 1))
        {
            var place = slots[slot] - 1;
            if (place < 0 || (own is not null && place < own.Length && own[place].Count > 0 && own[place].Destination == destination))
            {
                return slot;
            }
        }
    }

    private int First(int source, int destination) =>
        (int)((((((ulong)(uint)source << 32) | (uint)destination) * 0x9E3779B97F4A7C15) >> 33) & (uint)(slots.Length - 1));

    private void Grow()
    {
        slots = new int[2 * slots.Length];
        for (var source = 0; source < records.Length; source++)
        {
            for (var place = 0; place < used[source]; place++)
            {
                var slot = First(source, records[source]![place].Destination);
                while (slots[slot] > 0)
                {
                    slot = (slot + 1) & (slots.Length - 1);
                }

                slots[slot] = place + 1;
            }
        }
    }
}
