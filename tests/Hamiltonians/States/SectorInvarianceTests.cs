using CsCheck;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.States;

/// <summary>What must not change when orbitals are renumbered, mapped, tapered or measured in other units.</summary>
public sealed class SectorInvarianceTests
{
    private static readonly Gen<(int Orbitals, int Electrons, int Spin, int Bits, int Seed)> Molecules =
        Gen.Select(Gen.Int[2, 4], Gen.Int[0, 8], Gen.Int[-4, 4], Gen.Int[0, 2], Gen.Int[0, 100_000])
            .Where((n, e, s, _, _) => e >= 1 && e <= 2 * n && ((e ^ s) & 1) == 0 && (e + Math.Abs(s)) / 2 <= n && Math.Abs(s) <= e);

    [Fact]
    public void Energies_AnyOrderOfOrbitals_AreThoseOfDeterminantCi() =>
        Molecules.Sample(
            m =>
            {
                var (integrals, irreps) = RandomMolecule.Create(m.Orbitals, m.Electrons, m.Spin, m.Seed, m.Bits);
                var reference = ReferenceDeterminant.Find(integrals);
                var order = RandomMolecule.Shuffle(m.Orbitals, m.Seed);
                var file = Read(RandomMolecule.Permute(integrals, order), [.. order.Select(p => irreps[p])], new HamiltonianReadOptions());
                var (hartreeFock, cisd, exact) = Energies(file);
                Assert.Equal(DeterminantFci.Of(integrals, reference.Alpha, reference.Beta), hartreeFock, 1e-9);
                Assert.Equal(DeterminantFci.Cisd(integrals, reference.Alpha, reference.Beta), cisd, 1e-8);
                Assert.Equal(DeterminantFci.Lowest(integrals), exact, 1e-8);
            },
            iter: 40);

    [Fact]
    public void Energies_AnyMappingOrderAndTapering_AreTheSame() =>
        Gen.Select(Molecules, Gen.Enum<FermionMapping>(), Gen.Enum<SpinOrder>(), Gen.Enum<TaperingChoice>()).Sample(
            (m, mapping, order, tapering) =>
            {
                var (integrals, irreps) = RandomMolecule.Create(m.Orbitals, m.Electrons, m.Spin, m.Seed, m.Bits);
                var file = Read(integrals, irreps, new HamiltonianReadOptions { Mapping = mapping, SpinOrder = order, Tapering = tapering });
                Assert.Equal(DeterminantFci.Lowest(integrals), Energies(file).Exact, 1e-8);
            },
            iter: 60);

