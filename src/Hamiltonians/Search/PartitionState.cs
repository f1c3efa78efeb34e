using System.Numerics;
using System.Numerics.Tensors;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// A partition under change. The effect of any insertion or removal on the cost follows from look-ups; a change of a group
/// costs one pass over a row of weights and one of conflicts.
/// </summary>
/// <remarks>
/// <para>The field of term j in group g with members M is <c>sum over k in M, k != j, of w_jk</c>. Inserting j makes the
/// variance V + 2 field + w_jj, removing it V - 2 field - w_jj. The cost is S = sum of sqrt(V); eps^2 M = S^2. Without a
/// state w is diagonal, c^2, and S^2 is the state-free bound.</para>
/// <para>Fields are kept for every group and term, in float32 and over the term's own deviation, because a move looks at all
/// groups that may take a term: some fifty look-ups for every change, which costs one pass over a row. They are summed anew
/// before rounding adds up. Variances change by float64 sums of the exact covariances over the members.</para>
/// <para><c>conflicts[g][j]</c> counts the members of g that conflict with j; bit g of row j of the accepting groups is set
/// while it is 0.</para>
/// <para>Only the first <see cref="Active"/> terms take part; the tables of the others are not kept up until
/// <see cref="Activate"/> brings them in.</para>
/// </remarks>
internal sealed partial class PartitionState
{
    // Changes of a group after which its float32 sums are made anew: errors stay below 1e-5 of a weight.
    private const int MaxAge = 512;
    private readonly PartitionWeights weights;
    private readonly int[] place;
    private readonly List<int> empty = [];
    private int[][] members = [];
    private ushort[][] conflicts = [];
    private int[] sizes = [];
    private double[] variances = [];
    private double[] deviations = [];
    private float[][] fields = [];
    private int[] ages = [];
    private ulong[] occupied = [];
    private bool[] outside = [];
    private ulong[] accepts = [];

    public PartitionState(PartitionWeights weights)
    {
        this.weights = weights;
        Group = new int[weights.Count];
        Array.Fill(Group, -1);
        place = new int[weights.Count];
        Grow(64);
    }

    /// <summary>Group slot of every term, -1 while it is out.</summary>
    public int[] Group { get; }

    /// <summary>Number of terms that take part: those before this one.</summary>
    public int Active { get; private set; }

    /// <summary>Terms inserted or removed so far.</summary>
    public long Updates { get; private set; }

    /// <summary>Nanoseconds of the reference machine that these took: a deterministic measure of work.</summary>
    public double UpdateWork { get; private set; }

    /// <summary>Number of slots in use or used before, empty ones included.</summary>
    public int Slots { get; private set; }

    /// <summary>Number of groups with members, terms that stand outside the cap among them.</summary>
    public int GroupCount => Slots - empty.Count;

    /// <summary>Number of terms that found no place within the cap on groups: each alone in a slot that takes no other.</summary>
    public int OutsideCount { get; private set; }

    /// <summary>Words in one row of accepting groups.</summary>
    public int SlotWords { get; private set; }

    /// <summary>Sum over groups of the square root of the variance.</summary>
    public double Cost { get; private set; }

    public ReadOnlySpan<int> Sizes => sizes.AsSpan(0, Slots);

    public ReadOnlySpan<double> Variances => variances.AsSpan(0, Slots);

    /// <summary>Square roots of the variances.</summary>
    public ReadOnlySpan<double> Deviations => deviations.AsSpan(0, Slots);

    /// <summary>Whether a slot holds one term outside the cap and takes no other.</summary>
    public bool IsOutside(int slot) => outside[slot];

    /// <summary>Bits of the slots with members that take more.</summary>
    public ReadOnlySpan<ulong> Occupied => occupied;

    /// <summary>Bits of the slots whose members are all compatible with a term; empty slots among them.</summary>
    public ReadOnlySpan<ulong> Accepting(int term) => accepts.AsSpan(term * SlotWords, SlotWords);

