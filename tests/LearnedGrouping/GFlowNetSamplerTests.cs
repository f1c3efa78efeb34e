using Quiver.Core.Runs;
using Quiver.GFlowNet.Torch;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Tests;
using Quiver.Hamiltonians.Tests.Grouping;
using Quiver.Tests;
using TorchSharp;

namespace Quiver.LearnedGrouping.Tests;

[Collection(TorchCollection.Name)]
public sealed class GFlowNetSamplerTests
{
    public GFlowNetSamplerTests() => TorchLibrary.Load();

    [Theory]
    [InlineData(8, 3, 2.0, 0.3, 2, GroupingObjective.TrajectoryBalance)]
    [InlineData(8, 2, 2.0, 0.0, 4, GroupingObjective.TrajectoryBalance)]
    [InlineData(7, 4, 5.0, 0.5, 3, GroupingObjective.LogPartitionVariance)]
    public void Train_FewTerms_SamplesInProportionToTheReward(int terms, int qubits, double beta, double gamma, int seed, GroupingObjective objective)
    {
        var problem = Problem(terms, qubits, seed);
        var task = new GroupingTask(problem);
        var reward = new GroupingReward(beta, gamma);
        using var trainer = new PolicyTrainer(new PolicyTrainingOptions { Objective = objective, LearningRate = 0.01, LogZLearningRate = 0.05, Seed = 1 }, TorchDevice.Select("cpu"));
        var before = TotalVariation(task, problem, GroupingPolicy.Untrained(), reward);
        var sampler = new PartitionSampler(task);
        const int Iterations = 700;
        for (var i = 0; i < Iterations; i++)
        {
            var policy = trainer.Policy();
            var batch = Enumerable.Range(0, 48).Select(k => sampler.Sample(policy, reward, k % 4 == 0 ? 0.5 : 1, new Random(i * 1000 + k), record: true)).ToArray();
            trainer.Step(batch, i < Iterations / 2 ? 1 : Math.Max(0.01, 2.0 * (Iterations - i) / Iterations));
        }

        var after = TotalVariation(task, problem, trainer.Policy(), reward);
        Assert.True(before > 0.1, $"the untrained policy is already within {before}");
        Assert.InRange(after, 0, 0.02);
    }

    [Fact]
    public void Train_RewardOfTheUsersOwn_SamplesInProportionToIt()
    {
        var problem = Problem(6, 3, 9);
        var task = new GroupingTask(problem);

        // Three groups are best, whatever they cost.
        var reward = new GroupingReward(1, 0) { Custom = g => -0.9 * Math.Abs(g.Count - 3) };
        using var trainer = new PolicyTrainer(new PolicyTrainingOptions { LearningRate = 0.01, Seed = 1 }, TorchDevice.Select("cpu"));
        var sampler = new PartitionSampler(task);
        for (var i = 0; i < 600; i++)
        {
            var policy = trainer.Policy();
            trainer.Step([.. Enumerable.Range(0, 48).Select(k => sampler.Sample(policy, reward, 1, new Random(i * 1000 + k), record: true))], i < 300 ? 1 : 2 * (600 - i) / 600.0);
        }

        Assert.InRange(TotalVariation(task, problem, trainer.Policy(), reward), 0, 0.02);
    }

