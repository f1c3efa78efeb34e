using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Problems;

public sealed class SymmetryReductionTests
{
    [Theory]
    [InlineData("h2", FermionMapping.JordanWigner, 1)]
    [InlineData("h2_631g", FermionMapping.JordanWigner, 5)]
    [InlineData("h4", FermionMapping.JordanWigner, 5)]
    [InlineData("h4", FermionMapping.Parity, 5)]
    [InlineData("h4", FermionMapping.BravyiKitaev, 5)]
    public void Reduce_OfMolecules_KeepsTheLeastEnergyOnFewerQubits(string name, FermionMapping mapping, int qubits)
    {
        var problem = Molecule(name, mapping);
        var reduction = SymmetryReduction.Create(problem.Observable, problem.BasisState)!;
        Assert.Equal(qubits, reduction.Qubits);
        Assert.Equal(problem.LeastCost!.Value, GroundState.Find(reduction.Reduce(problem.Observable)).Energy, 9);
    }

    [Theory]
    [InlineData("h2_631g", FermionMapping.JordanWigner)]
    [InlineData("h4", FermionMapping.JordanWigner)]
    [InlineData("h4", FermionMapping.Parity)]
    public void Links_BehindAnyCircuitOnTheKeptQubits_PrepareTheSameStateOnAll(string name, FermionMapping mapping)
    {
        var problem = Molecule(name, mapping);
        var reduction = SymmetryReduction.Create(problem.Observable, problem.BasisState)!;
        var reduced = reduction.Reduce(problem.Observable);
        var counted = SymmetryReduction.FromDeterminant(problem.Observable, problem.BasisState);
        for (var seed = 0; seed < 5; seed++)
        {
            var small = RandomCircuit.Create(reduction.Qubits, 30, seed, allowed: g => g.Qubits is 1 or 2);
            var full = new CircuitBuilder(problem.Qubits);
            foreach (var operation in small.Operations)
            {
                int[] qubits = [.. operation.Qubits.ToArray().Select(q => reduction.Kept[q])];
                Angle[] angles = [.. operation.Angles.ToArray()];
                full.Add(new GateOperation(operation.Kind, qubits, angles.AsSpan()));
            }

            foreach (var (control, target) in reduction.Links)
            {
                full.CX(control, target);
            }

            var expected = StateObservables.Expectation(reduced, DenseSimulator.Run(small));
            Assert.Equal(expected, StateObservables.Expectation(counted, DenseSimulator.Run(full.Build())), 9);

            // And with X gates in front of nothing but behind the links: the molecule's own operator.
            for (var q = 0; q < problem.Qubits; q++)
            {
                if (((problem.BasisState >> (problem.Qubits - 1 - q)) & 1) == 1)
                {
                    full.X(q);
                }
            }

            Assert.Equal(expected, StateObservables.Expectation(problem.Observable, DenseSimulator.Run(full.Build())), 9);
        }
    }

    [Fact]
    public void Create_WithoutSymmetries_IsNothing()
    {
        var builder = new PauliSumBuilder(2);
        builder.Add(PauliString.Parse("XI"), 1);
        builder.Add(PauliString.Parse("IX"), 1);
        Assert.Null(SymmetryReduction.Create(builder.Build(), 0));
    }

    [Fact]
    public void Reduce_OfATermThatLeadsOut_IsRefused()
    {
        var problem = Molecule("h2", FermionMapping.JordanWigner);
        var builder = new PauliSumBuilder(4);
        builder.Add(PauliString.Parse("XIII"), 1);
        Assert.Throws<ArgumentException>(() => SymmetryReduction.Create(problem.Observable, problem.BasisState)!.Reduce(builder.Build()));
    }

    private static GroundStateProblem Molecule(string name, FermionMapping mapping) =>
        GroundStateProblem.Create(name, HamiltonianReader.Read(SharedData.Molecule(name + ".fcidump"), new HamiltonianReadOptions { Mapping = mapping }));
}