    /// <summary>The members of a slot, in no particular but a reproducible order.</summary>
    public ReadOnlySpan<int> Members(int slot) => members[slot].AsSpan(0, sizes[slot]);

    /// <summary>Number of members of a group that conflict with a term.</summary>
    public int Conflicts(int slot, int term) => conflicts[slot][term];

    /// <summary>Whether every member of the group is compatible with the term.</summary>
    public bool Accepts(int slot, int term) => conflicts[slot][term] == 0;

    /// <summary>Sum of weighted covariances between a term and the other members of a group that are compatible with it.</summary>
    public double Field(int slot, int term) => weights.IsDiagonal ? 0 : fields[slot][term] * weights.Deviation(term);

    /// <summary>A slot without members, made when there is none.</summary>
    public int EmptySlot()
    {
        if (empty.Count == 0)
        {
            if (Slots == sizes.Length)
            {
                Grow(Slots + 64);
            }

            members[Slots] = new int[8];
            conflicts[Slots] = new ushort[weights.Count];
            fields[Slots] = weights.IsDiagonal ? [] : new float[weights.Count];
            (variances[Slots], deviations[Slots], ages[Slots]) = (0, 0, 0);
            empty.Add(Slots++);
        }

        return empty[^1];
    }

    /// <summary>One of several different slots without members.</summary>
    /// <param name="index">0 for the one that is taken next, 1 for another one, and so on.</param>
    public int EmptySlot(int index)
    {
        while (empty.Count <= index)
        {
            var first = empty.ToArray();
            empty.Clear();
            EmptySlot();
            empty.AddRange(first);
        }

        return empty[^(index + 1)];
    }

    /// <summary>Change of S when a term outside all groups joins a slot.</summary>
    public double InsertionCost(int term, int slot) =>
        Math.Sqrt(Math.Max(0, variances[slot] + 2 * Field(slot, term) + weights.Diagonal(term))) - deviations[slot];

    /// <summary>Change of S when a term leaves its group.</summary>
    public double RemovalCost(int term)
    {
        var slot = Group[term];
        return sizes[slot] == 1
            ? -deviations[slot]
            : Math.Sqrt(Math.Max(0, variances[slot] - 2 * Field(slot, term) - weights.Diagonal(term))) - deviations[slot];
    }

    /// <summary>Puts a term from outside all groups into a slot.</summary>
    /// <param name="term">The term.</param>
    /// <param name="slot">A slot that accepts it.</param>
    /// <param name="beyond">Whether the slot, an empty one, lies beyond the cap on groups and takes no other term.</param>
    public void Insert(int term, int slot, bool beyond = false)
    {
        CountUpdate();
        var size = sizes[slot];
        if (size == 0)
        {
            empty.Remove(slot);
            if (beyond)
            {
                outside[slot] = true;
                OutsideCount++;
            }
            else
            {
                occupied[slot >> 6] |= 1UL << (slot & 63);
            }
        }

        SetVariance(slot, variances[slot] + 2 * weights.Field(term, Members(slot)) + weights.Diagonal(term));
        var list = members[slot];
        if (size == list.Length)
        {
            Array.Resize(ref list, 2 * list.Length);
            members[slot] = list;
        }

        place[term] = size;
        list[size] = term;
        sizes[slot] = size + 1;
        Group[term] = slot;
        Update(slot, term, add: true);
    }

    public void Remove(int term)
    {
        CountUpdate();
        var slot = Group[term];
        Group[term] = -1;
        var size = --sizes[slot];
        var last = members[slot][size];
        members[slot][place[term]] = last;
        place[last] = place[term];
        if (size == 0)
        {
            // Start again from exact zeros: nothing accumulates in a slot that empties.
            empty.Add(slot);
            OutsideCount -= outside[slot] ? 1 : 0;
            outside[slot] = false;
            occupied[slot >> 6] &= ~(1UL << (slot & 63));
            SetVariance(slot, 0);
        }
        else
        {
            SetVariance(slot, variances[slot] - 2 * weights.Field(term, Members(slot)) - weights.Diagonal(term));
        }

        Update(slot, term, add: false);
    }

