using Quiver.GFlowNet.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Formats;

public sealed class HamiltonianReaderTests
{
    /// <summary>File, qubits, terms with the identity (0: not stated), lowest energy ("checked" in the data's README; NaN: none).</summary>
    public static TheoryData<string, int, int, double> Files => new()
    {
        { "gflownet_molecules/h2_sto3g_1A_fermion.txt", 4, 15, -1.101150330233 },
        { "gflownet_molecules/lih_sto3g_1A_jw.txt", 12, 631, -7.784460280031 },
        { "gflownet_molecules/lih_sto3g_1A_bk.txt", 12, 631, -7.784460280031 },
        { "gflownet_molecules/lih_sto3g_1A_fermion.txt", 12, 631, -7.784460280031 },
        { "gflownet_molecules/beh2_sto3g_1A_jw.txt", 14, 666, -15.481741069508 },
        { "gflownet_molecules/h2o_sto3g_1A_fermion.txt", 14, 1086, -75.017688696182 },
        { "gflownet_molecules/h4_chain_sto3g_1A_jw_blocked.txt", 8, 185, -2.166387620646 },
        { "gflownet_molecules/nh3_sto3g_1A_jw.txt", 16, 3609, -55.515506245293 },
        { "gflownet_molecules/n2_sto3g_1A_jw.txt", 20, 2951, -107.549300957908 },
        { "symmer/LiH_STO-3G_SINGLET_JW.json", 12, 631, -7.882762231 },
        { "symmer/LiH_STO-3G_SINGLET_BK.json", 12, 631, -7.882762231 },
        { "symmer/NaCl_STO-3G_SINGLET_JW.json", 36, 42599, double.NaN },
        { "adaptiveshadows/H2_STO3g_4qubits/jw.txt", 4, 15, -1.85727503020 },
        { "adaptiveshadows/H2_6-31G_8qubits/parity.txt", 8, 185, -1.86086055552 },
        { "adaptiveshadows/LiH_STO3g_12qubits/jw.txt", 12, 631, -8.90829943147 },
        { "adaptiveshadows/BeH2_STO3g_14qubits/bk.txt", 14, 666, -19.04504960281 },
        { "adaptiveshadows/H2O_STO3g_14qubits/parity.txt", 14, 1086, -83.59943020534 },
        { "adaptiveshadows/NH3_STO3g_16qubits/jw.txt", 16, 3057, -66.88129938877 },
        { "ht_grouper/H2_bk.json", 4, 15, -1.630327589884 },
        { "ht_grouper/H4_bk.json", 8, 185, -4.459488867892 },
        { "ht_grouper/H6_bk.json", 12, 919, -7.839908349644 },
        { "ht_grouper/H8_bk.json", 16, 2913, -11.579978938482 },
        { "ht_grouper/H16_bk.json", 32, 47485, double.NaN },
        { "ht_grouper/water_361g_jw_1914.json", 26, 13148, double.NaN },
        { "picasso/Pauli_ket_ccsd_H2_631g.json", 8, 89, double.NaN },
        { "picasso/Pauli_ket_ccsd_Ham1_H2O.json", 14, 1086, double.NaN },
        { "vqe_term_grouping/H2_sto-3g_BK_0.7_AS2.txt", 4, 15, double.NaN },
        { "vqe_term_grouping/CH4_sto-3g_BK_grnd_AS9.txt", 18, 8484, double.NaN },
        { "fcidump/block2/N2.STO3G.FCIDUMP", 20, 0, -107.654122447525 },
        { "fcidump/block2/H4.STO6G.R1.8.FCIDUMP", 8, 0, -2.1903842178 },
        { "fcidump/block2/H8.STO6G.R1.8.FCIDUMP", 16, 0, -4.3450794024 },
        { "fcidump/block2/H2.6-31GSS.FCIDUMP", 20, 0, -1.1369814718 },
        { "fcidump/block2/HUBBARD-L2.FCIDUMP", 4, 0, -1.2360679775 },
        { "fcidump/block2/HUBBARD-L6.FCIDUMP", 12, 0, -4.5463137944 },
        { "fcidump/block2/HUBBARD-L8.FCIDUMP", 16, 0, -6.2256341444 },
        { "fcidump/qiskit_nature/test_fcidump_h2.fcidump", 4, 0, -1.1373060358 },
        { "fcidump/qiskit_nature/test_fcidump_lih.fcidump", 12, 0, -7.8824736254 },
        { "fcidump/qiskit_nature/test_fcidump_oh.fcidump", 12, 0, double.NaN },
        { "microsoft_quantum/H2_sto-3g.broombridge.yaml", 4, 0, double.NaN },
        { "microsoft_quantum/LiH_sto-3g.broombridge.yaml", 12, 0, double.NaN },
        { "microsoft_quantum/h2_sto3g_4.liquid.dat", 4, 0, double.NaN },
        { "microsoft_quantum/h2o_sto6g_14.liquid.dat", 14, 0, double.NaN },
        { "openfermion/H1-Li1_sto-3g_singlet_1.45.hdf5", 12, 0, -7.8809823148 },
        { "openfermion/H2_sto-3g_singlet_0.7414.hdf5", 4, 0, -1.1372701746 },
        { "openfermion/H2_6-31g_singlet_0.75.hdf5", 8, 0, -1.1516885475 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_PublicFile_HasItsTermsAndLowestEnergy(string name, int qubits, int terms, double energy)
    {
        var file = HamiltonianReader.Read(SharedData.Require(["hamiltonians", .. name.Split('/')]));
        Assert.Equal(qubits, file.Sum.Qubits);
        if (terms > 0)
        {
            Assert.Equal(terms, file.Sum.Count);
        }

        if (!double.IsNaN(energy))
        {
            var found = GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy;
            Assert.Equal(energy, found, 1e-8);
        }
    }

    [Fact]
    public void Read_EveryHamiltonianFile_Loads()
    {
        var root = SharedData.Require("hamiltonians");
        var skipped = new[] { "README", "LICENSE", "ExactEnergy", "hartree_fock", "jw_grouped", "connectivities", "grouping_result", "readme_", "logfiles", "results", "Grp_", "H4_1D_631g", "water_361g_star", "H14_bk", "H12_bk" };
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (!Array.Exists(skipped, s => path[root.Length..].Contains(s, StringComparison.Ordinal)))
            {
                Assert.True(HamiltonianReader.Read(path).Sum.Count > 0, path);
            }
        }
    }

    [Theory]
    [InlineData("lih_4q_parity_2.2.txt", -7.844878906)]
    [InlineData("beh2_6q_jw_1.33.txt", -14.861589183)]
    [InlineData("h2o_8q_jw.txt", -73.294106759)]
    public void Read_ArchitectureSearchFile_AddsTheShift(string name, double energy)
    {
        var file = HamiltonianReader.Read(SharedData.Require("qas", name));
        var found = GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy;
        Assert.Equal(energy, found + file.EnergyShift, 1e-8);
        Assert.Equal(file.StatedEnergy!.Value, found, 1e-8);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("# only a comment\n", "nothing but comments")]
    [InlineData("XX 0.5\nXQ 0.1\n", "a.txt:2: 'Q' in 'XQ'")]
    [InlineData("XX 0.5\nXYZ 0.1\n", "a.txt:2: label 'XYZ' has 3 letters, earlier ones have 2")]
    [InlineData("XX 0.5\nYY NaN\n", "a.txt:2: 'NaN' is not a finite number")]
    [InlineData("XX 0.5\nYY 1e999\n", "a.txt:2:")]
    [InlineData("XX 0.5\nXX 0.1\n", "a.txt:2: label 'XX' stands here a second time")]
    [InlineData("XX 0.5\nYY\n", "a.txt:2: expected a Pauli label and a coefficient")]
    [InlineData("{\"XX\": 0.5,\n \"YY\": 0.", "a.txt:2: the JSON is broken or cut off")]
    [InlineData("{\"XX\": 0.5,\n \"XX\": 0.25}", "a.txt:2: label 'XX' stands here a second time")]
    [InlineData("{\"XX\": \"abc\"}", "neither a number")]
    [InlineData("&FCI NORB=2,NELEC=2,\n", "has no end")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 1 1 3 1\n 0.1 9 9 9 9\n", "a.txt:3: orbital 9 does not exist")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 1 1\n", "a.txt:2: expected a value and four orbital numbers")]
    [InlineData("&FCI NORB=2,NELEC=9,MS2=1 &END\n 0.5 1 1 1 1\n", "do not fit")]
    [InlineData("title\n0.5 X0 Z1\n0.25 X0 X0\n", "a.txt:3: qubit 0 stands twice")]
    [InlineData("XX\n(0.5+0j)\nYY\n", "a.txt:3: the file ends after the label")]
    [InlineData("(0.5+0j) [X0 Z1] +\nabc [Z0]\n", "a.txt:2: 'abc' is not a finite number")]
    [InlineData("SparsePauliOp(['XX', 'YY'],\n  coeffs=[1.0])", "2 labels have 1 coefficients")]
    public void Read_BadContent_SaysWhatAndWhere(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.txt", content);
        var error = Assert.Throws<InputException>(() => { HamiltonianReader.Read(path); });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Read_FolderMissingBinaryAndHuge_AreRefusedAtOnce()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("folder", Assert.Throws<InputException>(() => { HamiltonianReader.Read(folder.Path); }).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<InputException>(() => { HamiltonianReader.Read(Path.Combine(folder.Path, "none")); }).Message, StringComparison.Ordinal);
        Assert.Contains("binary", Assert.Throws<InputException>(() => { HamiltonianReader.Read(folder.Write("b.bin", "\0\u0001XX")); }).Message, StringComparison.Ordinal);
        var huge = Path.Combine(folder.Path, "huge.txt");
        using (var stream = File.Create(huge))
        {
            stream.SetLength(3L << 30); // sparse: takes no space
        }

        Assert.Contains("3.2 GB", Assert.Throws<InputException>(() => { HamiltonianReader.Read(huge); }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("json")]
    [InlineData("sparse")]
    [InlineData("openfermion")]
    [InlineData("qiskit")]
    public void Write_ThenRead_KeepsEveryTerm(string format)
    {
        var sum = RandomPauli.Sum(5, 40, 3);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "h.txt");
        HamiltonianWriter.Write(path, sum, format);
        foreach (var option in new[] { "auto", format })
        {
            var read = HamiltonianReader.Read(path, new HamiltonianReadOptions { Format = option });
            Assert.Equal(format, read.Format);
            Assert.Equal(sum.Count, read.Sum.Count);
            for (var i = 0; i < sum.Count; i++)
            {
                Assert.Equal(sum.String(i), read.Sum.String(i));
                Assert.Equal(sum.Coefficient(i), read.Sum.Coefficient(i));
            }
        }
    }

    [Fact]
    public void Read_QiskitOperator_ReversesLabels()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("q.txt", "SparsePauliOp(['XIZ', 'IYI'],\n              coeffs=[ 0.5+0.j, -1. +0.j])");
        var sum = HamiltonianReader.Read(path).Sum;
        Assert.Equal("ZIX", sum.String(0).ToString());
        Assert.Equal(-1, sum.Coefficient(1).Real);
    }
}
