using Quiver.Core.Runs;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Environments;

[Collection(TorchCollection.Name)]
public sealed class WordTests
{
    [Fact]
    public void Chains_HaveTwoParentsEach_WithoutTheLastAndWithoutTheFirstLetter()
    {
        using var environment = (WordSequence)SmallEnvironments.Create("chains");
        using var graph = StateGraph.Build(environment);
        var allowed = new bool[environment.ActionCount - 1];
        for (var i = 0; i < graph.Count; i++)
        {
            var word = SmallEnvironments.Row(graph.States, i);
            var written = word.Count(l => l >= 0);
            environment.BackwardMask(word, allowed);
            var parents = Enumerable.Range(0, allowed.Length).Where(a => allowed[a]).Select(a =>
            {
                var parent = (long[])word.Clone();
                environment.StepBack(parent, a);
                return string.Join(' ', parent);
            }).ToArray();
            var letters = word.Take(written).ToArray();
            string Text(IEnumerable<long> some) => string.Join(' ', some.Concat(Enumerable.Repeat(-1L, 4)).Take(4));
            Assert.Equal(written == 0 ? [] : written == 1 ? [Text([])] : new[] { Text(letters[..^1]), Text(letters[1..]) }, parents);
        }
    }

    [Theory]
    [InlineData("words")]
    [InlineData("chains")]
    public void Rows_OfUnfinishedWords_AreAllDifferent(string name)
    {
        using var environment = (WordSequence)SmallEnvironments.Create(name);
        using var graph = StateGraph.Build(environment);
        Assert.Equal(41, environment.RowCount);
        var rows = environment.Rows(graph.States).data<long>().ToArray();
        Assert.Equal(Enumerable.Range(0, 41).Select(i => (long)i), rows.Distinct().Order());
        Assert.Equal(81, rows.Count(r => r == 40));
    }

    [Theory]
    [InlineData("words")]
    [InlineData("chains")]
    public void Table_WalksInPlainMemoryAsByTensors_AndLearnsNoise(string name)
    {
        set_num_threads(1);
        using var environment = SmallEnvironments.Create(name);
        var options = new TrainingOptions
        {
            Iterations = 1500,
            Batch = 64,
            LearningRate = new Schedule(ScheduleKind.Cosine, 2e-2, 1e-5),
            Policy = new PolicyOptions { Trunk = new MlpTrunkOptions { Hidden = 8, Layers = 1 }, Table = true },
            Seed = 2,
        };
        using var trainer = new GFlowNetTrainer(environment, options);
        for (var i = 0; i < options.Iterations; i++)
        {
            trainer.Step();
        }

        var (fast, slow) = (new ForwardSampler(environment, trainer.Policy), new ForwardSampler(environment, trainer.Policy) { TensorsOnly = true });
        Assert.True(trainer.Policy.Host!.HasTable);
        using var a = fast.Sample(500, new Core.Randomness.CounterRandom(3));
        using var b = slow.Sample(500, new Core.Randomness.CounterRandom(3));
        Assert.True(a.Actions.eq(b.Actions).all().item<bool>());
        Assert.InRange(DistributionComparison.Exact(environment, trainer.Policy).TotalVariation, 0, 0.01);
    }

    [Fact]
    public void Table_WhereStatesHaveNoNumbers_IsRefused()
    {
        using var environment = SmallEnvironments.Create("grid");
        Assert.Contains("numbers its states", Assert.Throws<ArgumentException>(() => new PolicyNetwork(environment, new PolicyOptions { Table = true }, PolicyParts.Forward, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfWords_IsReadInAnyOrder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("t.csv", "word,y\nba,3\naa,1\nbb,4\nab,2\n");
        var table = WordTable.Read(Path.Combine(folder.Path, "t.csv"), "ab", 2, "y");
        Assert.Equal([1, 2, 3, 4], table.Values);
        using var reward = table.Reward(y => y * y, modeShare: 0.5);
        using var all = tensor(new long[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
        Assert.Equal(2, reward.ModeCount);
        Assert.Equal([false, false, true, true], reward.IsMode(all)!.data<bool>().ToArray());
        using var state = tensor(new long[,] { { 1, 0 } });
        Assert.Equal(Math.Log(9), reward.LogReward(state, null).item<double>(), 1e-12);
    }

    [Theory]
    [InlineData("word,z\naa,1\n", ":1: ", "column")]
    [InlineData("word,y\naa,1\nab,2\nba,3\n", "", "1 of the 4 words are missing")]
    [InlineData("word,y\naa,1\nac,2\n", ":3: ", "no word of 2 letters")]
    [InlineData("word,y\naa,1\naa,2\n", ":3: ", "second time")]
    [InlineData("word,y\naa,x\n", ":2: ", "number")]
    [InlineData("", ":1: ", "columns")]
    public void Table_WithAFault_NamesIt(string text, string place, string fault)
    {
        using var folder = new TemporaryFolder();
        folder.Write("t.csv", text);
        var message = Assert.Throws<InputException>(() => WordTable.Read(Path.Combine(folder.Path, "t.csv"), "ab", 2, "y")).Message;
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1, 0.5)]
    [InlineData(0.2, 1.5)]
    [InlineData(0, 0)]
    public void TfBind8_OfValuesThatAreNotScaled_IsRefused(double least, double most) =>
        Assert.Contains("Values from 0 to 1", Assert.Throws<InputException>(() =>
            WordBenchmarks.TfBind8(new WordTable(WordBenchmarks.Nucleotides, 1, [least, most, least, most]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Benchmarks_HaveTheFieldsRewards()
    {
        var path = SharedData.Require("gflownet", "tfbind8.csv.gz");
        using var words = WordBenchmarks.TfBind8(WordTable.Read(path, WordBenchmarks.Nucleotides, 8, "normalised"));
        using var graph = StateGraph.Build(words);
        Assert.Equal(65_536, graph.Terminals.Length);
        var rewards = ExactDistribution.LogRewards(graph, words);
        Assert.Equal(Math.Log(10), rewards.Max(), 1e-9);
        Assert.InRange(words.Reward.ModeCount, 328, 340);
        Assert.True(rewards.Min() >= Math.Log(1e-3) - 1e-12);

        using var chains = WordBenchmarks.Qm9Strings(WordTable.Read(SharedData.Require("gflownet", "qm9str_rewards.csv.gz"), WordBenchmarks.BlockDigits, 5, "reward"));
        using var five = tensor(new long[,] { { 0, 0, 0, 0, 0 } });
        Assert.Equal(177_156, chains.StateCount);
        Assert.True(double.IsFinite(chains.LogReward(five).item<double>()));
    }
}
