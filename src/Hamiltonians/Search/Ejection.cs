using System.Numerics;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// One ejection: a term joins a group, the members that conflict with it are thrown out and each is put into a group that
/// accepts it. The exact change of S is worked out from look-ups; the partition changes only in <see cref="Perform"/>.
/// </summary>
internal sealed class Ejection(PartitionWeights weights, PartitionState state, SearchRandom random)
{
    /// <summary>Most members that one move throws out.</summary>
    public const int MaxEjected = 8;

    private readonly int[] ejected = new int[MaxEjected];
    private readonly int[] destination = new int[MaxEjected];
    private readonly bool[] beyond = new bool[MaxEjected];
    private int[] slots = new int[64];
    private double[] changes = new double[64];
    private int term;
    private int source;
    private int target;
    private int count;
    private ulong touched;
    private double sourceVariance;

    /// <summary>Groups looked at so far: a deterministic measure of work.</summary>
    public long Looked { get; set; }

    /// <summary>Moves that <see cref="Filter"/> gave up before anything was worked out.</summary>
    public long Skipped { get; set; }

    /// <summary>Which moves are worked out; null for all.</summary>
    public EjectionFilter? Filter { get; init; }

    /// <summary>S / N, the unit of the filter's temperatures.</summary>
    public double Unit { get; init; } = 1;

    /// <summary>Change of S + price (groups) of the move last evaluated.</summary>
    public double Change { get; private set; }

    /// <summary>What was left to the members of the move last evaluated: how far they may raise S at most, in temperatures.</summary>
    public double Allowance { get; private set; }

    /// <summary>Draws where the ejected members go and decides on the move.</summary>
    /// <param name="moved">The term that joins the target.</param>
    /// <param name="to">A group with members, other than the term's own.</param>
    /// <param name="conflicts">Its members that conflict with the term, 1 to <see cref="MaxEjected"/>.</param>
    /// <param name="temperature">Temperature of the draws, in units of S.</param>
    /// <param name="limit">The largest change that is accepted.</param>
    /// <param name="price">Price of a group, in units of S.</param>
    /// <param name="maxGroups">Most groups afterwards, but for terms outside the cap.</param>
    /// <param name="outsidePrice">Price of a term outside the cap, in units of S; infinite where none may be.</param>
    /// <returns>Whether the change is at most the limit.</returns>
    public bool Evaluate(
        int moved, int to, int conflicts, double temperature, double limit, double price, int maxGroups, double outsidePrice)
    {
        (term, target, source, count) = (moved, to, state.Group[moved], conflicts);
        var sourceAlone = state.Sizes[source] == 1;
        sourceVariance = sourceAlone ? 0 : Math.Max(0, state.Variances[source] - 2 * state.Field(source, term) - weights.Diagonal(term));
        var change = Math.Sqrt(sourceVariance) - state.Deviations[source]
            - (state.IsOutside(source) ? outsidePrice : sourceAlone ? price : 0);

        // Before any member is looked at: what the limit leaves to those that are thrown out.
        var variance = state.Variances[target] + 2 * state.Field(target, term) + weights.Diagonal(term);
        Allowance = (limit - change - Math.Sqrt(Math.Max(0, variance)) + state.Deviations[target]) / temperature;
        if (Filter is not null && !Filter.Passes(temperature / Unit, conflicts, Allowance, random))
        {
            Skipped++;
            return false;
        }

        FindEjected();

        // V' = V + 2 f(t) + w_tt - sum over i of (2 (f(m_i) - sum over q < i of w(m_i, m_q)) + w(m_i, m_i)); t and m_i conflict.
        double rest = 0;
        for (var i = 0; i < count; i++)
        {
            var m = ejected[i];
            var field = state.Field(target, m);
            for (var q = 0; q < i; q++)
            {
                field -= weights.Weight(m, ejected[q]);
            }

            variance -= 2 * field + weights.Diagonal(m);
            rest += weights.Deviation(m);
        }

        change += Math.Sqrt(Math.Max(0, variance)) - state.Deviations[target];
        touched = 0;
        var groups = state.GroupCount - state.OutsideCount - (sourceAlone && !state.IsOutside(source) ? 1 : 0);
        var opened = 0;
        for (var i = 0; i < count; i++)
        {
            // A member lowers the deviation of the group it joins by at most its own.
            if (change - rest > limit)
            {
                return false;
            }

            var full = groups >= maxGroups;
            var n = Candidates(i, sourceAlone, full ? outsidePrice : price);
            if (n == 0)
            {
                return false;
            }

            var pick = n == 1 ? 0 : Draw(n, temperature);
            change += changes[pick];
            rest -= weights.Deviation(ejected[i]);
            beyond[i] = false;
            if (slots[pick] < 0)
            {
                slots[pick] = state.EmptySlot(opened++);
                beyond[i] = full;
                groups += full ? 0 : 1;
            }

            destination[i] = slots[pick];
            touched |= 1UL << (slots[pick] & 63);
        }

        Change = change;
        return change <= limit;
    }

