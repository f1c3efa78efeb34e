using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Generation;
using Quiver.Hamiltonians.States;
using Xunit;

namespace Quiver.Hamiltonians.Tests.Generation;

public class HamiltonianGeneratorTests
{
    [Theory]
    [InlineData(2, false, -3)]
    [InlineData(4, true, -8)]
    public void Heisenberg_SmallChains_HaveTheKnownEnergies(int sites, bool periodic, double energy) =>
        Assert.Equal(energy, GroundState.Find(HamiltonianGenerator.Heisenberg(sites, 0, periodic)).Energy, 1e-8);

    [Fact]
    public void Ising_AtTheCriticalField_HasTheFreeFermionEnergy()
    {
        // Pfeuty, Ann. Phys. 57, 79 (1970), open chain at h = J: E = 1 - 1 / sin(pi / (2 (2 N + 1))).
        const int Sites = 7;
        var energy = GroundState.Find(HamiltonianGenerator.Ising(Sites)).Energy;
        Assert.Equal(1 - (1 / Math.Sin(Math.PI / (2 * ((2 * Sites) + 1)))), energy, 1e-8);
    }

    [Fact]
    public void Hubbard_TwoSites_HasTheClosedForm()
    {
        // E = (U - sqrt(U^2 + 16)) / 2.
        var integrals = HamiltonianGenerator.Hubbard(2, 4);
        var sum = Mapped(integrals);
        var sector = new ElectronSector(FermionMapping.JordanWigner, SpinOrder.Interleaved, 1, 1);
        Assert.Equal((4 - Math.Sqrt(32)) / 2, GroundState.Find(sum, sector).Energy, 1e-8);
    }

    [Fact]
    public void Electronic_SameSeed_SameIntegralsAllSymmetric()
    {
        var (a, b) = (HamiltonianGenerator.Electronic(5, 6, 3), HamiltonianGenerator.Electronic(5, 6, 3));
        Assert.NotEqual(a.Two(2, 1, 3, 0), HamiltonianGenerator.Electronic(5, 6, 4).Two(2, 1, 3, 0));
        for (var p = 0; p < 5; p++)
        {
            for (var q = 0; q < 5; q++)
            {
                Assert.Equal(a.One(p, q), a.One(q, p));
                Assert.Equal(a.Two(p, q, 1, 3), b.Two(1, 3, q, p));
                Assert.True(a.Two(p, q, p, q) >= 0);
            }
        }
    }

    [Fact]
    public void Strings_AreDistinctAndRepeat()
    {
        var (a, b) = (HamiltonianGenerator.Strings(5, 200, 1), HamiltonianGenerator.Strings(5, 200, 1));
        Assert.Equal(200, a.Select(t => t.String).Distinct().Count());
        Assert.Equal(a.Select(t => (t.String, t.Coefficient)), b.Select(t => (t.String, t.Coefficient)));
        Assert.Equal(-1, a.IndexOfIdentity());
    }

    private static Quiver.Hamiltonians.Pauli.PauliSum Mapped(MolecularIntegrals integrals)
    {
        var path = Path.GetTempFileName();
        try
        {
            IntegralWriter.Write(path, integrals, "fcidump");
            return HamiltonianReader.Read(path).Sum;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