    [Fact]
    public void Energies_FrozenAndActive_AreThoseOfTheSameOrbitals() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 2]).Sample(
            (seed, frozen) =>
            {
                var (integrals, irreps) = RandomMolecule.Create(6, 6, 0, seed, 1);
                var options = new HamiltonianReadOptions { Frozen = frozen, Active = 5 - frozen };
                var order = RandomMolecule.Shuffle(6, seed + 1);
                var plain = Energies(Read(integrals, irreps, options));
                var shuffled = Energies(Read(RandomMolecule.Permute(integrals, order), [.. order.Select(p => irreps[p])], options));
                Assert.Equal(plain.HartreeFock, shuffled.HartreeFock, 1e-9);
                Assert.Equal(plain.Cisd, shuffled.Cisd, 1e-8);
                Assert.Equal(plain.Exact, shuffled.Exact, 1e-8);
                Assert.True(plain.Exact >= Energies(Read(integrals, irreps, new HamiltonianReadOptions())).Exact - 1e-9, "an active space lies above the whole");
            },
            iter: 15);

    [Theory]
    [InlineData(1e-9)]
    [InlineData(3e-5)]
    [InlineData(1e9)]
    public void Everything_InOtherUnits_ScalesAndChangesNothingElse(double unit)
    {
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var (integrals, irreps) = RandomMolecule.Create(4, 4, 0, seed, 1);
            var file = Read(integrals, irreps, new HamiltonianReadOptions());
            var scaled = file with { Sum = PauliAlgebra.Scale(file.Sum, unit) };
            var (plain, other) = (Energies(file), Energies(scaled));
            Assert.Equal(plain.HartreeFock, other.HartreeFock / unit, 1e-9);
            Assert.Equal(plain.Cisd, other.Cisd / unit, 1e-8);
            Assert.Equal(plain.Exact, other.Exact / unit, 1e-8);
            Assert.Equal(GroundState.Find(file.Sum).Energy, GroundState.Find(scaled.Sum).Energy / unit, 1e-8);
            Assert.Equal(ElectronSymmetry.Encodings(file.Sum), ElectronSymmetry.Encodings(scaled.Sum));
            Assert.Equal(QubitTapering.FindSymmetries(file.Sum), QubitTapering.FindSymmetries(scaled.Sum));
            Assert.Equal(Costs(file, 1), Costs(scaled, unit));
        }
    }

    /// <summary>An integral file in other units gives the same terms: thresholds are no absolute numbers.</summary>
    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e9)]
    public void Encode_InOtherUnits_GivesTheSameTerms(double unit)
    {
        var (integrals, irreps) = RandomMolecule.Create(4, 4, 0, 5, 1);
        var n = integrals.Orbitals;
        var one = Enumerable.Range(0, n * n).Select(i => unit * integrals.One(i / n, i % n)).ToArray();
        var two = Enumerable.Range(0, n * n * n * n).Select(i => unit * integrals.Two(i / n / n / n, i / n / n % n, i / n % n, i % n)).ToArray();
        var scaled = Read(new MolecularIntegrals(n, 4, 0, unit * integrals.Constant, [one], [two]), irreps, new HamiltonianReadOptions { Tapering = TaperingChoice.AllSymmetries });
        var plain = Read(integrals, irreps, new HamiltonianReadOptions { Tapering = TaperingChoice.AllSymmetries });
        Assert.Equal(plain.Sum.Count, scaled.Sum.Count);
        Assert.Equal(plain.TaperedSector, scaled.TaperedSector);
        Assert.Equal(Energies(plain).Exact, Energies(scaled).Exact / unit, 1e-8);
    }

    [Fact]
    public void GroupingCosts_AnyOrderOfOrbitals_AreCloseForEveryMethod()
    {
        var integrals = FcidumpReader.Read(SharedData.Molecule("h2o.fcidump"));
        var order = RandomMolecule.Shuffle(7, 3);
        var plain = Ranking(Read(integrals, new int[7], new HamiltonianReadOptions()));
        var shuffled = Ranking(Read(RandomMolecule.Permute(integrals, order), new int[7], new HamiltonianReadOptions()));
        Assert.Equal(plain, shuffled);
    }

    private static string[] Ranking(HamiltonianFile file)
    {
        var terms = file.Sum.WithoutIdentity(out _);
        var problem = new GroupingProblem(terms, CommutationRule.FullyCommuting, ReferenceStates.HartreeFock(file.Sum, file.Sector).State.Covariance(terms));
        var si = new SortedInsertionGrouper();
        var split = CoefficientSplitting.Split(problem, si.Group(problem).Grouping);
        return [.. new (string, double)[]
        {
            ("si", GroupingCost.Of(problem, si.Group(problem).Grouping).Epsilon2M!.Value),
            ("varsi", GroupingCost.Of(problem, new VarianceSortedInsertionGrouper().Group(problem).Grouping).Epsilon2M!.Value),
            ("ics", split.Epsilon2M[^1]),
        }.OrderBy(r => r.Item2).Select(r => r.Item1)];
    }

    private static double[] Costs(HamiltonianFile file, double unit)
    {
        var terms = file.Sum.WithoutIdentity(out _);
        var problem = new GroupingProblem(terms, CommutationRule.FullyCommuting, GroundState.Find(file.Sum, file.Sector).State.Covariance(terms));
        IGrouper[] groupers = [new SortedInsertionGrouper(), new VarianceSortedInsertionGrouper(), new AnnealingGrouper(new() { Budget = TimeSpan.FromSeconds(0.05), Seed = 1 })];
        return [.. groupers.Take(2).Select(g => Math.Round(GroupingCost.Of(problem, g.Group(problem).Grouping).Epsilon2M!.Value / unit / unit, 6))];
    }

    private static (double HartreeFock, double Cisd, double Exact) Energies(HamiltonianFile file)
    {
        var sector = file.StateSector!;
        return (ReferenceStates.HartreeFock(file.Sum, sector).Energy, ReferenceStates.Cisd(file.Sum, sector).Energy, GroundState.Find(file.Sum, sector).Energy);
    }

    private static HamiltonianFile Read(MolecularIntegrals integrals, int[] irreps, HamiltonianReadOptions options)
    {
        using var folder = new TemporaryFolder();
        return HamiltonianReader.Read(folder.Write("a.fcidump", RandomMolecule.Fcidump(integrals, irreps)), options);
    }
}
