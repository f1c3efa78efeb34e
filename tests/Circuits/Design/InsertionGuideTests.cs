using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Design;

public sealed class InsertionGuideTests
{
    private static readonly GroundStateProblem Hydrogen = GroundStateProblem.Create("h2", HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")));

    [Fact]
    public void Propose_AtTheDeterminant_LowersTheEnergyWhereverItPoints()
    {
        // Counted from the determinant, the symmetries leave one qubit, whose rotation is the whole answer.
        var reduction = SymmetryReduction.Create(Hydrogen.Observable, Hydrogen.BasisState)!;
        var problem = new ObservableProblem("h2", reduction.Reduce(Hydrogen.Observable));
        var gates = GateSet.Hardware(problem.Qubits, real: true);
        using var fitter = new CircuitFitter(problem, gates, new DesignScore(new DesignWeights(), 0, 1));
        using var guide = InsertionGuide.For(problem, gates)!;
        var start = fitter.Fit([], []);
        for (var seed = 0; seed < 5; seed++)
        {
            var insertion = guide.Propose(start, new Random(seed))!.Value;
            var better = fitter.Fit([.. insertion.Letters.Select(static g => (long)g)], [0.0]);
            Assert.Equal(Hydrogen.LeastCost!.Value, better.Cost, 9);
        }

        Assert.Equal(1, guide.Scans);
        Assert.True(guide.Work > 0);
    }

    [Fact]
    public void Propose_WhereNothingHasASlope_IsNothing()
    {
        var problem = new ObservableProblem("z", PauliSum.Parse("ZII + 2 ZZI - IIZ"));
        var gates = GateSet.Hardware(3, real: true);
        using var fitter = new CircuitFitter(problem, gates, new DesignScore(new DesignWeights(), 0, 1));
        using var guide = InsertionGuide.For(problem, gates)!;
        Assert.Null(guide.Propose(fitter.Fit([], []), new Random(1)));
    }
}
