using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Design;

[Collection(TorchCollection.Name)]
public sealed class TargetDesignerTests
{
    private static readonly GroundStateProblem Chain = Molecule("h4");

    [Theory]
    [InlineData("h2", DesignMethod.GFlowNet, 3)]
    [InlineData("h2_631g", DesignMethod.Annealing, 14)]
    [InlineData("h4", DesignMethod.Annealing, 20)]
    public void Run_OnMolecules_MeetsTheTargetWithFewCx(string name, DesignMethod method, int cx)
    {
        var problem = Molecule(name);
        var outcome = new TargetDesigner(problem, GateSet.Hardware(problem.Qubits, real: true), Small(method) with { Work = 1_000_000_000 }, 1.6e-3).Run(cancellationToken: TestContext.Current.CancellationToken);
        var best = outcome.Goal!.Best!;
        Assert.InRange(best.Cost - problem.LeastCost!.Value, -1e-9, 1.6e-3);
        Assert.InRange(best.Cx, 1, cx);
        Assert.InRange(outcome.Goal.Anchor.Estimate - problem.LeastCost.Value, -1e-4, 1e-4);
        Assert.Equal(best.Cost, StateObservables.Expectation(problem.Observable, DenseSimulator.Run(outcome.Circuit(best))), 9);

        // Wherever a circuit of the archive comes from, its log R is that of the search's prices.
        Assert.Equal(outcome.Archive.Best!.LogReward, outcome.Archive.Front.Append(outcome.Archive.Best).Max(r => r.LogReward));
        Assert.InRange(outcome.Archive.Best.LogReward, 0, DesignWeights.ForTarget.Sharpness * Math.Log((Begin(problem) - problem.LeastCost!.Value) / 1e-3));
    }

    [Theory]
    [InlineData("chemistry")]
    [InlineData("line")]
    [InlineData("complex")]
    public void Run_WithOtherGates_PreparesWhatItReports(string set)
    {
        var problem = Molecule("h2");
        var gates = set switch { "chemistry" => GateSet.Chemistry(4), "line" => GateSet.Hardware(4, CouplingMap.Line(4), real: true), _ => GateSet.Hardware(4) };
        var outcome = new TargetDesigner(problem, gates, Small(DesignMethod.Annealing), 1.6e-3).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotNull(outcome.Goal!.Best);
        foreach (var result in outcome.Archive.Front)
        {
            Assert.Equal(result.Cost, StateObservables.Expectation(problem.Observable, DenseSimulator.Run(outcome.Circuit(result))), 9);
        }
    }

    [Fact]
    public void Run_WithOneThreadOrTwo_FindsTheSame()
    {
        DesignOutcome Found(int threads) =>
            new TargetDesigner(Chain, GateSet.Hardware(8, real: true), Small(DesignMethod.Annealing) with { Threads = threads, Work = 150_000_000 }, 1.6e-3).Run();
        var (one, two) = (Found(1), Found(2));
        Assert.Equal(one.Goal!.Best!.Word, two.Goal!.Best!.Word);
        Assert.Equal(one.Goal.Best.Angles, two.Goal.Best.Angles);
        Assert.Equal(one.Fits, two.Fits);
        Assert.Equal(one.Work, two.Work);
    }

    [Fact]
    public void Run_WithoutTheExactEnergy_FindsTheSame()
    {
        DesignResult Best(ObservableProblem problem) => new TargetDesigner(problem, GateSet.Hardware(8, real: true), Small(DesignMethod.Annealing) with { Work = 150_000_000 }, 1.6e-3).Run().Goal!.Best!;
        var blind = GroundStateProblem.Create("h4", HamiltonianReader.Read(SharedData.Molecule("h4.fcidump")), exact: false, penaltyWeight: 0, TestContext.Current.CancellationToken);
        Assert.Null(blind.LeastCost);
        Assert.Equal(Best(Chain).Word, Best(blind).Word);
    }

    [Fact]
    public void Run_FromADeterminantOfAnotherSymmetry_FindsTheLowestAndSaysSo()
    {
        // One electron stands in an orbital of the other parity: nothing that the operator connects to it reaches the ground state.
        var problem = new ObservableProblem("h4", Chain.Observable, new CircuitBuilder(8).X(0).X(1).X(2).X(5).Build());
        var outcome = new TargetDesigner(problem, GateSet.Hardware(8, real: true), Small(DesignMethod.Annealing) with { Work = 150_000_000 }, 1.6e-3).Run();
        Assert.Contains("11110000", Assert.Single(outcome.Notes), StringComparison.Ordinal);
        Assert.InRange(outcome.Goal!.Best!.Cost - Chain.LeastCost!.Value, -1e-9, 1.6e-3);
    }

    [Fact]
    public void Run_WhereAShortCircuitEndsAtAnExcitedState_GoesOn()
    {
        // H4 at 2.5 angstrom: one angle from the determinant is an eigenstate 10 mHa too high, which few gates of small angles do not leave.
        var problem = GroundStateProblem.Create("h4", HamiltonianReader.Read(Faults.Circuit("h4_stretched.fcidump")));
        var outcome = new TargetDesigner(problem, GateSet.Hardware(8, real: true), Small(DesignMethod.Annealing), 1.6e-3).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(outcome.Lead.Cost - problem.LeastCost!.Value, -1e-9, 1.6e-3);
        Assert.InRange(outcome.Goal!.Anchor.Estimate - problem.LeastCost.Value, -2e-4, 2e-4);
    }

