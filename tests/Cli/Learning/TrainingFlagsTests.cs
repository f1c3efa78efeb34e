using System.CommandLine;
using Quiver.Cli.Learning;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;

namespace Quiver.Cli.Tests.Learning;

/// <summary>Every flag of a training sets the option that it names, and is refused where that option would have no effect.</summary>
public sealed class TrainingFlagsTests
{
    private static readonly Dictionary<string, Func<ExperimentSettings, bool>> Flags = new(StringComparer.Ordinal)
    {
        ["--objective vargrad"] = s => s.Training.Objective is LogPartitionVariance,
        ["--loss huber:2"] = s => s.Training.Loss is HuberLoss { Delta: 2 },
        ["--iterations 7"] = s => s.Training.Iterations == 7,
        ["--batch 5"] = s => s.Training.Batch == 5,
        ["--seeds 3"] = s => s.Seeds == 3,
        ["--seed -4"] = s => s.Training.Seed == -4,
        ["--lr 0.1:0.01"] = s => s.Training.LearningRate == new Schedule(ScheduleKind.Linear, 0.1, 0.01),
        ["--lr-logz 0.3"] = s => s.Training.LogZLearningRate == Schedule.Constant(0.3),
        ["--clip 0"] = s => s.Training.ClipNorm == 0,
        ["--epsilon cosine:1:0:50"] = s => s.Training.Epsilon == new Schedule(ScheduleKind.Cosine, 1, 0, 50),
        ["--temperature 2"] = s => s.Training.Temperature == Schedule.Constant(2),
        ["--prefix-noise 0.5"] = s => s.Training.PrefixNoise == Schedule.Constant(0.5),
        ["--prefix-length 9 --prefix-noise 0.5"] = s => s.Training.PrefixLength == 9,
        ["--replay diverse"] = s => s.Training.Replay.Kind == ReplayKind.Diverse,
        ["--replay-capacity 33 --replay uniform"] = s => s.Training.Replay.Capacity == 33,
        ["--replay-batch 3 --replay uniform"] = s => s.Training.Replay.Batch == 3,
        ["--updates 4"] = s => s.Training.Updates == 4,
        ["--local-search 2"] = s => s.Training.LocalSearch.Rounds == 2,
        ["--local-search-depth 5 --local-search 1"] = s => s.Training.LocalSearch.Depth == 5,
        ["--policy transformer"] = s => s.Training.Policy.Trunk is TransformerTrunkOptions { Layers: 2, Hidden: 256 },
        ["--pointer"] = s => s.Training.Policy.Pointer,
        ["--table"] = s => s.Training.Policy.Table,
        ["--layers 3"] = s => s.Training.Policy.Trunk is MlpTrunkOptions { Layers: 3 },
        ["--hidden 12 --policy set"] = s => s.Training.Policy.Trunk is SetTrunkOptions { Hidden: 12 },
        ["--separate-trunks --objective db"] = s => !s.Training.Policy.SharedTrunk,
        ["--backward tied"] = s => s.Training.Policy.Backward == BackwardPolicyKind.Tied,
        ["--weight-average 0.99"] = s => s.Training.WeightAverage == 0.99,
        ["--device cpu"] = s => s.Device is "cpu",
        ["--threads 2"] = s => s.Threads == 2,
        ["--samples 100"] = s => s.Samples == 100,
        ["--held 50"] = s => s.Held == 50,
        ["--evaluate-every 11"] = s => s.EvaluateEvery == 11,
        ["--stop-at 0.25"] = s => s.StopAt == 0.25,
        ["--patience 6"] = s => s.Patience == 6,
        ["--out folder"] = s => s.Output is "folder",
        ["--checkpoint-every 8 --out folder"] = s => s.CheckpointEvery == 8,
        ["--resume --out folder"] = s => s.Resume,
        ["--tensorboard --out folder"] = s => s.TensorBoard,
        ["--json file"] = s => s.Json is "file",
    };

    public static TheoryData<string> Texts => [.. Flags.Keys];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Read_Flag_SetsItsOption(string text)
    {
        Assert.True(Flags[text](Read(text)), "the option is not set");
        Assert.False(Flags[text](Read(string.Empty)), "the option is set without the flag");
    }

    [Fact]
    public void EveryFlag_IsAmongThem()
    {
        var command = new Command("train");
        new TrainingFlags().AddTo(command);
        Assert.Equal(command.Options.Select(o => o.Name).Order(StringComparer.Ordinal), Flags.Keys.Select(k => k.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--prefix-length 9", "--prefix-length has no effect without --prefix-noise")]
    [InlineData("--replay-capacity 9", "--replay-capacity has no effect without --replay")]
    [InlineData("--replay-batch 9", "--replay-batch has no effect without --replay")]
    [InlineData("--local-search-depth 9", "--local-search-depth has no effect without --local-search")]
    [InlineData("--separate-trunks", "--separate-trunks has no effect with --objective tb, which learns no state flow")]
    [InlineData("--lr-logz 0.3 --objective vargrad", "--lr-logz has no effect with --objective vargrad, which learns no log Z")]
    [InlineData("--lr-logz 0.3 --objective mdb", "--lr-logz has no effect with --objective mdb, which learns no log Z")]
    [InlineData("--checkpoint-every 9", "--checkpoint-every has no effect without --out")]
    [InlineData("--resume", "--resume and --tensorboard need --out FOLDER.")]
    [InlineData("--batch 1 --objective vargrad", "--batch must be at least 2 for --objective vargrad")]
    [InlineData("--policy cnn", "--policy does not know 'cnn': use mlp, embedding, set, transformer or causal-transformer.")]
    [InlineData("--objective tb:2", "There is no objective 'tb:2'")]
    [InlineData("--loss cubed", "'cubed' is not a loss")]
    public void Read_FlagWithoutEffectOrMeaning_IsRefused(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static ExperimentSettings Read(string text)
    {
        var command = new Command("train");
        var flags = new TrainingFlags();
        flags.AddTo(command);
        var parsed = command.Parse(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(parsed.Errors);
        return flags.Read(parsed);
    }
}
