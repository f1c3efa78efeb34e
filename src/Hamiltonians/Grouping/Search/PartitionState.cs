using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Quiver.Hamiltonians.Grouping.Search;

/// <summary>
/// A partition under change: inserting or removing a term costs one pass over a row, and the effect of any insertion
/// on the cost is known in constant time.
/// </summary>
/// <remarks>
/// For group g with members M: <c>field[g][j] = sum over k in M of w_jk</c> and
/// <c>conflicts[g][j] = number of k in M that conflict with j</c>, for every term j. The variance of the group is
/// <c>sum over j in M of field[g][j]</c>; inserting j makes it V + 2 field[g][j] + w_jj. The cost is
/// S = sum of sqrt(V); eps^2 M = S^2. Without a state w is diagonal, c^2, and S^2 is the state-free bound.
/// </remarks>
internal sealed class PartitionState
{
    private readonly PartitionWeights weights;
    private readonly List<double[]> fields = [];
    private readonly List<ushort[]> conflicts = [];
    private readonly List<double> variances = [];
    private readonly List<int> sizes = [];
    private readonly List<int> empty = [];
    private readonly List<int[]> members = [];
    private readonly int[] place;

    public PartitionState(PartitionWeights weights)
    {
        this.weights = weights;
        Group = new int[weights.Count];
        Array.Fill(Group, -1);
        place = new int[weights.Count];
    }

    /// <summary>Group slot of every term, -1 while it is out.</summary>
    public int[] Group { get; }

    /// <summary>Terms inserted or removed so far: a deterministic measure of work.</summary>
    public long Updates { get; private set; }

    /// <summary>Slots looked at by reinsertions so far: a deterministic measure of work.</summary>
    public long Scans { get; set; }

    /// <summary>Number of slots, empty ones included.</summary>
    public int Slots => sizes.Count;

    /// <summary>Number of groups with members.</summary>
    public int GroupCount => sizes.Count - empty.Count;

    /// <summary>Sum over groups of the square root of the variance.</summary>
    public double Cost
    {
        get
        {
            double sum = 0;
            foreach (var v in CollectionsMarshal.AsSpan(variances))
            {
                sum += Math.Sqrt(Math.Max(0, v));
            }

            return sum;
        }
    }

    public ReadOnlySpan<int> Sizes => CollectionsMarshal.AsSpan(sizes);

    public ReadOnlySpan<double> Variances => CollectionsMarshal.AsSpan(variances);

    /// <summary>The members of a slot, in no particular but a reproducible order.</summary>
    public ReadOnlySpan<int> Members(int slot) => members[slot].AsSpan(0, sizes[slot]);

    /// <summary>Sum of weighted covariances between a term and the members of a group.</summary>
    public double Field(int slot, int term) => fields[slot][term];

    /// <summary>Number of members of a group that conflict with a term.</summary>
    public int Conflicts(int slot, int term) => conflicts[slot][term];

    /// <summary>Whether every member of the group is compatible with the term.</summary>
    public bool Accepts(int slot, int term) => conflicts[slot][term] == 0;

    /// <summary>A slot without members, made when there is none.</summary>
    public int EmptySlot()
    {
        if (empty.Count > 0)
        {
            return empty[^1];
        }

        fields.Add(new double[weights.Count]);
        conflicts.Add(new ushort[weights.Count]);
        variances.Add(0);
        sizes.Add(0);
        members.Add(new int[8]);
        empty.Add(sizes.Count - 1);
        return sizes.Count - 1;
    }

    /// <summary>Change of S when a term outside all groups joins a slot.</summary>
    public double InsertionCost(int term, int slot)
    {
        var v = variances[slot];
        return Math.Sqrt(Math.Max(0, v + 2 * fields[slot][term] + weights.Diagonal(term))) - Math.Sqrt(Math.Max(0, v));
    }

    /// <summary>Change of S when a term leaves its group.</summary>
    public double RemovalCost(int term)
    {
        var slot = Group[term];
        var v = variances[slot];
        return Math.Sqrt(Math.Max(0, v - 2 * fields[slot][term] + weights.Diagonal(term))) - Math.Sqrt(Math.Max(0, v));
    }

    public void Insert(int term, int slot)
    {
        Updates++;
        if (sizes[slot] == 0)
        {
            empty.Remove(slot);
        }

        variances[slot] += 2 * fields[slot][term] + weights.Diagonal(term);
        AddRow(fields[slot], term, 1);
        CountConflicts(conflicts[slot], weights.ConflictBytes(term), add: true);
        var list = members[slot];
        if (sizes[slot] == list.Length)
        {
            Array.Resize(ref list, 2 * list.Length);
            members[slot] = list;
        }

        place[term] = sizes[slot];
        list[sizes[slot]++] = term;
        Group[term] = slot;
    }

    public void Remove(int term)
    {
        Updates++;
        var slot = Group[term];
        variances[slot] += weights.Diagonal(term) - 2 * fields[slot][term];
        AddRow(fields[slot], term, -1);
        CountConflicts(conflicts[slot], weights.ConflictBytes(term), add: false);
        Group[term] = -1;
        var last = members[slot][sizes[slot] - 1];
        members[slot][place[term]] = last;
        place[last] = place[term];
        if (--sizes[slot] == 0)
        {
            // Start again from exact zeros: nothing accumulates in a slot that empties.
            empty.Add(slot);
            variances[slot] = 0;
            Array.Clear(fields[slot]);
        }
    }

    /// <summary>Rebuilds everything from group labels; also wipes out accumulated rounding.</summary>
    public void Load(ReadOnlySpan<int> labels)
    {
        Array.Fill(Group, -1);
        empty.Clear();
        for (var s = sizes.Count - 1; s >= 0; s--)
        {
            sizes[s] = 0;
            variances[s] = 0;
            Array.Clear(fields[s]);
            Array.Clear(conflicts[s]);
            empty.Add(s);
        }

        var slotOf = new Dictionary<int, int>();
        for (var term = 0; term < labels.Length; term++)
        {
            if (labels[term] < 0)
            {
                continue;
            }

            if (!slotOf.TryGetValue(labels[term], out var slot))
            {
                slot = EmptySlot();
                slotOf.Add(labels[term], slot);
            }

            Insert(term, slot);
        }
    }

    private void AddRow(double[] field, int term, double sign)
    {
        if (weights.IsDiagonal)
        {
            field[term] += sign * weights.Diagonal(term);
            return;
        }

        TensorPrimitives.MultiplyAdd(weights.Row(term), sign, field, field);
    }

    private static void CountConflicts(ushort[] counts, ReadOnlySpan<byte> row, bool add)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + 32 <= row.Length; i += 32)
            {
                var (low, high) = Vector256.Widen(Vector256.Create(row[i..]));
                var a = Vector256.Create(counts.AsSpan(i));
                var b = Vector256.Create(counts.AsSpan(i + 16));
                (add ? a + low : a - low).CopyTo(counts.AsSpan(i));
                (add ? b + high : b - high).CopyTo(counts.AsSpan(i + 16));
            }
        }

        for (; i < row.Length; i++)
        {
            counts[i] = (ushort)(add ? counts[i] + row[i] : counts[i] - row[i]);
        }
    }
}