    [Fact]
    public void Run_WhereLinksCostMost_SearchesAllQubits()
    {
        // Weakly correlated: the links of the three symmetries alone are seven CX.
        var problem = GroundStateProblem.Create("h2o", HamiltonianReader.Read(SharedData.Require("qas", "h2o_8q_jw.txt")));
        var outcome = new TargetDesigner(problem, GateSet.Hardware(8, real: true), Small(DesignMethod.Annealing) with { Work = 3_000_000_000 }, 1.8e-4).Run(cancellationToken: TestContext.Current.CancellationToken);
        var best = outcome.Goal!.Best!;
        Assert.InRange(best.Cx, 1, 8);
        Assert.InRange(best.Cost - problem.LeastCost!.Value, -1e-9, 1.8e-4);
        Assert.Equal(8, outcome.Goal.Qubits);
        Assert.Contains(outcome.Notes, n => n.Contains("all 8 qubits", StringComparison.Ordinal));
        Assert.Equal(best.Cost, StateObservables.Expectation(problem.Observable, DenseSimulator.Run(outcome.Circuit(best))), 9);

        // What the symmetries leave joins the search with its links: its circuits are there too.
        Assert.Contains(outcome.Archive.Front, r => r.Cost < problem.LeastCost.Value + 1e-6);
    }

    [Fact]
    public void Run_WithCircuitsOfASimilarProblem_BeginsWithThem()
    {
        // Another geometry: every term by up to two per cent more or less.
        var terms = new PauliSumBuilder(8);
        for (var t = 0; t < Chain.Observable.Count; t++)
        {
            terms.Add(Chain.Observable.String(t), Chain.Observable.Coefficients[t] * (1 + (0.02 * Math.Sin(t))));
        }

        var similar = new ObservableProblem("similar", terms.Build(), Chain.Reference);
        TargetDesigner Designer(ObservableProblem problem, DesignOutcome? carried) =>
            new(problem, GateSet.Hardware(8, real: true), Small(DesignMethod.Annealing) with { Work = 150_000_000 }, 1.6e-3) { Carried = carried };
        var first = Designer(Chain, null).Run(cancellationToken: TestContext.Current.CancellationToken);
        var second = Designer(similar, first).Run(cancellationToken: TestContext.Current.CancellationToken);
        var alone = Designer(similar, null).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(first.Continued);
        Assert.False(alone.Continued);
        Assert.True(second.Continued);
        var known = first.Grown!.Circuits.Select(c => string.Join(',', c.Word)).ToHashSet(StringComparer.Ordinal);
        Assert.Contains(second.Goal!.Anchor.Path.Skip(1), c => known.Contains(string.Join(',', c.Word)));
        Assert.InRange(second.Goal.Anchor.Estimate - alone.Goal!.Anchor.Estimate, -2e-4, 2e-4);
        var best = second.Goal.Best!;
        Assert.InRange(best.Cx, 1, alone.Goal.Best!.Cx + 2);
        Assert.Equal(best.Cost, StateObservables.Expectation(similar.Observable, DenseSimulator.Run(second.Circuit(best))), 9);

        // Another number of qubits: nothing is carried.
        Assert.False(Designer(Chain, new TargetDesigner(Molecule("h2"), GateSet.Hardware(4, real: true), Small(DesignMethod.Annealing), 1.6e-3).Run()).Run().Continued);
    }

    [Fact]
    public void Run_WhereCircuitsAreLong_LowersThePricesAndSaysSo()
    {
        var problem = Molecule("h4");
        var dear = DesignWeights.ForTarget with { Cx = 5 };
        var outcome = new TargetDesigner(problem, GateSet.Hardware(8, real: true), Small(DesignMethod.Annealing) with { Work = 150_000_000, Weights = dear }, 1.6e-3).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains(outcome.Notes, n => n.StartsWith("Prices of gates are multiplied by 0.", StringComparison.Ordinal));
        Assert.NotNull(outcome.Goal!.Best);
    }

    [Fact]
    public void Run_WithTooFewGates_SaysThatNothingIsWithinTheTarget()
    {
        var outcome = new TargetDesigner(Chain, GateSet.Hardware(8, real: true), Small(DesignMethod.Annealing) with { Work = 100_000_000 }, 1.6e-3, maximumGates: 11).Run();
        Assert.Null(outcome.Goal!.Best);
        Assert.Equal(outcome.Archive.Front.Min(r => r.Cost), outcome.Lead.Cost);
        Assert.All(outcome.Archive.Front, r => Assert.InRange(r.Gates, 0, 11));
    }

    private static double Begin(ObservableProblem problem) =>
        StateObservables.Expectation(problem.Observable, DenseSimulator.Run(problem.Reference));

    private static GroundStateProblem Molecule(string name) => GroundStateProblem.Create(name, HamiltonianReader.Read(SharedData.Molecule(name + ".fcidump")));

    private static DesignOptions Small(DesignMethod method) => new() { Method = method, Work = 500_000_000, Rounds = 8, Threads = 2, Weights = DesignWeights.ForTarget };
}
