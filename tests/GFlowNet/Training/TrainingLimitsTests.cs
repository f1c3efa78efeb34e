using Quiver.Core.Runs;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Training;
using Quiver.GFlowNet.Tests.Objectives;
using Quiver.Tests;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class TrainingLimitsTests
{
    public static TheoryData<string> Ranges =>
    [
        "rate", "negative rate", "rate of log Z", "epsilon", "prefix", "temperature", "clip", "clip NaN", "average", "vargrad", "hidden", "batch", "layers",
    ];

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Trainer_ValueOutsideItsRange_IsRefusedWithTheRange(string what)
    {
        using var environment = new Hypergrid(2, 4);
        var options = new TrainingOptions { Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 8 } } };
        options = what switch
        {
            "rate" => options with { LearningRate = Schedule.Constant(double.PositiveInfinity) },
            "negative rate" => options with { LearningRate = new Schedule(ScheduleKind.Linear, 0.1, -0.1) },
            "rate of log Z" => options with { LogZLearningRate = Schedule.Constant(double.NaN) },
            "epsilon" => options with { Epsilon = Schedule.Constant(-0.5) },
            "prefix" => options with { PrefixNoise = Schedule.Constant(2) },
            "temperature" => options with { Temperature = Schedule.Constant(0) },
            "clip" => options with { ClipNorm = -1 },
            "clip NaN" => options with { ClipNorm = double.NaN },
            "average" => options with { WeightAverage = 1 },
            "vargrad" => options with { Objective = ObjectiveCases.Named("vargrad"), Batch = 1 },
            "hidden" => options with { Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 100_000 } } },
            "batch" => options with { Batch = int.MaxValue },
            _ => options with { Policy = new() { Trunk = new MlpTrunkOptions { Layers = -1 } } },
        };
        Assert.ThrowsAny<ArgumentException>(() => { _ = new GFlowNetTrainer(environment, options); });
    }

    [Theory]
    [InlineData("grid 100 6")]
    [InlineData("grid 64 2")]
    [InlineData("grid 20 10")]
    [InlineData("ising 8")]
    [InlineData("bits 16 16")]
    [InlineData("unordered 32 4")]
    [InlineData("partitions 30")]
    [InlineData("unknown")]
    public void Enumerate_TooMany_IsRefusedBeforeMemoryIsTaken(string what)
    {
        using var environment = Create(what);
        var before = GC.GetTotalAllocatedBytes();
        var live = Tensor.TotalCount;
        Assert.Contains("enumerated", Assert.Throws<InputException>(() => { StateGraph.Build(environment); }).Message, StringComparison.Ordinal);
        if (environment.StateCount is not null)
        {
            Assert.True(GC.GetTotalAllocatedBytes() - before < 100_000);
            Assert.InRange(Tensor.TotalCount, 0, live);
        }
    }

    [Theory]
    [InlineData("grid 2 5")]
    [InlineData("ising 2")]
    [InlineData("bits 6 2")]
    [InlineData("bits 6 6")]
    [InlineData("unordered 6 2")]
    [InlineData("partitions 1")]
    [InlineData("partitions 5")]
    public void StateCount_IsWhatEnumerationFinds(string what)
    {
        using var environment = Create(what);
        using var graph = StateGraph.Build(environment);
        Assert.Equal(environment.StateCount, graph.Count);
    }

    [Theory]
    [InlineData(4097, 2)]
    [InlineData(1, 2_000_000)]
    [InlineData(1000, 1002)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(0, 4)]
    [InlineData(4, 1)]
    public void Hypergrid_BeyondItsLimit_IsRefused(int dimensions, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new Hypergrid(dimensions, height); });

    [Theory]
    [InlineData(65)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Ising_BeyondItsLimit_IsRefused(int side) => Assert.Throws<ArgumentOutOfRangeException>(() => { _ = DiscreteEbm.Ising(side, 0.2); });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Ising_CouplingWithoutANumber_IsRefused(double coupling) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = DiscreteEbm.Ising(3, coupling); });

    [Theory]
    [InlineData(8, 4, 8, 3.0, 0, "1 to 5 modes")]
    [InlineData(8, 4, 0, 3.0, 0, "1 to 5 modes")]
    [InlineData(24, 4, 126, 3.0, 0, "1 to 125 modes")]
    [InlineData(7, 7, 200, 3.0, 0, "1 to 128 modes")]
    [InlineData(8, 4, 5, double.NaN, 0, "Beta")]
    [InlineData(8, 4, 5, -1.0, 0, "Beta")]
    [InlineData(8, 4, 5, 3.0, 9, "mode radius")]
    [InlineData(100_000, 4, 5, 3.0, 0, "1 to 16,384 bits")]
    [InlineData(8, 3, 5, 3.0, 0, "divide the 8 bits")]
    public void Bits_OutsideTheirRanges_AreRefusedInTruth(int bits, int word, int modes, double beta, int radius, string named)
    {
        var options = new BitSequenceRewardOptions(modes, beta, 0, radius);
        Assert.Contains(named, Assert.Throws<ArgumentOutOfRangeException>(() => { _ = new BitSequence(bits, word, options); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bits_AsManyModesAsThereAre_AreFound()
    {
        using var eight = new BitSequence(8, 4, new BitSequenceRewardOptions(5));
        using var seven = new BitSequence(7, 7, new BitSequenceRewardOptions(128));
        Assert.Equal((5L, 128L), (eight.Reward.ModeCount, seven.Reward.ModeCount));
    }

    [Fact]
    public void Run_ThatDivergesInItsLastUpdate_IsNotMeasuredOrSaved()
    {
        using var folder = new TemporaryFolder();
        using var environment = new Hypergrid(2, 6);
        using var trainer = new GFlowNetTrainer(environment, new TrainingOptions { Iterations = 1, LearningRate = Schedule.Constant(1e30), Policy = new() { Trunk = new MlpTrunkOptions { Hidden = 8 } } });
        var file = Path.Combine(folder.Path, "run.checkpoint");
        var error = Assert.Throws<TrainingDivergedException>(() => { TrainingRun.Run(trainer, new RunOptions { CheckpointFile = file }, cancellationToken: TestContext.Current.CancellationToken); });
        Assert.Contains("logit", error.Term, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    private static DiscreteEnvironment Create(string what)
    {
        var parts = what.Split(' ');
        int Number(int place) => int.Parse(parts[place], System.Globalization.CultureInfo.InvariantCulture);
        return parts[0] switch
        {
            "grid" => new Hypergrid(Number(1), Number(2)),
            "ising" => DiscreteEbm.Ising(Number(1), 0.2),
            "bits" => new BitSequence(Number(1), Number(2), new BitSequenceRewardOptions(2)),
            "unordered" => new UnorderedBitSequence(Number(1), Number(2), new BitSequenceRewardOptions(2)),
            "partitions" => new SetPartitions(Number(1), new FunctionReward(_ => 0)),
            _ => new Chain(),
        };
    }

    // Words over 30 letters; the environment does not know how many there are.
    private sealed class Chain() : StatewiseEnvironment(CPU, new FunctionReward(_ => 0))
    {
        public override string Name => "chain";

        public override int StateWidth => 12;

        public override int ActionCount => 31;

        public override int MaximumLength => 13;

        public override int TokenCount => 12;

        public override int Vocabulary => 12 * 31;

        public override long[] InitialState() => Enumerable.Repeat(-1L, 12).ToArray();

        public override void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
        {
            allowed[..30].Fill(state[^1] < 0);
            allowed[30] = true;
        }

        public override void BackwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
        {
            allowed.Clear();
            var place = state.IndexOf(-1) is var first && first < 0 ? state.Length : first;
            if (place > 0)
            {
                allowed[(int)state[place - 1]] = true;
            }
        }

        public override void Step(Span<long> state, int action) => state[state.IndexOf(-1)] = action;

        public override void StepBack(Span<long> state, int action) => state[(state.IndexOf(-1) is var first && first < 0 ? state.Length : first) - 1] = -1;

        public override void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
        {
            for (var i = 0; i < state.Length; i++)
            {
                tokens[i] = (i * 31) + 1 + (int)state[i];
            }
        }
    }

    public static TheoryData<string> PartNames => [.. Missing.Keys];

    private static readonly Dictionary<string, TrainingOptions> Missing = new(StringComparer.Ordinal)
    {
        ["Objective"] = new() { Objective = null! },
        ["Loss"] = new() { Loss = null! },
        ["Policy"] = new() { Policy = null! },
        ["Policy.Trunk"] = new() { Policy = new() { Trunk = null! } },
        ["LearningRate"] = new() { LearningRate = null! },
        ["LogZLearningRate"] = new() { LogZLearningRate = null! },
        ["Epsilon"] = new() { Epsilon = null! },
        ["Temperature"] = new() { Temperature = null! },
        ["PrefixNoise"] = new() { PrefixNoise = null! },
        ["Replay"] = new() { Replay = null! },
        ["LocalSearch"] = new() { LocalSearch = null! },
    };

    [Theory]
    [MemberData(nameof(PartNames))]
    public void Part_ThatIsNull_IsNamed(string name)
    {
        using var environment = new Hypergrid(2, 4);
        var fault = Assert.Throws<ArgumentException>(() => new GFlowNetTrainer(environment, Missing[name]).Dispose());
        Assert.Equal($"The option {name} of a training must not be null.", fault.Message);
    }

    [Fact]
    public void EveryPart_IsAmongThem() => Assert.Equal(
        typeof(TrainingOptions).GetProperties().Where(p => p.PropertyType.IsClass && p.Name != "EqualityContract").Select(p => p.Name)
            .Append("Policy.Trunk").Order(StringComparer.Ordinal),
        Missing.Keys.Order(StringComparer.Ordinal));
}