    /// <summary>Rebuilds everything from group labels, negative for terms outside all groups.</summary>
    /// <param name="labels">Group of every term.</param>
    /// <param name="active">Number of terms that take part; the labels of the others are not looked at.</param>
    public void Load(ReadOnlySpan<int> labels, int active = int.MaxValue)
    {
        Active = Math.Min(active, labels.Length);
        Cost = 0;
        Array.Fill(Group, -1);
        empty.Clear();
        Array.Clear(occupied);
        Array.Fill(accepts, ulong.MaxValue);
        for (var s = Slots - 1; s >= 0; s--)
        {
            sizes[s] = 0;
            variances[s] = 0;
            deviations[s] = 0;
            ages[s] = 0;
            Array.Clear(fields[s]);
            Array.Clear(conflicts[s]);
            empty.Add(s);
        }

        var slotOf = new Dictionary<int, int>();
        for (var term = 0; term < Active; term++)
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

        Refresh();
    }

    /// <summary>Renumbers the slots where most are empty: tables of few slots stay in the caches.</summary>
    public void Compact()
    {
        var needed = (GroupCount / 64 + 1) * 64;
        if (needed <= Slots - 64 || needed <= Slots / 2)
        {
            var labels = Group.ToArray();
            var beyond = Enumerable.Range(0, Active).Where(t => labels[t] >= 0 && outside[labels[t]]).ToArray();
            foreach (var t in beyond)
            {
                labels[t] = -1;
            }

            (Slots, SlotWords, OutsideCount) = (0, 0, 0);
            empty.Clear();
            (accepts, occupied, sizes, outside) = ([], [], [], []);
            Grow(needed);
            Load(labels, Active);
            foreach (var t in beyond)
            {
                Insert(t, EmptySlot(), beyond: true);
            }
        }
    }

    /// <summary>Brings more terms in, still outside all groups.</summary>
    /// <param name="active">Number of terms that take part from now on.</param>
    public void Activate(int active)
    {
        var from = Active;
        if (active <= from)
        {
            return;
        }

        Active = active;
        for (var s = 0; s < Slots; s++)
        {
            foreach (var m in Members(s))
            {
                AddRow(s, m, 1, from, active);
                CountConflicts(s, weights.Row(m), add: true, from, active);
            }
        }
    }

    /// <summary>Puts a term from outside where S + price (groups) grows least.</summary>
    /// <param name="term">A term outside all groups.</param>
    /// <param name="maxGroups">Most groups afterwards, but for terms outside the cap.</param>
    /// <param name="price">Price of a group.</param>
    /// <param name="outsidePrice">Price of a term outside the cap; infinite where none may be.</param>
    /// <returns>Whether there was a place.</returns>
    public bool Place(int term, int maxGroups = int.MaxValue, double price = 0, double outsidePrice = double.PositiveInfinity)
    {
        var slot = -1;
        var best = double.PositiveInfinity;
        var accepting = Accepting(term);
        for (var w = 0; w < accepting.Length; w++)
        {
            for (var bits = accepting[w] & occupied[w]; bits != 0; bits &= bits - 1)
            {
                var s = (w << 6) + BitOperations.TrailingZeroCount(bits);
                if (InsertionCost(term, s) is var cost && cost < best)
                {
                    (best, slot) = (cost, s);
                }
            }
        }

        var full = GroupCount - OutsideCount >= maxGroups;
        if (weights.Deviation(term) + (full ? outsidePrice : price) < best)
        {
            Insert(term, EmptySlot(), beyond: full);
            return true;
        }

        if (slot < 0)
        {
            return false;
        }

        Insert(term, slot);
        return true;
    }

    /// <summary>Sums all variances anew, so that rounding does not add up over millions of moves.</summary>
    public void Refresh()
    {
        for (var s = 0; s < Slots; s++)
        {
            SetVariance(s, weights.Variance(Members(s)));
        }

        Cost = TensorPrimitives.Sum<double>(deviations.AsSpan(0, Slots));
    }
}
