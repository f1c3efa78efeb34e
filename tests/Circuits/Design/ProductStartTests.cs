using CsCheck;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Graphs;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Design;

public sealed class ProductStartTests
{
    [Fact]
    public void Search_OfRandomOperatorsOfZ_FindsTheLowestOfAllStates() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 10_000]).Sample((qubits, seed) =>
        {
            var random = new Random(seed);
            var builder = new PauliSumBuilder(qubits);
            for (var t = 0; t < 3 * qubits; t++)
            {
                builder.Add(PauliString.Parse(string.Concat(Enumerable.Range(0, qubits).Select(_ => "IIZ"[random.Next(3)]))), random.NextDouble() - 0.5);
            }

            var sum = builder.Build();
            var energies = Diagonal.Energies(sum);
            var found = ProductStart.Search(sum, 0, 4);
            Assert.Equal(energies.Min(), found[0].Cost, 1e-9);
            Assert.All(found, f => Assert.Equal(energies[f.State], f.Cost, 9));
        }, iter: 60);

    [Theory]
    [InlineData(20, 1)]
    [InlineData(24, 2)]
    public void Design_OfGraphsThatAreLarge_CutsAsMuchAsTheBestCutInOneLayer(int vertices, int seed)
    {
        // The best cut comes from looking at all of them.
        var problem = MaxCutProblem.Create("regular", RegularGraph.Create(vertices, 3, seed));
        var options = new DesignOptions { Method = DesignMethod.Annealing, Work = 1_000_000, Threads = 1 };
        var found = new CircuitDesigner(problem, GateSet.Hardware(vertices, real: true), options).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(-problem.MaximumCut!.Value, found.Lead.Cost, 1e-9);
        Assert.Equal((0, 1), (found.Lead.Cx, found.Lead.Depth));
        Assert.InRange(found.Lead.Parameters, 1, vertices / 2);
        Assert.Contains(found.Notes, n => n.Contains("too small for chains", StringComparison.Ordinal));
    }

    [Fact]
    public void Growth_AtAnExcitedEigenstate_LeavesIt()
    {
        // Growth from |00> ends at -1/2 on |00> and |11>, where no gate has a slope; the lowest state is on |01> and |10>.
        var problem = new ObservableProblem("saddle", PauliSum.Parse("0.5 ZZ + 1 YY"), new CircuitBuilder(2).Build());
        Assert.Equal(-1.5, GroundStateOf(problem), 1e-9);
        using var growth = new CircuitGrowth(problem, GateSet.Hardware(2, real: true), 1, 0, 1e-6);
        Assert.InRange(growth.Grow(1e-6, 20, 100_000_000, TestContext.Current.CancellationToken).Reached, -1.5 - 1e-9, -1.5 + 1e-6);
    }

    [Fact]
    public void Extrapolation_WhereTheCostFallsWithoutTheVariance_DoesNotTakeThatForConverged()
    {
        List<(double, double)> falling = [(0.4, -1.0), (0.3, -1.1), (0.2, -1.2), (0.1, -1.3), (0.05, -1.35)];
        Assert.Equal(-1.4, CircuitGrowth.Extrapolate(falling), 1e-9);
        List<(double, double)> rising = [(0.1, -1.0), (0.2, -1.1), (0.3, -1.2), (0.35, -1.3), (0.36, -1.35)];
        Assert.Equal(-1.35 - 0.6, CircuitGrowth.Extrapolate(rising), 1e-9);
    }

    private static double GroundStateOf(ObservableProblem problem) => Hamiltonians.States.GroundState.Find(problem.Observable).Energy;
}
