using System.Numerics;
using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
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

    [Fact]
    public void HardwareEfficient_AtAnglesZero_IsTheReference()
    {
        foreach (var entangler in Enum.GetValues<Entangler>())
        {
            for (var layers = 0; layers < 5; layers++)
            {
                var circuit = HardwareEfficientAnsatz.Create(4, layers, real: false, Hydrogen.Reference, entangler);
                var state = DenseSimulator.Run(circuit.Bind(new double[circuit.ParameterCount]));
                Assert.Equal(1, state[(int)Hydrogen.BasisState].Magnitude, 12);
            }
        }
    }

    [Theory]
    [InlineData(Entangler.Line, 4)]
    [InlineData(Entangler.Ring, 5)]
    [InlineData(Entangler.Full, 10)]
    public void HardwareEfficient_OfEachEntangler_HasItsCx(Entangler entangler, int cx) =>
        Assert.Equal(cx, CircuitMetrics.CxCount(HardwareEfficientAnsatz.Create(5, 1, entangler: entangler)));

    [Fact]
    public void Uccsd_Compiled_SharesTheLaddersOfNeighbours()
    {
        // 64 CX string by string: two singles of 2 x 4 each and a double of 8 x 6; neighbours cancel 8 of the double's.
        var ansatz = UccsdAnsatz.Create(4, File.Sector!);
        Assert.Equal(64, CircuitMetrics.CxCount(ansatz));
        Assert.Equal(56, CircuitMetrics.CxCount(Transpiler.Transpile(ansatz, GateBasis.RxRyRzCx)));
    }

    [Fact]
    public void Exponential_OfAnExcitation_IsTheMatrixExponential()
    {
        // The double excitation's strings commute, so their product is exp(-i theta G) with G cubed = G.
        var generator = ExcitationPool.SinglesAndDoubles(4, File.Sector!)[^1];
        const double theta = 0.7;
        var builder = new CircuitBuilder(4);
        UccsdAnsatz.Exponential(builder, generator, theta);
        var unitary = DenseSimulator.Unitary(builder.Build());
        var g = PauliAlgebra.ToMatrix(generator);
        for (var r = 0; r < 16; r++)
        {
            for (var c = 0; c < 16; c++)
            {
                Complex square = 0;
                for (var k = 0; k < 16; k++)
                {
                    square += g[r, k] * g[k, c];
                }

                var expected = (r == c ? 1 : 0) - (Complex.ImaginaryOne * Math.Sin(theta) * g[r, c]) + ((Math.Cos(theta) - 1) * square);
                Assert.Equal(0, (unitary[r, c] - expected).Magnitude, 12);
            }
        }
    }

    [Fact]
    public void Uccsd_OnFourHydrogens_IsWithinChemicalAccuracyAndAboveTheExactEnergy()
    {
        var file = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"));
        var problem = GroundStateProblem.Create("h4", file);
        Assert.Equal(-2.1663874485, problem.LeastCost!.Value, 1e-8);
        var uccsd = Vqe.Fit("uccsd", problem, UccsdAnsatz.Create(8, file.Sector!), new VqeOptions(Starts: 1));
        Assert.InRange(uccsd.Cost - problem.LeastCost.Value, 1e-9, 1.6e-3);
        var adapt = Vqe.Adapt("adapt", problem, ExcitationPool.SinglesAndDoubles(8, file.Sector!), 40, 1e-3);
        Assert.InRange(adapt.Cost - problem.LeastCost.Value, 1e-9, 1.6e-3);
        Assert.True(adapt.Parameters < uccsd.Parameters);
    }
}
