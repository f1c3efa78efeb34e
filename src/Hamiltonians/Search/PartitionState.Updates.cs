using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quiver.Hamiltonians.Search;

/// <summary>What one term more or less does to a group: its fields, conflicts, accepting bits and variance.</summary>
internal sealed partial class PartitionState
{
    private void SetVariance(int slot, double variance)
    {
        var deviation = Math.Sqrt(Math.Max(0, variance));
        Cost += deviation - deviations[slot];
        (variances[slot], deviations[slot]) = (variance, deviation);
    }

    private void CountUpdate()
    {
        Updates++;
        UpdateWork += WorkModel.UpdateNanoseconds(Active);
    }

    private void Grow(int capacity)
    {
        var count = weights.Count;
        var words = capacity / 64;
        var wider = new ulong[(long)count * words];
        Array.Fill(wider, ulong.MaxValue);
        for (var t = 0; t < count; t++)
        {
            accepts.AsSpan(t * SlotWords, SlotWords).CopyTo(wider.AsSpan(t * words));
        }

        (accepts, SlotWords) = (wider, words);
        Array.Resize(ref members, capacity);
        Array.Resize(ref conflicts, capacity);
        Array.Resize(ref fields, capacity);
        Array.Resize(ref sizes, capacity);
        Array.Resize(ref variances, capacity);
        Array.Resize(ref deviations, capacity);
        Array.Resize(ref ages, capacity);
        Array.Resize(ref occupied, words);
        Array.Resize(ref outside, capacity);
    }

    /// <summary>Brings the tables of a slot up to date after a term joined or left.</summary>
    private void Update(int slot, int term, bool add)
    {
        CountConflicts(slot, weights.Row(term), add, 0, Active);
        if (sizes[slot] > 0 && ++ages[slot] < MaxAge)
        {
            AddRow(slot, term, add ? 1 : -1, 0, Active);
            return;
        }

        ages[slot] = 0;
        if (!weights.IsDiagonal)
        {
            fields[slot].AsSpan(0, Active).Clear();
        }

        foreach (var m in Members(slot))
        {
            AddRow(slot, m, 1, 0, Active);
        }
    }

    /// <summary>Adds or subtracts one term's correlations in the fields of some terms.</summary>
    private void AddRow(int slot, int term, int sign, int from, int to)
    {
        if (weights.IsDiagonal)
        {
            return;
        }

        ref var row = ref MemoryMarshal.GetReference(weights.Row(term));
        ref var field = ref MemoryMarshal.GetArrayDataReference(fields[slot]);
        var step = sign * weights.Step(term);
        var i = from;
        if (Vector256.IsHardwareAccelerated)
        {
            var steps = Vector256.Create(step);
            var conflict = Vector256.Create(PartitionWeights.Conflict);
            for (; i + 16 <= to; i += 16)
            {
                var part = Vector256.LoadUnsafe(ref row, (nuint)i);
                var (low, high) = Vector256.Widen(Vector256.AndNot(part, Vector256.Equals(part, conflict)));
                var first = Vector256.LoadUnsafe(ref field, (nuint)i) + steps * Vector256.ConvertToSingle(low);
                var second = Vector256.LoadUnsafe(ref field, (nuint)i + 8) + steps * Vector256.ConvertToSingle(high);
                first.StoreUnsafe(ref field, (nuint)i);
                second.StoreUnsafe(ref field, (nuint)i + 8);
            }
        }

        for (; i < to; i++)
        {
            var r = Unsafe.Add(ref row, i);
            Unsafe.Add(ref field, i) += step * (r == PartitionWeights.Conflict ? 0 : r);
        }
    }

    /// <summary>Counts one term's conflicts with some terms in or out.</summary>
    private void CountConflicts(int slot, ReadOnlySpan<short> row, bool add, int from, int to)
    {
        var counts = conflicts[slot].AsSpan();
        ref var bits = ref accepts[slot >> 6];
        var bit = 1UL << (slot & 63);
        var words = SlotWords;
        var i = from;
        if (Vector256.IsHardwareAccelerated)
        {
            // A group that gets its first conflict with a term, or loses the last, changes the term's accepting groups.
            var edge = add ? Vector256<ushort>.One : Vector256<ushort>.Zero;
            var conflict = Vector256.Create(PartitionWeights.Conflict);
            for (; i + 16 <= to; i += 16)
            {
                var hit = Vector256.Equals(Vector256.Create(row.Slice(i, 16)), conflict).AsUInt16();
                var before = Vector256.Create<ushort>(counts.Slice(i, 16));
                var after = add ? before - hit : before + hit;
                after.CopyTo(counts[i..]);
                var changed = (Vector256.Equals(after, edge) & hit).ExtractMostSignificantBits();
                while (changed != 0)
                {
                    var j = i + BitOperations.TrailingZeroCount(changed);
                    changed &= changed - 1;
                    Unsafe.Add(ref bits, (nint)j * words) ^= bit;
                }
            }
        }

        for (; i < to; i++)
        {
            if (row[i] == PartitionWeights.Conflict)
            {
                counts[i] = (ushort)(add ? counts[i] + 1 : counts[i] - 1);
                if (counts[i] == (add ? 1 : 0))
                {
                    Unsafe.Add(ref bits, (nint)i * words) ^= bit;
                }
            }
        }
    }
}
