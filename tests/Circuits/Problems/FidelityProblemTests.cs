using System.Numerics;
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Tests.Problems;

public sealed class FidelityProblemTests
{
    [Fact]
    public void State_PreparedByItsCircuit_CostsNothing()
    {
        var circuit = new CircuitBuilder(3).Add(GateKind.H, 0).CX(0, 1).CX(1, 2).Build();
        Assert.Equal(0, Cost(FidelityProblem.State("ghz", NamedTargets.Ghz(3)), circuit), 12);
        Assert.Equal(0.5, Cost(FidelityProblem.State("ghz", NamedTargets.Ghz(3)), new Circuit(3, [])), 12);
    }

    [Fact]
    public void Unitary_CompiledUpToAPhase_CostsNothing()
    {
        var circuit = RandomCircuit.Create(3, 20, 2);
        var phase = Complex.FromPolarCoordinates(1, 1.234);
        var unitary = new ComplexMatrix(8, [.. DenseSimulator.Unitary(circuit).Entries.ToArray().Select(v => v * phase)]);
        Assert.Equal(0, Cost(FidelityProblem.Unitary("random", unitary), circuit), 10);
    }

    [Fact]
    public void Unitary_OfTheIdentity_CostsWhatTheTraceSays()
    {
        // |Tr(Z)| = 0: nothing of the identity is in Z.
        Assert.Equal(1, Cost(FidelityProblem.Unitary("z", ComplexMatrix.FromRows([[1, 0], [0, -1]])), new Circuit(1, [])), 12);
    }

    [Fact]
    public void Fit_OfLayers_PreparesW() =>
        Assert.InRange(Vqe.Fit("w", FidelityProblem.State("w", NamedTargets.W(3)), HardwareEfficientAnsatz.Create(3, 3)).Cost, -1e-12, 1e-8);

    [Fact]
    public void Targets_ThatAreNone_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => FidelityProblem.State("x", [1, 0, 0]));
        Assert.Throws<ArgumentException>(() => FidelityProblem.State("x", [0, 0]));
        Assert.Throws<ArgumentException>(() => FidelityProblem.Unitary("x", ComplexMatrix.FromRows([[1, 1], [0, 1]])));
        Assert.Throws<ArgumentException>(() => FidelityProblem.Unitary("x", ComplexMatrix.FromRows([[1, 0]])));
    }

    private static double Cost(FidelityProblem problem, Circuit circuit)
    {
        using var cost = problem.CreateCost();
        cost.Use(circuit);
        return cost.Value([]);
    }
}
