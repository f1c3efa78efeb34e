using CsCheck;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Fermions;

public sealed class ReferenceDeterminantTests
{
    /// <summary>Water with its orbitals in the order of their irreps; the energies are those of an own Hartree-Fock and CI program.</summary>
    [Fact]
    public void Find_OrbitalsByIrrep_IsHartreeFock()
    {
        var file = HamiltonianReader.Read(Fault("h2o_molpro_order.fcidump"));
        Assert.Equal(-74.96298303, ReferenceStates.HartreeFock(file.Sum, file.Sector).Energy, 1e-7);
        Assert.Equal(-75.01676908, ReferenceStates.Cisd(file.Sum, file.Sector!, TestContext.Current.CancellationToken).Energy, 1e-7);
        Assert.Equal(new ReferenceDeterminant(0b0110111, 0b0110111), file.Sector!.Reference);
    }

    /// <summary>Stretched LiH: another closed shell of the same orbitals lies lower, but is not stationary.</summary>
    [Fact]
    public void Find_LowerDeterminantThatIsNotStationary_IsNotTaken()
    {
        var integrals = FcidumpReader.Read(Fault("lih_5.fcidump"));
        Assert.Equal(new ReferenceDeterminant(0b11, 0b11), ReferenceDeterminant.Find(integrals));
        Assert.Equal(-7.56289060, DeterminantFci.Of(integrals, 0b11, 0b11), 1e-7);
        Assert.Equal(-7.57327361, DeterminantFci.Of(integrals, 0b101, 0b101), 1e-7);
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("h4")]
    [InlineData("h6")]
    [InlineData("h10")]
    [InlineData("lih")]
    [InlineData("beh2")]
    [InlineData("h2o")]
    [InlineData("nh3")]
    [InlineData("n2")]
    [InlineData("h2_631g")]
    public void Find_ShuffledMolecule_IsTheShuffledDeterminant(string name)
    {
        var integrals = FcidumpReader.Read(SharedData.Molecule(name + ".fcidump"));
        var expected = ReferenceDeterminant.Find(integrals);
        Assert.Equal(ReferenceDeterminant.First(integrals.Alpha, integrals.Beta), expected);
        for (var seed = 0; seed < 3; seed++)
        {
            var order = RandomMolecule.Shuffle(integrals.Orbitals, seed);
            var found = ReferenceDeterminant.Find(RandomMolecule.Permute(integrals, order));
            for (var i = 0; i < order.Length; i++)
            {
                Assert.Equal(expected.Occupies(order[i], 0), found.Occupies(i, 0));
                Assert.Equal(expected.Occupies(order[i], 1), found.Occupies(i, 1));
            }
        }
    }

    /// <summary>The operator alone tells the same determinant as the integrals.</summary>
    [Fact]
    public void WithReference_FromTheOperator_IsThatOfTheIntegrals() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 1000], Gen.Enum<FermionMapping>(), Gen.Enum<SpinOrder>()).Sample(
            (n, pairs, open, seed, mapping, order) =>
            {
                var (alpha, beta) = (Math.Min(n, pairs + open), Math.Min(n, pairs));
                var (integrals, _) = RandomMolecule.Create(n, alpha + beta, alpha - beta, seed, 1);
                var fermions = FermionOperator.FromIntegrals(integrals, order);
                var sector = new ElectronSector(mapping, order, alpha, beta).WithReference(new FermionEncoding(mapping, 2 * n).Encode(fermions));
                Assert.Equal(ReferenceDeterminant.Find(integrals), sector.Reference);
            },
            iter: 60);

    /// <summary>Fewer determinants than are tried one by one, and descent, agree.</summary>
    [Fact]
    public void Find_ManyOrbitals_DescentFindsWhatTheSmallWindowHas()
    {
        // 26 orbitals, half filled: 10 million closed shells; the lowest is known because orbital p lies near -4 + 0.9 p.
        var (integrals, _) = RandomMolecule.Create(26, 26, 0, 4, 3);
        var order = RandomMolecule.Shuffle(26, 2);
        var (plain, shuffled) = (ReferenceDeterminant.Find(integrals), ReferenceDeterminant.Find(RandomMolecule.Permute(integrals, order)));
        Assert.Equal(Enumerable.Range(0, 26).Where(p => plain.Occupies(p, 0)), Enumerable.Range(0, 26).Where(i => shuffled.Occupies(i, 0)).Select(i => order[i]).Order());
    }

    [Fact]
    public void Reduce_OrbitalsByIrrep_FreezesTheLowestAndSaysWhich()
    {
        var notes = new Notes();
        var plain = ActiveSpace.Reduce(FcidumpReader.Read(SharedData.Molecule("h2o.fcidump")), 1, 4);
        var shuffled = ActiveSpace.Reduce(FcidumpReader.Read(Fault("h2o_molpro_order.fcidump")), 1, 4, notes);
        Assert.Equal(DeterminantFci.Lowest(plain), DeterminantFci.Lowest(shuffled), 1e-9);
        Assert.Contains(notes.Sentences, n => n.Contains("orbitals 1 are frozen and 2, 3, 5, 6 active", StringComparison.Ordinal));
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", name);
}
