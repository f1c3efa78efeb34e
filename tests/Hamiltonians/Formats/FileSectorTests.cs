using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Formats;

/// <summary>Electrons and spin from the file or by name, and their way through tapering.</summary>
public sealed class FileSectorTests
{
    /// <summary>Energies by an own determinant CI program.</summary>
    [Theory]
    [InlineData("h4_2plus.fcidump", -0.8389324891, -0.8803183929)]
    [InlineData("lih_5.fcidump", -7.56289060, -7.78258281)]
    public void Read_Tapered_KeepsElectronsAndReference(string name, double hartreeFock, double exact)
    {
        foreach (var tapering in Enum.GetValues<TaperingChoice>())
        {
            foreach (var mapping in Enum.GetValues<FermionMapping>())
            {
                var file = HamiltonianReader.Read(Fault(name), new HamiltonianReadOptions { Tapering = tapering, Mapping = mapping });
                Assert.Equal(hartreeFock, ReferenceStates.HartreeFock(file.Sum, file.StateSector).Energy, 1e-7);
                Assert.Equal(exact, GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken).Energy, 1e-7);
                Assert.InRange(ReferenceStates.Cisd(file.Sum, file.StateSector!, TestContext.Current.CancellationToken).Energy, exact - 1e-8, hartreeFock);
            }
        }
    }

    /// <summary>The triplet ground state of O2 has Sz = 0 too: tapering goes to its symmetry, and the state says its spin.</summary>
    [Theory]
    [InlineData(0, TaperingChoice.None)]
    [InlineData(0, TaperingChoice.AllSymmetries)]
    [InlineData(2, TaperingChoice.AllSymmetries)]
    public void Read_Oxygen_HasTheTripletsEnergy(int spin, TaperingChoice tapering)
    {
        var file = HamiltonianReader.Read(Fault("o2_ms0.fcidump"), new HamiltonianReadOptions { Spin = spin, Tapering = tapering });
        var (energy, state) = GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken);
        Assert.Equal(-147.74160, energy, 1e-5);
        Assert.Equal(2, state.Expectation(ElectronSymmetry.TotalSpin(file.Sum.Qubits, file.StateSector!)), 1e-6);
    }

    /// <summary>Orbitals of O2 in any order: the same energy after tapering.</summary>
    [Fact]
    public void Read_OxygenTripletShuffledAndTapered_HasTheSameEnergies()
    {
        var integrals = FcidumpReader.Read(Fault("o2_ms0.fcidump")).WithElectrons(16, 2);
        using var folder = new TemporaryFolder();
        for (var seed = 0; seed < 2; seed++)
        {
            var path = folder.Write("o2.fcidump", RandomMolecule.Fcidump(RandomMolecule.Permute(integrals, RandomMolecule.Shuffle(10, seed)), new int[10]));
            var file = HamiltonianReader.Read(path, new HamiltonianReadOptions { Tapering = TaperingChoice.AllSymmetries });
            Assert.Equal(-147.6316552866, ReferenceStates.HartreeFock(file.Sum, file.StateSector).Energy, 1e-7);
            Assert.Equal(-147.7415968576, GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken).Energy, 1e-7);
        }
    }

    [Fact]
    public void Read_SymmetryThatIsNotDiagonal_IsLeftAndNamed()
    {
        var options = new HamiltonianReadOptions { Tapering = TaperingChoice.AllSymmetries };
        var file = HamiltonianReader.Read(Fault("hub2ph.fcidump"), options);
        Assert.Equal(["ZIZI", "IZIZ"], file.TaperedSector!.Tapering!.Generators.Select(g => g.ToString()));
        Assert.Equal(2, file.Sum.Qubits);
        Assert.Contains(file.Notes, n => n.StartsWith("YYXX commutes with every term too but is not diagonal", StringComparison.Ordinal));
        Assert.Equal(-4.8284271247, GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken).Energy, 1e-9);

        var named = HamiltonianReader.Read(Fault("hub2ph.fcidump"), options with { Symmetries = [("YYXX", true)] });
        Assert.Equal(1, named.Sum.Qubits);
        Assert.Contains(named.Notes, n => n.Contains("no longer kept", StringComparison.Ordinal));
        Assert.Equal(-4.8284271247, GroundState.Find(named.Sum, named.StateSector, TestContext.Current.CancellationToken).Energy, 1e-9);
    }

    /// <summary>Every named sector together holds the states of the electrons, none twice.</summary>
    [Fact]
    public void Read_EverySectorNamed_TogetherAreAllStates()
    {
        var options = new HamiltonianReadOptions { Tapering = TaperingChoice.AllSymmetries };
        var plain = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"), options);
        var generators = plain.TaperedSector!.Tapering!.Generators;
        var determinants = 0;
        var lowest = double.PositiveInfinity;
        for (var s = 0; s < 1 << generators.Count; s++)
        {
            var symmetries = generators.Select((g, i) => (g.ToString(), (s >> i & 1) != 0)).ToArray();
            try
            {
                var file = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"), options with { Symmetries = symmetries });
                determinants += file.StateSector!.Determinants(file.Sum.Qubits).Length;
                lowest = Math.Min(lowest, GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken).Energy);
            }
            catch (InputException e)
            {
                Assert.Contains("no determinant with 2 alpha and 2 beta electrons", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(36, determinants);
        Assert.Equal(-2.1663874485, lowest, 1e-7);
    }

    [Theory]
    [InlineData("f_n3q.fcidump", "NELEC = 3 with MS2 = 3 needs 3 electrons of one spin, but NORB = 2")]
    [InlineData("f_n4q.fcidump", "NELEC = 4 with MS2 = 2 needs 3 electrons of one spin, but NORB = 2")]
    public void Read_ImpossibleSpin_SaysTheFilesNumbers(string name, string expected) =>
        Assert.Contains(expected, Assert.Throws<InputException>(() => { HamiltonianReader.Read(Fault(name)); }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("NELEC=3,MS2=0", "NELEC = 3 and MS2 = 0 contradict each other: an odd number of electrons")]
    [InlineData("NELEC=3,MS2=2", "NELEC = 3 and MS2 = 2 contradict")]
    [InlineData("NELEC=2,MS2=1", "an even number of electrons has an even 2 Ms")]
    [InlineData("NELEC=2,MS2=4", "NELEC = 2 with MS2 = 4 needs 3 electrons of one spin, but NORB = 3 and there are 2 electrons")]
    [InlineData("NELEC=2,MS2=-4", "NELEC = 2 with MS2 = -4")]
    [InlineData("NELEC=7,MS2=1", "NELEC = 7: as many electrons do not fit NORB = 3, which allows 0 to 6")]
    [InlineData("NELEC=-1,MS2=1", "NELEC = -1")]
    [InlineData("NELEC=2,MS2=2147483646", "NELEC = 2 with MS2 = 2147483646")]
    public void Read_ContradictoryHeader_IsRefusedWithItsNumbers(string header, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.fcidump", $"&FCI NORB=3,{header},\n&END\n 0.5 1 1 1 1\n -1 1 1 0 0\n -0.5 2 2 0 0\n -0.2 3 3 0 0\n 0 0 0 0 0\n");
        Assert.Contains(expected, Assert.Throws<InputException>(() => { HamiltonianReader.Read(path); }).Message, StringComparison.Ordinal);
    }

    /// <summary>All spins that fit work: high spin, low spin, more beta than alpha, empty and full.</summary>
    [Fact]
    public void Read_EveryPossibleSpin_IsThatOfDeterminantCi()
    {
        using var folder = new TemporaryFolder();
        for (var electrons = 0; electrons <= 6; electrons++)
        {
            for (var spin = -Math.Min(electrons, 6 - electrons); spin <= Math.Min(electrons, 6 - electrons); spin += 2)
            {
                var (integrals, irreps) = RandomMolecule.Create(3, electrons, spin, 11);
                var file = HamiltonianReader.Read(folder.Write("a.fcidump", RandomMolecule.Fcidump(integrals, irreps)));
                Assert.Equal(DeterminantFci.Lowest(integrals), GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy, 1e-8);
                Assert.Equal((electrons, spin), (file.Sector!.Electrons, file.Sector.Spin));
            }
        }
    }

    [Fact]
    public void Read_ElectronsNamed_GiveTheIon()
    {
        var file = HamiltonianReader.Read(Fault("hehplus_labels.txt"), new HamiltonianReadOptions { Electrons = 2 });
        Assert.Equal(new ElectronSector(FermionMapping.JordanWigner, SpinOrder.Interleaved, 1, 1), file.Sector);
        Assert.Equal(-2.8626, GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy, 1e-4);
        Assert.Contains(file.Notes, n => n.Contains("JordanWigner with Interleaved spins was taken", StringComparison.Ordinal));
        Assert.Contains(file.Notes, n => n.StartsWith("2 Ms = 0 was assumed for 2 electrons", StringComparison.Ordinal));
    }

    /// <summary>A file of plain labels in any encoding: the encoding is found from the operator.</summary>
    [Fact]
    public void Read_LabelsInEveryEncoding_FindsTheEncodingAndTheEnergy()
    {
        using var folder = new TemporaryFolder();
        foreach (var mapping in Enum.GetValues<FermionMapping>())
        {
            foreach (var order in Enum.GetValues<SpinOrder>())
            {
                var source = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"), new HamiltonianReadOptions { Mapping = mapping, SpinOrder = order });
                var lines = Enumerable.Range(0, source.Sum.Count).Select(t => FormattableString.Invariant($"{source.Sum.String(t)} {source.Sum.Coefficients[t]:R}"));
                var path = folder.Write("h4.txt", string.Join('\n', lines) + "\n");
                var file = HamiltonianReader.Read(path, new HamiltonianReadOptions { Electrons = 3, Spin = 1, Tapering = TaperingChoice.AllSymmetries });
                Assert.Equal((mapping, order, 2, 1), (file.StateSector!.Mapping, file.StateSector.Order, file.StateSector.Alpha, file.StateSector.Beta));
                var cation = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"), new HamiltonianReadOptions { Electrons = 3, Spin = 1 });
                var expected = GroundState.Find(cation.Sum, cation.Sector, TestContext.Current.CancellationToken).Energy;
                Assert.Equal(expected, GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken).Energy, 1e-8);
            }
        }
    }

    [Theory]
    [InlineData("ZIII 1\nXIII 0.5\n", 2, null, "does not conserve the electrons")]
    [InlineData("ZIII 1\nIZII 0.5\n", 5, null, "option Electrons = 5: as many electrons do not fit the number of orbitals = 2")]
    [InlineData("ZIII 1\nIZII 0.5\n", 2, 1, "option Electrons = 2 and option Spin = 1 contradict")]
    [InlineData("ZII 1\nIZI 0.5\n", 2, 0, "even number of qubits")]
    [InlineData("ZIII 1\nIZII 0.5\n", null, 0, "give option Electrons too")]
    public void Read_ElectronsThatDoNotFit_AreRefused(string content, int? electrons, int? spin, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.txt", content);
        var error = Assert.Throws<InputException>(() => { HamiltonianReader.Read(path, new HamiltonianReadOptions { Electrons = electrons, Spin = spin }); });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("XIII", "does not commute with the term")]
    [InlineData("ZZ", "expected 4 letters")]
    [InlineData("IIII", "it is the identity")]
    public void Read_WrongSymmetry_SaysWhy(string label, string expected)
    {
        var options = new HamiltonianReadOptions { Tapering = TaperingChoice.AllSymmetries, Symmetries = [(label, false)] };
        Assert.Contains(expected, Assert.Throws<InputException>(() => { HamiltonianReader.Read(Fault("hub2ph.fcidump"), options); }).Message, StringComparison.Ordinal);
        var alone = options with { Tapering = TaperingChoice.None };
        Assert.Contains("no effect", Assert.Throws<InputException>(() => { HamiltonianReader.Read(Fault("hub2ph.fcidump"), alone); }).Message, StringComparison.Ordinal);
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", name);
}
