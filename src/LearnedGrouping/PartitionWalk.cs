using System.Numerics;
using Quiver.Hamiltonians.Search;

namespace Quiver.LearnedGrouping;

/// <summary>
/// The grouping environment: terms in descending |c|, each placed in a compatible existing group or in the one next new
/// group. Every partition has exactly one trajectory, so the backward probability is 1.
/// </summary>
/// <remarks>One walk is one trajectory in the making; it is reused by <see cref="Reset"/> and belongs to one thread.</remarks>
internal sealed class PartitionWalk
{
    private readonly GroupingTask task;
    private readonly PartitionState state;
    private readonly List<ulong[]> fits = [];
    private readonly int words;
    private readonly int[] slots;
    private readonly double[] changes;
    private int step;
    private double cost;

    public PartitionWalk(GroupingTask task)
    {
        this.task = task;
        state = new PartitionState(task.Weights);
        words = (task.Count + 63) / 64;
        slots = new int[task.Count + 1];
        changes = new double[task.Count + 1];
        Features = new float[64 * CandidateFeatures.Count];
    }

    /// <summary>Number of candidates of the current step; the last one is the new group.</summary>
    public int Candidates { get; private set; }

    /// <summary>[Candidates, CandidateFeatures.Count] of the current step.</summary>
    public float[] Features { get; private set; }

    public bool IsDone => step == task.Count;

    /// <summary>S of the groups so far.</summary>
    public double Cost => cost;

    public int Groups => state.GroupCount;

    /// <summary>Group of every term of the finished trajectory, by order of creation.</summary>
    public ReadOnlySpan<int> Labels => state.Group;

    public void Reset()
    {
        Span<int> none = new int[task.Count];
        none.Fill(-1);
        state.Load(none);
        step = 0;
        cost = 0;
        foreach (var set in fits)
        {
            Array.Fill(set, ulong.MaxValue);
        }
    }

    /// <summary>Finds the candidates of the current term and the change of the partial log reward of each.</summary>
    public void Prepare(GroupingReward reward, Span<double> rewardChange)
    {
        var term = task.Order[step];
        var n = 0;
        var best = double.PositiveInfinity;
        for (var s = 0; s < state.Slots; s++)
        {
            if (state.Sizes[s] > 0 && state.Accepts(s, term))
            {
                slots[n] = s;
                changes[n] = state.InsertionCost(term, s);
                best = Math.Min(best, changes[n++]);
            }
        }

        slots[n] = state.EmptySlot();
        changes[n] = Math.Sqrt(task.Weights.Diagonal(term));
        best = Math.Min(best, changes[n++]);
        Candidates = n;
        while (fits.Count < state.Slots)
        {
            var set = new ulong[words];
            Array.Fill(set, ulong.MaxValue);
            fits.Add(set);
        }

        var before = reward.Log(cost, task.Rest(step), state.GroupCount);
        for (var k = 0; k < n; k++)
        {
            rewardChange[k] = reward.Log(cost + changes[k], task.Rest(step + 1), state.GroupCount + (k == n - 1 ? 1 : 0)) - before;
        }

        FillFeatures(term, best, reward);
    }

    /// <summary>Places the current term.</summary>
    public void Step(int candidate)
    {
        var term = task.Order[step];
        var slot = slots[candidate];
        if (state.Sizes[slot] == 0)
        {
            Array.Fill(fits[slot], ulong.MaxValue);
        }

        state.Insert(term, slot);
        cost += changes[candidate];
        var conflicts = task.ConflictByRank(step);
        var set = fits[slot];
        for (var w = 0; w < words; w++)
        {
            set[w] &= ~conflicts[w];
        }

        step++;
    }

