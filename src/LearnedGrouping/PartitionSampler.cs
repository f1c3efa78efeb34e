using Quiver.Core.Randomness;

namespace Quiver.LearnedGrouping;

/// <summary>
/// Draws partitions from a policy, or follows given ones. The action probabilities are the softmax of
/// (change of the partial log reward) + (1 + beta / 50) (network score). Tempering changes which candidate is
/// taken, never the probabilities that are scored.
/// </summary>
internal sealed class PartitionSampler
{
    /// <summary>How the network's score grows with beta, so that it speaks in units of cost.</summary>
    public const double ScoreScale = 50;

    private readonly GroupingTask task;
    private readonly PartitionWalk walk;
    private readonly List<float> features = [];
    private readonly List<float> changesTaken = [];
    private readonly List<int> counts = [];
    private readonly List<int> actions = [];
    private readonly double[] rewardChange;
    private readonly double[] probability;
    private readonly double[] drawn;
    private readonly float[] scores;

    public PartitionSampler(GroupingTask task)
    {
        this.task = task;
        walk = new PartitionWalk(task);
        rewardChange = new double[task.Count + 1];
        probability = new double[task.Count + 1];
        drawn = new double[task.Count + 1];
        scores = new float[task.Count + 1];
    }

    /// <summary>The score multiplier at a given beta.</summary>
    public static double Scale(double beta) => 1 + beta / ScoreScale;

    /// <summary>Draws a partition.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="reward">Weights of the reward.</param>
    /// <param name="tempering">Exponent of the action probabilities drawn from; 1 is the policy itself, less explores.</param>
    /// <param name="random">The generator.</param>
    /// <param name="record">Whether features are kept for training.</param>
    public Trajectory Sample(GroupingPolicy policy, GroupingReward reward, double tempering, Random random, bool record) =>
        Walk(policy, reward, record, _ => Draw(tempering, random));

    /// <summary>Follows the one trajectory of a given partition.</summary>
    public Trajectory Follow(GroupingReward reward, int[] labels) =>
        Walk(null, reward, record: true, _ => walk.CandidateTowards(labels));

    /// <summary>log P(partition) under the policy.</summary>
    public double LogProbability(GroupingPolicy policy, GroupingReward reward, int[] labels)
    {
        double sum = 0;
        Walk(policy, reward, record: false, _ =>
        {
            var a = walk.CandidateTowards(labels);
            sum += Math.Log(probability[a]);
            return a;
        });
        return sum;
    }

    private Trajectory Walk(GroupingPolicy? policy, GroupingReward reward, bool record, Func<int, int> choose)
    {
        walk.Reset();
        features.Clear();
        changesTaken.Clear();
        counts.Clear();
        actions.Clear();
        for (var step = 0; !walk.IsDone; step++)
        {
            walk.Prepare(reward, rewardChange);
            if (policy is not null)
            {
                Probabilities(policy, reward);
            }

            var action = choose(step);
            if (record)
            {
                features.AddRange(walk.Features.AsSpan(0, walk.Candidates * CandidateFeatures.Count));
                for (var k = 0; k < walk.Candidates; k++)
                {
                    changesTaken.Add((float)rewardChange[k]);
                }

                counts.Add(walk.Candidates);
                actions.Add(action);
            }

            walk.Step(action);
        }

        return new Trajectory
        {
            Features = record ? [.. features] : [],
            RewardChanges = record ? [.. changesTaken] : [],
            Counts = [.. counts],
            Actions = [.. actions],
            Labels = walk.Labels.ToArray(),
            Cost = walk.Cost,
            Groups = walk.Groups,
            LogRewardGain = reward.Log(walk.Cost, walk.Groups, walk.Labels) - reward.Log(0, task.Rest(0), 0),
            Reward = reward,
        };
    }

    private void Probabilities(GroupingPolicy policy, GroupingReward reward)
    {
        var n = walk.Candidates;
        policy.Score(walk.Features.AsSpan(0, n * CandidateFeatures.Count), scores.AsSpan(0, n));
        var scale = Scale(reward.Beta);
        var top = double.NegativeInfinity;
        for (var k = 0; k < n; k++)
        {
            probability[k] = rewardChange[k] + scale * scores[k];
            top = Math.Max(top, probability[k]);
        }

        double sum = 0;
        for (var k = 0; k < n; k++)
        {
            probability[k] = Math.Exp(probability[k] - top);
            sum += probability[k];
        }

        for (var k = 0; k < n; k++)
        {
            probability[k] /= sum;
        }
    }

    private int Draw(double tempering, Random random)
    {
        var n = walk.Candidates;
        for (var k = 0; k < n; k++)
        {
            drawn[k] = tempering == 1 ? probability[k] : Math.Pow(probability[k], tempering);
        }

        return InverseCdf.Draw<double>(drawn.AsSpan(0, n), random.NextDouble());
    }
}
