using Quiver.Core.Randomness;
using Quiver.Hamiltonians.Grouping.Search;

namespace Quiver.LearnedGrouping;

/// <summary>
/// Rebuilds what a search move has destroyed by drawing from the policy: the same softmax of partial reward and learned
/// score as in a rollout, at the inverse temperature the search has reached, over the most promising groups.
/// </summary>
internal sealed class PolicyReinsertion : IReinsertion
{
    /// <summary>Candidates beyond this many, by change of S, are never drawn: the learned score is not evaluated for them.</summary>
    public const int Shortlist = 8;

    private readonly GroupingTask task;
    private readonly GroupingPolicy? policy;
    private readonly double totalDeviation;
    private readonly int[] slots = new int[Shortlist + 1];
    private readonly double[] changes = new double[Shortlist + 1];
    private readonly double[] weights = new double[Shortlist + 1];
    private readonly float[] scores = new float[Shortlist + 1];
    private readonly float[] features = new float[(Shortlist + 1) * CandidateFeatures.Count];

    /// <param name="task">The Hamiltonian.</param>
    /// <param name="policy">The trained policy; null draws by the partial reward alone.</param>
    public PolicyReinsertion(GroupingTask task, GroupingPolicy? policy)
    {
        this.task = task;
        this.policy = policy;
        totalDeviation = task.Rest(0);
    }

    public double Reinsert(PartitionState state, ReadOnlySpan<int> removed, double temperature, Random random)
    {
        double total = 0;
        for (var i = 0; i < removed.Length; i++)
        {
            var n = Candidates(state, removed[i]);
            var pick = n == 1 ? 0 : Draw(state, removed, i, n, temperature, random);
            total += changes[pick];
            state.Insert(removed[i], slots[pick]);
        }

        return total;
    }

    /// <summary>The new group and the <see cref="Shortlist"/> compatible groups with the smallest change of S, ascending.</summary>
    private int Candidates(PartitionState state, int term)
    {
        slots[0] = state.EmptySlot();
        changes[0] = state.InsertionCost(term, slots[0]);
        var n = 1;
        state.Scans += state.Slots;
        for (var s = 0; s < state.Slots; s++)
        {
            if (!state.Accepts(s, term) || state.Sizes[s] == 0)
            {
                continue;
            }

            var change = state.InsertionCost(term, s);
            if (n > Shortlist && change >= changes[n - 1])
            {
                continue;
            }

            var k = n > Shortlist ? n - 1 : n++;
            while (k > 1 && changes[k - 1] > change)
            {
                changes[k] = changes[k - 1];
                slots[k] = slots[k - 1];
                k--;
            }

            changes[k] = change;
            slots[k] = s;
        }

        return n;
    }

    private int Draw(PartitionState state, ReadOnlySpan<int> removed, int at, int n, double temperature, Random random)
    {
        // The search's Boltzmann factor exp(-dS / T) is the reward's R ~ S^(-2 beta) at beta = S / (2 T).
        double scale = 0;
        if (policy is not null)
        {
            var beta = totalDeviation / (2 * temperature);
            scale = PartitionSampler.Scale(beta);
            Fill(state, removed, at, n, beta);
            policy.Score(features.AsSpan(0, n * CandidateFeatures.Count), scores.AsSpan(0, n));
        }

        var top = double.NegativeInfinity;
        for (var k = 0; k < n; k++)
        {
            weights[k] = -changes[k] / temperature + (policy is null ? 0 : scale * scores[k]);
            top = Math.Max(top, weights[k]);
        }

        for (var k = 0; k < n; k++)
        {
            weights[k] = Math.Exp(weights[k] - top);
        }

        return InverseCdf.Draw<double>(weights.AsSpan(0, n), random.NextDouble());
    }

    private void Fill(PartitionState state, ReadOnlySpan<int> removed, int at, int n, double beta)
    {
        var term = removed[at];
        var left = removed[(at + 1)..];
        var best = changes[0];
        for (var k = 1; k < n; k++)
        {
            best = Math.Min(best, changes[k]);
        }

        var context = new CandidateFeatures.StepContext
        {
            Terms = task.Count,
            Placed = task.Count - left.Length - 1,
            Remaining = left.Length,
            Groups = state.GroupCount,
            Candidates = n,
            Beta = beta,
            Magnitude = task.Magnitude(term),
            Deviation = task.RelativeDeviation(term),
            OwnDeviation = Math.Sqrt(task.Weights.Diagonal(term)),
            Cost = totalDeviation / 4,
            BestCostChange = best,
        };
        for (var l = 0; l < Math.Min(left.Length, CandidateFeatures.LookAhead); l++)
        {
            for (var k = 1; k < n; k++)
            {
                context.AheadHomes[l] += state.Accepts(slots[k], left[l]) ? 1 : 0;
            }
        }

        var shared = features.AsSpan(0, CandidateFeatures.Count);
        CandidateFeatures.FillShared(shared, context);
        var row = task.Weights.ConflictBytes(term);
        for (var k = 0; k < n; k++)
        {
            var target = features.AsSpan(k * CandidateFeatures.Count, CandidateFeatures.Count);
            shared[..10].CopyTo(target);
            var slot = slots[k];
            var candidate = new CandidateFeatures.CandidateContext
            {
                IsNew = k == 0,
                CostChange = changes[k],
                Field = k == 0 ? 0 : state.Field(slot, term),
                Deviation = Math.Sqrt(Math.Max(0, state.Variances[slot])),
                Size = state.Sizes[slot],
            };
            for (var l = 0; l < left.Length; l++)
            {
                var fits = state.Accepts(slot, left[l]);
                candidate.Fits += fits ? 1 : 0;
                candidate.FitsLost += fits && row[left[l]] != 0 ? 1 : 0;
                if (l < CandidateFeatures.LookAhead)
                {
                    var deviation = Math.Sqrt(task.Weights.Diagonal(left[l])) + 1e-15;
                    candidate.Ahead[l] = !fits ? 0 : row[left[l]] == 0 ? 1 : -1;
                    candidate.AheadField[l] = k == 0 ? 0 : (float)(state.Field(slot, left[l]) / (deviation * deviation));
                    candidate.AheadCovariance[l] = (float)(task.Weights.Covariance(term, left[l]) / (deviation * (context.OwnDeviation + 1e-15)));
                }
            }

            CandidateFeatures.FillCandidate(target, context, candidate);
        }
    }
}
