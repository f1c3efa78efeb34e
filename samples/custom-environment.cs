#:project ../src/GFlowNet/GFlowNet.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// A new environment in one file: packings of a knapsack. A state says which items are in; an action puts one more in, as
// long as it fits; the exit closes the sack. R(x) = exp(value / temperature), so good packings are drawn often and all of
// them sometimes. Run: dotnet run samples/custom-environment.cs [-- --tiny]
using System.Globalization;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Training;
using static TorchSharp.torch;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var device = TorchDevice.Select("cpu");
using var sack = new Knapsack([4, 3, 5, 6, 2, 7, 3, 4], [5, 4, 7, 9, 2, 10, 3, 6], capacity: 14, temperature: 2, device);
using var trainer = new GFlowNetTrainer(sack, new TrainingOptions { Objective = new SubTrajectoryBalance(), Iterations = args.Contains("--tiny") ? 100 : 1500, Batch = 32 });
while (trainer.Iteration < trainer.Options.Iterations)
{
    var step = trainer.Step();
    if (step.Iteration % 500 == 0)
    {
        Console.WriteLine($"iteration {step.Iteration}: loss {step.Loss:G3}, log Z {step.LogZ:F3}");
    }
}

// The space is small enough to know the truth.
using var graph = StateGraph.Build(sack);
var logRewards = ExactDistribution.LogRewards(graph, sack);
var comparison = DistributionComparison.Of(ExactDistribution.OfPolicy(graph, sack, trainer.Policy), ExactDistribution.OfReward(logRewards));
Console.WriteLine($"{graph.Terminals.Length} packings, log Z {ExactDistribution.LogZ(logRewards):F3}, total variation {comparison.TotalVariation:F4}");

var random = new CounterRandom(1);
using var packings = new ForwardSampler(sack, trainer.Policy).Sample(5, random);
for (var i = 0; i < 5; i++)
{
    Console.WriteLine(sack.Describe(packings.Terminal.select(0, i).contiguous().data<long>().ToArray()));
}

/// <summary>Items in or out, within a capacity.</summary>
internal sealed class Knapsack(double[] weights, double[] values, double capacity, double temperature, Device device)
    : DiscreteEnvironment(device, new FunctionReward(x => x.Select((inside, i) => inside * values[i]).Sum() / temperature))
{
    private readonly Tensor weight = tensor(weights, device: device).DetachFromDisposeScope();
    private readonly Tensor one = eye(weights.Length + 1, weights.Length, ScalarType.Int64, device).DetachFromDisposeScope();
    private readonly Tensor place = tensor(Enumerable.Range(0, weights.Length).Select(i => 1L << i).ToArray(), device: device).DetachFromDisposeScope();

    public override string Name => $"knapsack {weights.Length}";

    public override int StateWidth => weights.Length;

    // One action per item, and the exit.
    public override int ActionCount => weights.Length + 1;

    public override int MaximumLength => weights.Length + 1;

    public override bool AllStatesTerminal => true;

    // Two tokens per item: out and in.
    public override int TokenCount => weights.Length;

    public override int Vocabulary => 2 * weights.Length;

    public override long[] InitialState() => new long[weights.Length];

    public override Tensor ForwardMask(Tensor states)
    {
        var free = tensor(capacity, device: Device) - states.to(ScalarType.Float64).mv(weight);
        var fits = weight.unsqueeze(0).le(free.unsqueeze(1)).logical_and(states.eq(0));
        return cat([fits, ones(states.shape[0], 1, dtype: ScalarType.Bool, device: Device)], 1);
    }

    public override Tensor BackwardMask(Tensor states) => states.eq(1);

    // Row a of the table adds item a; the last row, the exit, adds nothing.
    public override Tensor Step(Tensor states, Tensor actions) => states + one.index_select(0, actions);

    public override Tensor StepBack(Tensor states, Tensor actions) => states - one.index_select(0, actions);

    public override Tensor Tokens(Tensor states) => states + (2 * arange(weights.Length, ScalarType.Int64, Device));

    public override Tensor Keys(Tensor states) => MixedRadix(states, place);

    public override string Describe(ReadOnlySpan<long> state)
    {
        var (items, sum) = (new List<int>(), 0.0);
        for (var i = 0; i < state.Length; i++)
        {
            if (state[i] == 1)
            {
                items.Add(i);
                sum += values[i];
            }
        }

        return $"items {string.Join(' ', items)}: value {sum}";
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            weight.Dispose();
            one.Dispose();
            place.Dispose();
        }

        base.Dispose(disposing);
    }
}
