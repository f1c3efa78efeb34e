using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.States;

public class SelectedCiTests
{
    [Theory]
    [InlineData("h4", FermionMapping.JordanWigner)]
    [InlineData("h4", FermionMapping.BravyiKitaev)]
    [InlineData("lih", FermionMapping.Parity)]
    [InlineData("beh2", FermionMapping.JordanWigner)]
    public void Find_WithRoomForAll_IsExact(string name, FermionMapping mapping)
    {
        var file = Read(name, mapping);
        var found = SelectedCi.Find(file.Sum, file.StateSector, new SelectedCiOptions { Threshold = 0, MaxDeterminants = 100_000 }, cancellationToken: TestContext.Current.CancellationToken);
        var (energy, _) = GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken);
        Assert.Equal(energy, found.Energy, 1e-8);
        Assert.InRange(found.Correction, -1e-9, 0);
        Assert.Equal(found.Energy, found.State.Expectation(file.Sum), 1e-8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(90)]
    public void Find_FewDeterminants_IsAnUpperBoundAndTheCorrectionHelps(int determinants)
    {
        var file = Read("h2o", FermionMapping.JordanWigner);
        var options = new SelectedCiOptions { Threshold = 0, MaxDeterminants = determinants };
        var found = SelectedCi.Find(file.Sum, file.StateSector, options, cancellationToken: TestContext.Current.CancellationToken);
        var (energy, _) = GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken);
        Assert.Equal(determinants, found.Determinants);
        Assert.True(found.Energy > energy);
        Assert.False(found.IsComplete);
        Assert.True(Math.Abs(found.Energy + found.Correction - energy) < 0.5 * (found.Energy - energy));
        if (determinants == 1)
        {
            Assert.Equal(ReferenceStates.HartreeFock(file.Sum, file.StateSector).Energy, found.Energy, 1e-9);
            Assert.Equal(SlowCorrection(file), found.Correction, 1e-7);
        }
    }

    [Fact]
    public void Variance_AgainstTheCovariances_IsTheirSum()
    {
        var file = Read("h4", FermionMapping.JordanWigner);
        var terms = file.Sum.WithoutIdentity(out _);
        foreach (var state in new[] { GroundState.Find(file.Sum, file.StateSector).State, SelectedCi.Find(file.Sum, file.StateSector, new SelectedCiOptions { MaxDeterminants = 5 }).State })
        {
            var covariance = state.Covariance(terms);
            foreach (var members in new SortedInsertionGrouper().Group(new GroupingProblem(terms, CommutationRule.FullyCommuting)).Grouping.ToArrays())
            {
                Assert.Equal(covariance.GroupVariance(members), state.Variance(terms.Select(members)), 1e-10);
            }
        }
    }

    private static HamiltonianFile Read(string name, FermionMapping mapping) =>
        HamiltonianReader.Read(SharedData.Molecule(name + ".fcidump"), new HamiltonianReadOptions { Mapping = mapping });

    /// <summary>Epstein and Nesbet's sum over all determinants of the sector, one by one.</summary>
    private static double SlowCorrection(HamiltonianFile file)
    {
        var op = new MaskedOperator(file.Sum);
        var sector = file.StateSector!.WithReference(file.Sum);
        var reference = sector.HartreeFock(file.Sum.Qubits);
        return sector.Determinants(file.Sum.Qubits).Where(d => d != reference).Sum(d =>
            -Math.Pow(op.Coupling(reference, d ^ reference), 2) / (op.Diagonal(d) - op.Diagonal(reference)));
    }
}