    [Fact]
    public void Step_ManyTimes_LeavesNoTensorBehind()
    {
        var task = new GroupingTask(Problem(10, 3, 1));
        var sampler = new PartitionSampler(task);
        using var trainer = new PolicyTrainer(new PolicyTrainingOptions { Objective = GroupingObjective.ForwardLookingDetailedBalance }, TorchDevice.Select("cpu"));
        var reward = new GroupingReward(5, 0.1);
        void Step(int i) => trainer.Step([.. Enumerable.Range(0, 8).Select(k => sampler.Sample(trainer.Policy(), reward, 1, new Random(i * 8 + k), record: true))]);
        Step(0);
        Step(1);
        var live = torch.Tensor.TotalCount;
        for (var i = 2; i < 30; i++)
        {
            Step(i);
        }

        Assert.Equal(live, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Score_AgainstTheTorchNetwork_Agrees()
    {
        using var network = new PolicyNetwork(TorchDevice.Select("cpu"), 3);
        var random = new Random(5);

        // Train a little on noise, so that the output row is not zero.
        var features = Enumerable.Range(0, 50 * CandidateFeatures.Count).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        using (torch.NewDisposeScope())
        {
            for (var i = 0; i < 3; i++)
            {
                network.ZeroGradient();
                var loss = (network.Score(torch.tensor(features, [50, CandidateFeatures.Count])) - torch.ones(50)).abs().mean();
                loss.backward();
                network.Update(0.05, 0.05, 1);
            }

            var expected = network.Score(torch.tensor(features, [50, CandidateFeatures.Count])).detach().data<float>().ToArray();
            var actual = new float[50];
            network.Export().Score(features, actual);
            Assert.Contains(expected, e => Math.Abs(e) > 1e-3);
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(expected[i], actual[i], 1e-5f);
            }
        }
    }

    [Fact]
    public void Policy_SavedAndLoaded_ScoresTheSame()
    {
        using var network = new PolicyNetwork(TorchDevice.Select("cpu"), 3);
        var policy = network.Export();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "policy.json");
        policy.Save(path);
        Assert.Equal(policy.Weights().SelectMany(w => w), GroupingPolicy.Load(path).Weights().SelectMany(w => w));
        var error = Assert.Throws<InputException>(() => { GroupingPolicy.Load(folder.Write("bad.json", "{\"Kind\": 1}")); });
        Assert.Contains("this is not a grouping policy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Follow_SampledPartition_RetracesItsTrajectory()
    {
        var task = new GroupingTask(Problem(12, 3, 6));
        var sampler = new PartitionSampler(task);
        var reward = new GroupingReward(3, 0.2);
        for (var seed = 0; seed < 20; seed++)
        {
            var drawn = sampler.Sample(GroupingPolicy.Untrained(), reward, 1, new Random(seed), record: true);
            var followed = sampler.Follow(reward, drawn.Labels);
            Assert.Equal(drawn.Actions, followed.Actions);
            Assert.Equal(drawn.Features, followed.Features);
            Assert.Equal(drawn.LogRewardGain, followed.LogRewardGain, 1e-9);
        }
    }

    [Fact]
    public void Search_SameSeed_SameGroupingAndFront()
    {
        var problem = Problem(40, 4, 8);
        var options = new GFlowNetGroupingOptions { Budget = TimeSpan.FromSeconds(1), Seed = 3, TrainingShare = 0.2 };
        var first = new GFlowNetGrouper(options).Group(problem, null, TestContext.Current.CancellationToken);
        var second = new GFlowNetGrouper(options).Group(problem, null, TestContext.Current.CancellationToken);

        // A machine too slow for the budgeted work says so; then nothing is promised.
        Assert.SkipWhen(first.ClockBound || second.ClockBound, "the machine was too busy for the budgeted work");
        Assert.Equal(GroupingCost.Of(problem, first.Grouping), GroupingCost.Of(problem, second.Grouping));
        Assert.Equal(first.Grouping.Assignment.ToArray(), second.Grouping.Assignment.ToArray());
        Assert.NotEmpty(first.Front);
        Assert.Equal(first.Front.Select(g => string.Join(' ', g.Assignment.ToArray())), second.Front.Select(g => string.Join(' ', g.Assignment.ToArray())));
    }

    private static double TotalVariation(GroupingTask task, GroupingProblem problem, GroupingPolicy policy, GroupingReward reward)
    {
        var partitions = AllPartitions.Of(problem);
        var sampler = new PartitionSampler(task);
        var logRewards = partitions.ConvertAll(p =>
        {
            var cost = GroupingCost.Of(problem, MeasurementGrouping.FromLabels(p));
            return reward.Log(Math.Sqrt(cost.Epsilon2M!.Value), cost.Groups, p);
        });
        var top = logRewards.Max();
        var z = logRewards.Sum(r => Math.Exp(r - top));
        double distance = 0, total = 0;
        for (var i = 0; i < partitions.Count; i++)
        {
            var p = Math.Exp(sampler.LogProbability(policy, reward, partitions[i]));
            total += p;
            distance += Math.Abs(p - Math.Exp(logRewards[i] - top) / z);
        }

        Assert.Equal(1, total, 1e-6);
        return distance / 2;
    }

    private static GroupingProblem Problem(int terms, int qubits, int seed)
    {
        var sum = RandomPauli.Sum(qubits, terms, seed);
        var state = RandomPauli.State(qubits, seed, real: true);
        var basis = state.Keys.Order().ToArray();
        var covariance = new CovarianceBuilder(sum, basis, [.. basis.Select(b => state[b].Real)], null).Build(CancellationToken.None);
        return new GroupingProblem(sum, CommutationRule.FullyCommuting, covariance);
    }
}
