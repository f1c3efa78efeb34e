using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Ansatz;

public sealed class VqeTests
{
    private static readonly HamiltonianFile File = HamiltonianReader.Read(SharedData.Molecule("h2.fcidump"));
    private static readonly GroundStateProblem Hydrogen = GroundStateProblem.Create("h2", File);

    [Fact]
    public void Uccsd_OnHydrogen_IsExactWithThreeAngles()
    {
        var ansatz = UccsdAnsatz.Create(4, File.Sector!);
        Assert.Equal(3, ansatz.ParameterCount);
        var result = Vqe.Fit("uccsd", Hydrogen, ansatz, new VqeOptions(Starts: 1));
        Assert.Equal(Hydrogen.LeastCost!.Value, result.Cost, 9);
        Assert.Equal(result.Cost, StateObservables.Expectation(Hydrogen.Observable, DenseSimulator.Run(result.Circuit)), 10);

        // Compiled, it is the same circuit.
        var compiled = Transpiler.Transpile(result.Circuit, GateBasis.RxRyRzCx);
        Assert.Equal(result.Cost, StateObservables.Expectation(Hydrogen.Observable, DenseSimulator.Run(compiled)), 9);
    }

    [Theory]
    [InlineData("lih.fcidump", 12, 92)]
    [InlineData("h4.fcidump", 8, 26)]
    public void Uccsd_HasTheTextbookNumberOfExcitations(string file, int qubits, int excitations)
    {
        var read = HamiltonianReader.Read(SharedData.Molecule(file));
        Assert.Equal(qubits, read.Sum.Qubits);
        Assert.Equal(excitations, ExcitationPool.SinglesAndDoubles(qubits, read.Sector!).Count);
    }

    [Fact]
    public void HartreeFock_IsTheReferenceOfTheProblem() =>
        Assert.Equal(Hydrogen.ReferenceCost, Vqe.Fit("x", Hydrogen, UccsdAnsatz.HartreeFock(4, File.Sector!)).Cost, 10);

    [Fact]
    public void Adapt_OnHydrogen_NeedsOneExcitation()
    {
        var result = Vqe.Adapt("adapt", Hydrogen, ExcitationPool.SinglesAndDoubles(4, File.Sector!), 5);
        Assert.Equal(1, result.Parameters);
        Assert.Equal(Hydrogen.LeastCost!.Value, result.Cost, 8);
    }

    [Fact]
    public void QubitAdapt_OnHydrogen_NeedsOneString()
    {
        var result = Vqe.Adapt("qubit-adapt", Hydrogen, ExcitationPool.Strings(ExcitationPool.SinglesAndDoubles(4, File.Sector!)), 5);
        Assert.Equal(1, result.Parameters);
        Assert.Equal(Hydrogen.LeastCost!.Value, result.Cost, 8);
    }

    [Fact]
    public void HardwareEfficient_CountsItsAnglesAndCx()
    {
        var circuit = HardwareEfficientAnsatz.Create(5, 2, real: false);
        Assert.Equal(30, circuit.ParameterCount);
        Assert.Equal(8, CircuitMetrics.CxCount(circuit));
    }
}