    /// <summary>The candidate that leads to a given partition, by the labels of its terms.</summary>
    public int CandidateTowards(ReadOnlySpan<int> labels)
    {
        var term = task.Order[step];
        for (var r = 0; r < step; r++)
        {
            var other = task.Order[r];
            if (labels[other] == labels[term])
            {
                return Array.IndexOf(slots, state.Group[other], 0, Candidates);
            }
        }

        return Candidates - 1;
    }

    private void FillFeatures(int term, double best, GroupingReward reward)
    {
        if (Features.Length < Candidates * CandidateFeatures.Count)
        {
            Features = new float[2 * Candidates * CandidateFeatures.Count];
        }

        var context = new CandidateFeatures.StepContext
        {
            Terms = task.Count,
            Placed = step,
            Remaining = task.Count - step - 1,
            Groups = state.GroupCount,
            Candidates = Candidates,
            Beta = reward.Beta,
            Gamma = reward.Gamma,
            Magnitude = task.Magnitude(term),
            Deviation = task.RelativeDeviation(term),
            OwnDeviation = Math.Sqrt(task.Weights.Diagonal(term)),
            Cost = cost,
            BestCostChange = best,
        };
        for (var l = 0; l < CandidateFeatures.LookAhead && step + 1 + l < task.Count; l++)
        {
            var coming = task.Order[step + 1 + l];
            for (var s = 0; s < state.Slots; s++)
            {
                context.AheadHomes[l] += state.Sizes[s] > 0 && state.Accepts(s, coming) ? 1 : 0;
            }
        }

        var shared = Features.AsSpan(0, CandidateFeatures.Count);
        CandidateFeatures.FillShared(shared, context);
        var conflicts = task.ConflictByRank(step);
        for (var k = 0; k < Candidates; k++)
        {
            var row = Features.AsSpan(k * CandidateFeatures.Count, CandidateFeatures.Count);
            shared[..10].CopyTo(row);
            CandidateFeatures.FillCandidate(row, context, Describe(k, term, conflicts));
        }
    }

    private CandidateFeatures.CandidateContext Describe(int k, int term, ReadOnlySpan<ulong> conflicts)
    {
        var slot = slots[k];
        var isNew = k == Candidates - 1;
        var next = step + 1;
        ReadOnlySpan<ulong> set = fits[slot];
        int fit = 0, lost = 0;
        for (var w = next >> 6; w < words; w++)
        {
            var remaining = w == next >> 6 ? ulong.MaxValue << (next & 63) : ulong.MaxValue;
            if (w == words - 1 && (task.Count & 63) != 0)
            {
                remaining &= (1UL << (task.Count & 63)) - 1;
            }

            var here = isNew ? remaining : set[w] & remaining;
            fit += BitOperations.PopCount(here);
            lost += BitOperations.PopCount(here & conflicts[w]);
        }

        var result = new CandidateFeatures.CandidateContext
        {
            IsNew = isNew,
            CostChange = changes[k],
            Field = isNew ? 0 : state.Field(slot, term),
            Deviation = isNew ? 0 : Math.Sqrt(Math.Max(0, state.Variances[slot])),
            Size = state.Sizes[slot],
            Fits = fit,
            FitsLost = lost,
        };
        for (var l = 0; l < CandidateFeatures.LookAhead && next + l < task.Count; l++)
        {
            var r = next + l;
            var fitsNow = isNew || (set[r >> 6] >> (r & 63) & 1) != 0;
            result.Ahead[l] = !fitsNow ? 0 : (conflicts[r >> 6] >> (r & 63) & 1) == 0 ? 1 : -1;
            var coming = task.Order[r];
            var deviation = Math.Sqrt(task.Weights.Diagonal(coming)) + 1e-15;
            result.AheadField[l] = isNew ? 0 : (float)(state.Field(slot, coming) / (deviation * deviation));
            result.AheadCovariance[l] = (float)(
                task.Weights.Covariance(term, coming) / (deviation * (Math.Sqrt(task.Weights.Diagonal(term)) + 1e-15)));
        }

        return result;
    }
}
