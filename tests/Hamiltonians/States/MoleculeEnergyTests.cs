using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.States;

public sealed class MoleculeEnergyTests
{
    public static TheoryData<string, double, double> Molecules => new()
    {
        { "h2", -1.0661086492, -1.1011503301 },
        { "h4", -2.0985459368, -2.1663874485 },
        { "h6", -3.1355322138, -3.2360662798 },
        { "lih", -7.7673621360, -7.7844602803 },
        { "beh2", -15.4556677735, -15.4817410699 },
        { "h2o", -74.9629830304, -75.0176886962 },
        { "nh3", -55.4522664877, -55.5155062454 },
        { "n2", -107.4195324523, -107.549300958 },
        { "h2_631g", -1.1267553172, -1.1516725450 },
    };

    [Theory]
    [MemberData(nameof(Molecules))]
    public void FindAndHartreeFock_Molecule_GiveThePublishedEnergies(string name, double hartreeFock, double exact)
    {
        var (sum, sector) = Load(name, FermionMapping.JordanWigner, SpinOrder.Interleaved);
        Assert.Equal(hartreeFock, ReferenceStates.HartreeFock(sum, sector).Energy, 1e-7);
        var (energy, state) = GroundState.Find(sum, sector, TestContext.Current.CancellationToken);
        Assert.Equal(exact, energy, 1e-6);
        Assert.Equal(energy, state.Expectation(sum), 1e-9);
        var cisd = ReferenceStates.Cisd(sum, sector, TestContext.Current.CancellationToken).Energy;
        Assert.InRange(cisd, energy - 1e-9, hartreeFock);
    }

    [Theory]
    [InlineData("h4")]
    [InlineData("lih")]
    public void Find_EveryMappingAndOrder_SameEnergies(string name)
    {
        double? expected = null, expectedHartreeFock = null;
        foreach (var mapping in Enum.GetValues<FermionMapping>())
        {
            foreach (var order in Enum.GetValues<SpinOrder>())
            {
                var (sum, sector) = Load(name, mapping, order);
                var energy = GroundState.Find(sum, sector, TestContext.Current.CancellationToken).Energy;
                var free = GroundState.Find(sum, null, TestContext.Current.CancellationToken).Energy;
                var hartreeFock = ReferenceStates.HartreeFock(sum, sector).Energy;
                expected ??= energy;
                expectedHartreeFock ??= hartreeFock;
                Assert.Equal(expected.Value, energy, 1e-8);
                Assert.Equal(expected.Value, free, 1e-8);
                Assert.Equal(expectedHartreeFock.Value, hartreeFock, 1e-9);
            }
        }
    }

    [Fact]
    public void Covariance_OfAnEigenstate_MakesTheWholeVarianceVanish()
    {
        var (sum, sector) = Load("lih", FermionMapping.JordanWigner, SpinOrder.Interleaved);
        var terms = sum.WithoutIdentity(out _);
        var covariance = GroundState.Find(sum, sector, TestContext.Current.CancellationToken).State.Covariance(terms, TestContext.Current.CancellationToken);
        double single = 0, all = 0;
        for (var i = 0; i < terms.Count; i++)
        {
            single += Math.Sqrt(Math.Max(0, covariance.Variance(i)));
            for (var j = 0; j < terms.Count; j++)
            {
                all += covariance.Row(i)[j];
            }
        }

        // Non-commuting pairs are left out of the table, but their anticommutator vanishes: the sum is Var(H) plus the
        // products of their expectations, which is what remains.
        Assert.Equal(18.0234, single * single, 1e-4);
        double products = 0;
        for (var i = 0; i < terms.Count; i++)
        {
            for (var j = 0; j < terms.Count; j++)
            {
                if (!terms.String(i).Commutes(terms.String(j)))
                {
                    products += terms.Coefficients[i] * terms.Coefficients[j] * Expectation(terms, i, sum, sector) * Expectation(terms, j, sum, sector);
                }
            }
        }

        Assert.Equal(0, all - products, 1e-7);
    }

    private static readonly Dictionary<int, double> Expectations = [];

    private static double Expectation(Quiver.Hamiltonians.Pauli.PauliSum terms, int i, Quiver.Hamiltonians.Pauli.PauliSum sum, ElectronSector sector)
    {
        if (Expectations.Count == 0)
        {
            var state = GroundState.Find(sum, sector).State;
            for (var t = 0; t < terms.Count; t++)
            {
                Expectations[t] = state.Expectation(terms.Select([t])) / terms.Coefficients[t];
            }
        }

        return Expectations[i];
    }

    private static (Quiver.Hamiltonians.Pauli.PauliSum Sum, ElectronSector Sector) Load(string name, FermionMapping mapping, SpinOrder order)
    {
        var integrals = FcidumpReader.Read(SharedData.Molecule(name + ".fcidump"));
        var fermions = FermionOperator.FromIntegrals(integrals, order);
        return (new FermionEncoding(mapping, fermions.Modes).Encode(fermions), new ElectronSector(mapping, order, integrals.Alpha, integrals.Beta));
    }
}