    /// <summary>Carries out the move last evaluated.</summary>
    public void Perform()
    {
        state.Remove(term);
        for (var i = 0; i < count; i++)
        {
            state.Remove(ejected[i]);
        }

        state.Insert(term, target);
        for (var i = 0; i < count; i++)
        {
            state.Insert(ejected[i], destination[i], beyond[i]);
        }
    }

    /// <summary>The conflicting members, by descending |c|.</summary>
    private void FindEjected()
    {
        var row = weights.Row(term);
        var n = 0;
        foreach (var member in state.Members(target))
        {
            if (row[member] == PartitionWeights.Conflict)
            {
                var k = n++;
                while (k > 0 && weights.Rank(ejected[k - 1]) > weights.Rank(member))
                {
                    ejected[k] = ejected[k - 1];
                    k--;
                }

                ejected[k] = member;
                if (n == count)
                {
                    return;
                }
            }
        }
    }

    private int Candidates(int i, bool sourceAlone, double opening)
    {
        var m = ejected[i];
        var accepting = state.Accepting(m);
        var occupied = state.Occupied;
        if (slots.Length < 64 * accepting.Length + 2)
        {
            slots = new int[64 * accepting.Length + 2];
            changes = new double[slots.Length];
        }

        var n = 0;
        var own = weights.Diagonal(m);
        var variances = state.Variances;
        var deviations = state.Deviations;
        for (var w = 0; w < accepting.Length; w++)
        {
            var bits = accepting[w] & occupied[w];
            if (w == target >> 6)
            {
                bits &= ~(1UL << (target & 63));
            }

            while (bits != 0)
            {
                var slot = (w << 6) + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                if (slot == source)
                {
                    if (!sourceAlone)
                    {
                        Consider(i, slot, ref n);
                    }
                }
                else if ((touched >> (slot & 63) & 1) != 0)
                {
                    Consider(i, slot, ref n);
                }
                else
                {
                    slots[n] = slot;
                    changes[n++] = Math.Sqrt(Math.Max(0, variances[slot] + 2 * state.Field(slot, m) + own)) - deviations[slot];
                }
            }
        }

        // The source accepts a member too if the term that left was its only conflict.
        if (!sourceAlone && state.Conflicts(source, m) == 1 && weights.Conflicts(m, term))
        {
            Consider(i, source, ref n);
        }

        if (double.IsFinite(opening))
        {
            slots[n] = -1;
            changes[n++] = weights.Deviation(m) + opening;
        }

        Looked += n;
        return n;
    }

    /// <summary>A group that the move itself changes: the source, or one that earlier members joined.</summary>
    private void Consider(int i, int slot, ref int n)
    {
        var m = ejected[i];
        var variance = slot == source ? sourceVariance : state.Variances[slot];
        var field = state.Field(slot, m);
        if (slot == source)
        {
            field -= weights.Weight(m, term);
        }

        for (var q = 0; q < i; q++)
        {
            if (destination[q] != slot)
            {
                continue;
            }

            if (weights.Conflicts(m, ejected[q]))
            {
                return;
            }

            var other = ejected[q];
            var otherField = state.Field(slot, other) - (slot == source ? weights.Weight(other, term) : 0);
            for (var z = 0; z < q; z++)
            {
                otherField += destination[z] == slot ? weights.Weight(other, ejected[z]) : 0;
            }

            field += weights.Weight(m, other);
            variance += 2 * otherField + weights.Diagonal(other);
        }

        slots[n] = slot;
        changes[n++] = Math.Sqrt(Math.Max(0, variance + 2 * field + weights.Diagonal(m))) - Math.Sqrt(Math.Max(0, variance));
    }

    private int Draw(int n, double temperature)
    {
        var lowest = double.PositiveInfinity;
        for (var k = 0; k < n; k++)
        {
            lowest = Math.Min(lowest, changes[k]);
        }

        double sum = 0;
        var u = random.Unit();
        var pick = -1;
        for (var k = 0; k < n; k++)
        {
            var above = (changes[k] - lowest) / temperature;
            if (above < 36)
            {
                // One pass: candidate k takes over with probability e^-above / (sum so far), by the same u stretched anew.
                var weight = Math.Exp(-above);
                sum += weight;
                var chance = weight / sum;
                if (u < chance)
                {
                    pick = k;
                    u /= chance;
                }
                else
                {
                    u = (u - chance) / (1 - chance);
                }
            }
        }

        return pick;
    }
}
