using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Design;

[Collection(TorchCollection.Name)]
public sealed class CircuitDesignerTests
{
    private static readonly GroundStateProblem Hydrogen = GroundStateProblem.Create("h2", HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")));

    [Theory]
    [InlineData(DesignMethod.GFlowNet, true)]
    [InlineData(DesignMethod.Annealing, true)]
    [InlineData(DesignMethod.GFlowNet, false)]
    public void Designer_OnHydrogen_FindsTheGroundState(DesignMethod method, bool hardware)
    {
        var gates = hardware ? GateSet.Hardware(4, real: true) : GateSet.Chemistry(4);
        var outcome = new CircuitDesigner(Hydrogen, gates, Small(method)).Run(cancellationToken: TestContext.Current.CancellationToken);
        var best = outcome.Archive.Best!;
        Assert.InRange(best.Cost - Hydrogen.LeastCost!.Value, -1e-9, 1e-4);
        Assert.True(outcome.Archive.Good > 0);

        // The reported cost is the energy of the reported circuit, by the dense simulator.
        var state = DenseSimulator.Run(outcome.Circuit(best));
        Assert.Equal(best.Cost, StateObservables.Expectation(Hydrogen.Observable, state), 9);
    }

    [Fact]
    public void Designer_WithATrainedPolicy_SaysWhatItSamples()
    {
        var options = Small(DesignMethod.SamplesOnly);
        var outcome = new CircuitDesigner(Hydrogen, GateSet.Hardware(4, real: true), options)
            .Run(cancellationToken: TestContext.Current.CancellationToken);
        var sampler = outcome.Sampler!;
        Assert.InRange(sampler.Distinct, 2, sampler.Drawn);
        Assert.InRange(sampler.Diversity!.Value, 0.01, 1);
        Assert.InRange(sampler.Correlation!.Value, -1, 1);
        Assert.InRange(sampler.Good!.Value, 0, sampler.Distinct);
        Assert.True(sampler.Steps > 0);
        Assert.Null(new CircuitDesigner(Hydrogen, GateSet.Hardware(4, real: true), Small(DesignMethod.Annealing)).Run().Sampler);
    }

    [Fact]
    public void Spread_OfCircuits_CountsTheGatesThatTheyDoNotShare()
    {
        Assert.Equal(0.0, DesignSampler.Spread([[1, 2, 2], [2, 1, 2]]));
        Assert.Equal(1.0, DesignSampler.Spread([[1, 2], [3]]));
        Assert.Equal(2.0 / 3, DesignSampler.Spread([[1, 2, 2], [2]])!.Value, 12);
        Assert.Null(DesignSampler.Spread([[1]]));
    }

    [Fact]
    public void Designer_SameSeed_SameCircuits()
    {
        static DesignResult Best(int threads) => new CircuitDesigner(Hydrogen, GateSet.Hardware(4, real: true), Small(DesignMethod.GFlowNet) with { Threads = threads, Seed = 3 }).Run().Archive.Best!;
        var (one, two) = (Best(1), Best(2));
        Assert.Equal(one.Word, two.Word);
        Assert.Equal(one.Angles, two.Angles);
        Assert.Equal(one.Cost, two.Cost);
    }

    [Fact]
    public void Designer_WithoutTheExactEnergy_FindsTheSame()
    {
        // Same operator, least cost unknown: rewards cannot have used it.
        var blind = new ObservableProblem("h2", Hydrogen.Observable, Hydrogen.Reference);
        static DesignResult Best(CircuitProblem p) => new CircuitDesigner(p, GateSet.Hardware(4, real: true), Small(DesignMethod.GFlowNet)).Run().Archive.Best!;
        Assert.Equal(Best(Hydrogen).Word, Best(blind).Word);
    }

    [Fact]
    public void Designer_AlongALine_KeepsToTheCouplings()
    {
        var outcome = new CircuitDesigner(Hydrogen, GateSet.Hardware(4, CouplingMap.Line(4), real: true), Small(DesignMethod.Annealing)).Run();
        var pairs = outcome.Ensemble.SelectMany(r => outcome.Circuit(r).Operations).Where(o => o.Qubits.Length == 2).ToArray();
        Assert.NotEmpty(pairs);
        Assert.All(pairs, o => Assert.Equal(1, Math.Abs(o.Qubits[0] - o.Qubits[1])));
    }

    [Fact]
    public void Designer_UnderNoise_PrefersFewerGates()
    {
        var profile = new DeviceProfile { Name = "bad", OneQubit = new GateNoise(1e-3, 0), TwoQubit = new GateNoise(5e-2, 0) };
        var noisy = new NoisyProblem(Hydrogen, profile);
        var free = new DesignWeights { Cx = 0, Depth = 0, Parameter = 0, Gate = 0 };
        var options = Small(DesignMethod.Annealing) with { Weights = free };
        var gates = GateSet.Hardware(4, real: true);
        var quiet = new CircuitDesigner(noisy, gates, options).Run().Archive.Best!;
        var ideal = new CircuitDesigner(Hydrogen, gates, options).Run().Archive.Best!;
        Assert.True(quiet.Cx < ideal.Cx, $"{quiet.Cx} CX under noise, {ideal.Cx} without");
        Assert.True(quiet.Cost > Hydrogen.LeastCost!.Value + 1e-3);
    }

    [Fact]
    public void Designer_RewardsFromASimulator_AreTheSimulators()
    {
        using var simulator = new NativeSimulator();
        var outcome = new CircuitDesigner(Hydrogen, GateSet.Hardware(4, real: true), Small(DesignMethod.SamplesOnly) with { Fits = 200, Simulator = simulator }).Run();
        var best = outcome.Archive.Best!;
        Assert.Equal(StateObservables.Expectation(Hydrogen.Observable, DenseSimulator.Run(outcome.Circuit(best))), best.Cost, 10);
        Assert.Throws<ArgumentException>(() => new CircuitDesigner(Hydrogen, GateSet.Hardware(4), Small(DesignMethod.Annealing) with { Simulator = simulator }));
    }

    [Fact]
    public void Designer_Cancelled_ReturnsWhatItHas()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var outcome = new CircuitDesigner(Hydrogen, GateSet.Hardware(4), Small(DesignMethod.GFlowNet)).Run(cancellationToken: stop.Token);
        Assert.True(outcome.CutShort);
        Assert.NotNull(outcome.Archive.Best);
    }

    private static DesignOptions Small(DesignMethod method) => new() { Method = method, Fits = 8000, Rounds = 3, MaximumGates = 16, Threads = 2 };
}
