using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Classification;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Core.Numbers;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Problems;

/// <summary>The GFlowNet designer takes every kind of problem as it is.</summary>
[Collection(TorchCollection.Name)]
public sealed class DesignedProblemsTests
{
    [Fact]
    public void MaxCut_Designed_BeatsQaoaOfThreeRounds()
    {
        var problem = MaxCutProblem.Create("g", RegularGraph.Create(8, 3, 1));
        var qaoa = Vqe.Fit("qaoa", problem, QaoaAnsatz.Create(problem, 3), new VqeOptions(Starts: 4));
        var (outcome, best) = Design(problem, 12);
        Assert.True(best.Cost <= qaoa.Cost, $"{best.Cost} against {qaoa.Cost}");
        Assert.True(best.Cx < CircuitMetrics.CxCount(qaoa.Circuit));

        // The cost is minus the cut that the state's samples have on average.
        var state = DenseSimulator.Run(outcome.Circuit(best));
        var cut = state.Select((a, i) => a.Magnitude * a.Magnitude * problem.Graph.Edges.Where(e => ((i >> (7 - e.Source)) & 1) != ((i >> (7 - e.Target)) & 1)).Sum(e => e.Tag)).Sum();
        Assert.Equal(-best.Cost, cut, 8);
    }

    [Theory]
    [InlineData(DesignMethod.GFlowNet, 2)]
    [InlineData(DesignMethod.SamplesOnly, 3)]
    [InlineData(DesignMethod.Annealing, 1)]
    public void MaximumDepth_OfAnySearch_IsNeverExceeded(DesignMethod method, int depth)
    {
        var problem = FidelityProblem.State("ghz", NamedTargets.Ghz(3));
        var options = new DesignOptions { Method = method, Fits = 800, Rounds = 2, MaximumGates = 8, MaximumDepth = depth };
        var outcome = new CircuitDesigner(problem, GateSet.Hardware(3, real: true), options)
            .Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(outcome.Ensemble, r => Assert.InRange(CircuitMetrics.Depth(outcome.Circuit(r)), 0, depth));
        Assert.Contains(outcome.Ensemble, r => CircuitMetrics.Depth(outcome.Circuit(r)) == depth);

        // A GHZ state takes a rotation and two CX one behind the other: three layers.
        Assert.Equal(depth >= 3, outcome.Archive.Front.Min(static r => r.Cost) < 1e-3);
    }

    [Fact]
    public void StatePreparation_Designed_ReachesTheState()
    {
        var problem = FidelityProblem.State("ghz", NamedTargets.Ghz(3));
        var (outcome, best) = Design(problem, 6);
        Assert.InRange(best.Cost, -1e-12, 1e-3);
        var state = DenseSimulator.Run(outcome.Circuit(best));
        Assert.Equal(1 - best.Cost, (state[0] + state[7]).Magnitude * (state[0] + state[7]).Magnitude / 2, 8);
    }

    [Fact]
    public void UnitaryCompilation_Designed_FindsControlledZ()
    {
        var problem = FidelityProblem.Unitary("cz", ComplexMatrix.FromRows([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, -1]]));
        var (_, best) = Design(problem, 8, real: false);
        Assert.InRange(best.Cost, -1e-12, 1e-3);
    }

    [Fact]
    public void UnitaryCompilation_OfACircuitThatBeginsWithCx_FindsIt()
    {
        // CX, then RY(0.7) on its control: as a state from zeros the CX would do nothing.
        var (c, s) = (Math.Cos(0.35), Math.Sin(0.35));
        var problem = FidelityProblem.Unitary(
            "cx-ry", ComplexMatrix.FromRows([[c, 0, 0, -s], [0, c, -s, 0], [s, 0, 0, c], [0, s, c, 0]]));
        var (outcome, best) = Design(problem, 2);
        Assert.InRange(best.Cost, -1e-12, 1e-6);
        Assert.Equal(1, outcome.Circuit(best).Operations.Count(static g => g.Kind == GateKind.CX));
    }

    [Fact]
    public void Classification_Designed_LearnsTwoClassesOfIris()
    {
        var data = ClassificationReader.Read(Path.Combine(SharedData.Repository, "data", "classification", "iris.csv")).Only(1, 2);
        var problem = ClassificationProblem.Create(data, DataEncoding.Angle);
        var (outcome, best) = Design(problem, 8, fits: 600);
        Assert.InRange(problem.Accuracy(outcome.Circuit(best), onTest: true), 0.85, 1);
    }

    private static (DesignOutcome Outcome, DesignResult Best) Design(CircuitProblem problem, int gates, bool real = true, long fits = 4000)
    {
        var options = new DesignOptions { Fits = fits, Rounds = 2, MaximumGates = gates, Threads = 2 };
        var outcome = new CircuitDesigner(problem, GateSet.Hardware(problem.Qubits, real: real), options).Run(cancellationToken: TestContext.Current.CancellationToken);
        return (outcome, outcome.Archive.Best!);
    }
}
