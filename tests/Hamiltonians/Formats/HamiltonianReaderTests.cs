using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;
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
        var file = HamiltonianReader.Read(SharedData.Require(["hamiltonians", .. name.Split('/')]), Options(name));
        Assert.Equal(qubits, file.Sum.Qubits);
        if (terms > 0)
        {
            Assert.Equal(terms, file.Sum.Count + file.ZeroTerms.Count);
        }

        if (!double.IsNaN(energy))
        {
            var found = GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy;
            Assert.Equal(energy, found, 1e-8);
        }
    }

    /// <summary>The hydroxyl file states 9 electrons with MS2=0, which no determinant has: its spin must be named.</summary>
    private static HamiltonianReadOptions Options(string path) => new() { Spin = path.EndsWith("test_fcidump_oh.fcidump", StringComparison.Ordinal) ? 1 : null };

    [Fact]
    public void Read_EveryHamiltonianFile_Loads()
    {
        var root = SharedData.Require("hamiltonians");
        var skipped = new[] { "README", "LICENSE", "ExactEnergy", "hartree_fock", "jw_grouped", "connectivities", "grouping_result", "readme_", "logfiles", "results", "Grp_", "H4_1D_631g", "water_361g_star", "H14_bk", "H12_bk", "f2_10e6o", "h2_v1_" };
        foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (!Array.Exists(skipped, s => path[root.Length..].Contains(s, StringComparison.Ordinal)))
            {
                Assert.True(HamiltonianReader.Read(path, Options(path)).Sum.Count > 0, path);
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
    [InlineData("XX 0.5\nYY\n", "a.txt:2: expected a Pauli label and a coefficient")]
    [InlineData("{\"XX\": 0.5,\n \"YY\": 0.", "a.txt:2: the JSON is broken or cut off")]
    [InlineData("{\"XX\": \"abc\"}", "neither a number")]
    [InlineData("&FCI NORB=2,NELEC=2,\n", "has no end")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 1 1 3 1\n 0.1 9 9 9 9\n", "a.txt:3: orbital 9 does not exist")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 1 1\n", "a.txt:2: expected a value and four orbital numbers")]
    [InlineData("&FCI NORB=2,NELEC=9,MS2=1 &END\n 0.5 1 1 1 1\n", "do not fit")]
    [InlineData("title\n0.5 X0 Z1\n0.25 X0 X0\n", "a.txt:3: qubit 0 stands twice")]
    [InlineData("XX\n(0.5+0j)\nYY\n", "a.txt:3: the file ends after the label")]
    [InlineData("(0.5+0j) [X0 Z1] +\nabc [Z0]\n", "a.txt:2: 'abc' is not a finite number")]
    [InlineData("XX 0.5\nXY inf\n", "a.txt:2: 'inf' is not a finite number")]
    [InlineData("nan IX\n", "a.txt:1: 'nan' is not a finite number")]
    [InlineData("0.5 QX\n", "a.txt:1: 'Q' in 'QX'")]
    [InlineData("# terms 3\nXX 0.5\nYY 0.5\n", "the header promises 3 terms, the file has 2")]
    [InlineData("0.0,XX\n0.5,XX\n", "a.txt:1: this is a grouping")]
    [InlineData("once upon a time\nthere was a file\n", "no Hamiltonian format is recognised")]
    [InlineData("{\"hamiltonian\": {\"XX\": [0.5, 0.0],\n \"YQ\": [1, 0]}}", "a.txt:2: 'Q' in 'YQ'")]
    [InlineData("{\"XX\": 0.5,\n\"YY\": [1, 2, 3]}", "a.txt:2: the coefficient is neither")]
    [InlineData("{\"XX\": NaN}", "a.txt:1: the JSON is broken")]
    [InlineData("{\"paulis\": [{\"label\": \"XX\"}]}", "a.txt:1: each entry needs a label and a coeff")]
    [InlineData("{\"paulis\": [{\"label\": \"XX\", \"coeff\": {\"real\": \"a\", \"imag\": 0}}]}", "a.txt:1: the coefficient is neither")]
    [InlineData("{\"grouping\": [], \"runtime\": 3}", "this is a grouping")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 1 1 1 1\n -1 1 1 0 0\n", "cut off")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 1 1 3 1\n 0 0 0 0 0\n", "a.txt:2: orbital 3 does not exist")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 1 1 1 1\n 0.5 1 1 1 1\n 0 0 0 0 0\n", "a.txt:3: the integral 1 1 1 1 stands here a second time")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 2 1 1 1\n 0.6 1 2 1 1\n 0 0 0 0 0\n", "a.txt:3: a permutation")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n 0.5 1 1 1 0\n 0 0 0 0 0\n", "a.txt:2: the orbital numbers 1 1 1 0")]
    [InlineData("&FCI NORB=2,NELEC=2,MS2=0 &END\n nan 1 1 1 1\n 0 0 0 0 0\n", "a.txt:2: 'nan' is not a finite number")]
    [InlineData("&FCI NORB=100000,NELEC=2,MS2=0 &END\n 0 0 0 0 0\n", "between 1 and 64")]
    [InlineData("&FCI NELEC=2,MS2=0 &END\n 0 0 0 0 0\n", "names no NORB")]
    [InlineData("0.5 X0 Z1\n0.25 X99999999\n", "a.txt:2: 'X99999999'")]
    [InlineData("0.5 [0^ 1] +\n0.25 [0^ x]", "a.txt:2: 'x' is not a ladder operator")]
    [InlineData("0.5 [X0] +\n0.25 [X1] +\n", "a.txt:2: the file ends after a +")]
    [InlineData("0.5 [X0] 0.3 [X1]", "a.txt:1: expected +")]
    [InlineData("[('XX', 0.5), ('YY' 0.25", "cut off")]
    [InlineData("[('XX', 0.5),\n ('Y', 0.25)]", "a.txt:2: label 'Y' has 1 letters")]
    [InlineData("[('XX', 0.5),\n ('YY', nan)]", "a.txt:2: the coefficient of YY is not a finite number")]
    [InlineData("SparsePauliOp(['XX', 'YY', ..., 'ZZ'],\n coeffs=[1.0, 2.0])", "a.txt:1: the printed operator was shortened")]
    [InlineData("nuc=0.7\n0,0=-1.25\n0,0,0=3\n", "a.txt:3: '0,0,0' is not two or four orbital numbers")]
    [InlineData("nuc=0.7\n0,0=-1.25\n0,1,0,1=0.1\n1,0,1,0=0.2\n", "a.txt:4: this integral")]
    [InlineData("format: {version: '0.2'}\nproblem_description:\n- hamiltonian: {one", "the YAML is broken or cut off")]
    [InlineData("format: {version: '0.2'}\nproblem_description: 3\n", "not a Broombridge file")]
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

    [Theory]
    [InlineData("(0.5+0j) XX\n(-0.25 - 1j) YY\n", "labels", "XX", -0.25, -1)]
    [InlineData("XX: 0.5\nYY: 1e-3j\n", "labels", "XX", 0, 1e-3)]
    [InlineData("XX,0.5\r\nYY,0.75 # a remark\r\n", "labels", "XX", 0.75, 0)]
    [InlineData("0.5 X0 X1\n-0.5D-1 Y1 Y0\n", "sparse", "XX", -0.05, 0)]
    [InlineData("X0 X1 0.5\nY1 Y0 0.25\n", "sparse", "XX", 0.25, 0)]
    [InlineData("H 2\n0.5 X0 X1\n-0.05 Y1 Y0\n", "sparse", "XX", -0.05, 0)]
    [InlineData("(0.5+0j) [X0 X1] + (1+2j) [Y0 Y1]", "openfermion", "XX", 1, 2)]
    [InlineData("0.5 [X0 X1] - 2.5 [Y0 Y1]", "openfermion", "XX", -2.5, 0)]
    [InlineData("[(\"XX\", 0.5), (\"YY\", (1-2j))]", "qiskit", "XX", 1, -2)]
    [InlineData("[[\"XX\", [0.5, 0.0]], [\"YY\", [1.0, -2.0]]]", "qiskit", "XX", 1, -2)]
    [InlineData("SparsePauliOp.from_list([('XX', 0.5), ('YY', 2)])", "qiskit", "XX", 2, 0)]
    [InlineData("PauliSumOp(SparsePauliOp(['XX', 'YY'],\n coeffs=[0.5+0.j, 1. -2.j ]), coeff=2.0)", "qiskit", "XX", 2, -4)]
    [InlineData("\uFEFF{\"XX\": 0.5, \"YY\": \"(1-2j)\"}", "json", "XX", 1, -2)]
    [InlineData("[{\"label\": \"XX\", \"coeff\": 0.5}, {\"label\": \"YY\", \"coeff\": [1, -2]}]", "json", "XX", 1, -2)]
    public void Read_SpellingsOfOneFormat_AreTheSame(string content, string format, string label, double re, double im)
    {
        using var folder = new TemporaryFolder();
        var file = HamiltonianReader.Read(folder.Write("a.txt", content));
        Assert.Equal(format, file.Format);
        Assert.Equal(2, file.Sum.Count);
        Assert.Equal(label, file.Sum.String(0).ToString());
        Assert.Equal("YY", file.Sum.String(1).ToString());
        Assert.Equal(re, file.Sum.Coefficient(1).Real, 1e-15);
        Assert.Equal(im, file.Sum.Coefficient(1).Imaginary, 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_GarbageOfAnyKind_IsOneSentence(int seed)
    {
        var random = new Random(seed);
        var bytes = new byte[5000];
        random.NextBytes(bytes);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "g");
        File.WriteAllBytes(path, bytes);
        foreach (var format in HamiltonianReader.FormatNames)
        {
            var error = Assert.Throws<InputException>(() => { HamiltonianReader.Read(path, new HamiltonianReadOptions { Format = format }); });
            Assert.DoesNotContain(error.Message, char.IsControl);
            Assert.True(error.Message.Length < 300);
        }
    }

    [Theory]
    [InlineData("openfermion/H2_sto-3g_singlet_0.7414.hdf5")]
    [InlineData("symmer/H3+_STO-3G_SINGLET_JW.json")]
    [InlineData("adaptiveshadows/H2_6-31G_8qubits/jw.txt")]
    [InlineData("adaptiveshadows/H2_STO3g_4qubits/jw.txt")]
    [InlineData("microsoft_quantum/H2_sto-3g.broombridge.yaml")]
    [InlineData("fcidump/qiskit_nature/test_fcidump_h2.fcidump")]
    [InlineData("ht_grouper/H2_bk.json")]
    public void Read_FileCutAnywhere_EndsInAHamiltonianOrOneSentence(string name)
    {
        var bytes = File.ReadAllBytes(SharedData.Require(["hamiltonians", .. name.Split('/')]));
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "cut");
        for (var part = 1; part < 40; part++)
        {
            File.WriteAllBytes(path, bytes[..(bytes.Length * part / 40)]);
            try
            {
                HamiltonianReader.Read(path);
            }
            catch (InputException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Theory]
    [InlineData("openfermion/H2_sto-3g_singlet_0.7414.hdf5", 60)]
    [InlineData("symmer/H3+_STO-3G_SINGLET_JW.json", 150)]
    [InlineData("adaptiveshadows/H2_6-31G_8qubits/jw.txt", 150)]
    [InlineData("adaptiveshadows/H2_STO3g_4qubits/jw.txt", 300)]
    [InlineData("gflownet_molecules/h2_sto3g_1A_jw.txt", 300)]
    [InlineData("gflownet_molecules/h2_sto3g_1A_fermion.txt", 300)]
    [InlineData("vqe_term_grouping/H2_sto-3g_BK_0.7_AS2.txt", 300)]
    [InlineData("microsoft_quantum/H2_sto-3g.broombridge.yaml", 150)]
    [InlineData("microsoft_quantum/h2_sto3g_4.liquid.dat", 300)]
    [InlineData("fcidump/qiskit_nature/test_fcidump_h2.fcidump", 300)]
    public void Read_MutatedFile_EndsInAHamiltonianOrOneSentence(string name, int trials)
    {
        const string Characters = " \t\n0-9.[]{}()^,:XQ'\"#=";
        var original = File.ReadAllBytes(SharedData.Require(["hamiltonians", .. name.Split('/')]));
        var random = new Random(17);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "mutated");
        for (var trial = 0; trial < trials; trial++)
        {
            var bytes = original.ToList();
            for (var edit = random.Next(1, 4); edit > 0; edit--)
            {
                var at = random.Next(bytes.Count - 20);
                switch (random.Next(4))
                {
                    case 0:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes[at] = (byte)Characters[random.Next(Characters.Length)];
                        break;
                    case 2:
                        bytes.RemoveRange(at, random.Next(1, 20));
                        break;
                    default:
                        bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - 20), 20));
                        break;
                }
            }

            File.WriteAllBytes(path, [.. bytes]);
            foreach (var format in new[] { "auto", "labels", "sparse", "openfermion", "qiskit" }.Take(original.Length < 3000 ? 5 : 1))
            {
                try
                {
                    HamiltonianReader.Read(path, new HamiltonianReadOptions { Format = format });
                }
                catch (InputException e)
                {
                    Assert.DoesNotContain(e.Message, char.IsControl);
                }
            }
        }
    }

    /// <summary>The rest of the energies marked "checked"; minutes of work, so only with QUIVER_SLOW_TESTS set.</summary>
    [Theory]
    [InlineData("fcidump/block2/H10.STO6G.R1.8.FCIDUMP", -5.424385375684663)]
    [InlineData("gflownet_molecules/nh3_sto3g_1A_bk.txt", -55.515506245293)]
    [InlineData("gflownet_molecules/n2_sto3g_1A_bk.txt", -107.549300957908)]
    [InlineData("gflownet_molecules/n2_sto3g_1A_fermion.txt", -107.549300957908)]
    [InlineData("ht_grouper/H10_bk.json", -15.587615883646)]
    [InlineData("adaptiveshadows/LiH_STO3g_12qubits/parity.txt", -8.90829943147)]
    [InlineData("adaptiveshadows/LiH_STO3g_12qubits/bk.txt", -8.90829943147)]
    [InlineData("adaptiveshadows/BeH2_STO3g_14qubits/jw.txt", -19.04504960281)]
    [InlineData("adaptiveshadows/BeH2_STO3g_14qubits/parity.txt", -19.04504960281)]
    [InlineData("adaptiveshadows/H2O_STO3g_14qubits/jw.txt", -83.59943020534)]
    [InlineData("adaptiveshadows/H2O_STO3g_14qubits/bk.txt", -83.59943020534)]
    [InlineData("adaptiveshadows/NH3_STO3g_16qubits/parity.txt", -66.88129938877)]
    [InlineData("adaptiveshadows/NH3_STO3g_16qubits/bk.txt", -66.88129938877)]
    public void Read_LargerPublicFile_HasItsLowestEnergy(string name, double energy)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("QUIVER_SLOW_TESTS") is { Length: > 0 }, "set QUIVER_SLOW_TESTS to run");
        var file = HamiltonianReader.Read(SharedData.Require(["hamiltonians", .. name.Split('/')]));
        Assert.Equal(energy, GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy, 1e-8);
    }

    [Fact]
    public void Read_Comments_GiveSectorTermsAndEnergies()
    {
        var file = HamiltonianReader.Read(SharedData.Require("hamiltonians", "gflownet_molecules", "lih_sto3g_1A_jw.txt"));
        Assert.Equal(new ElectronSector(FermionMapping.JordanWigner, SpinOrder.Interleaved, 2, 2), file.Sector);
        Assert.Equal(-7.784460280031, file.StatedEnergy!.Value, 1e-12);
        var symmer = HamiltonianReader.Read(SharedData.Require("hamiltonians", "symmer", "LiH_STO-3G_SINGLET_BK.json"));
        Assert.Equal(new ElectronSector(FermionMapping.BravyiKitaev, SpinOrder.Interleaved, 2, 2), symmer.Sector);
        Assert.Equal(-7.882762230971957, symmer.Energies["FCI"]);
        Assert.Equal(-7.863115321486986, ReferenceStates.HartreeFock(symmer.Sum, symmer.Sector).Energy, 1e-8);
        Assert.Null(HamiltonianReader.Read(SharedData.Require("qas", "lih_4q_parity_2.2.txt")).Sector); // tapered
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("lih")]
    [InlineData("beh2")]
    [InlineData("h2o")]
    [InlineData("nh3")]
    [InlineData("n2")]
    public void Read_OwnFcidump_GivesThePublicQubitOperator(string name)
    {
        // Two integral programs: signs of orbitals and rotations among degenerate ones are free. They change neither the
        // identity nor the norm; without degenerate orbitals they change no magnitude either.
        var theirs = HamiltonianReader.Read(SharedData.Require("hamiltonians", "gflownet_molecules", name + "_sto3g_1A_jw.txt")).Sum;
        var ours = HamiltonianReader.Read(SharedData.Molecule(name + ".fcidump")).Sum;
        Assert.Equal(theirs.Qubits, ours.Qubits);
        Assert.Equal(SquaredNorm(theirs), SquaredNorm(ours), 1e-5 * SquaredNorm(theirs));
        Assert.Equal(theirs.Coefficient(theirs.IndexOfIdentity()).Real, ours.Coefficient(ours.IndexOfIdentity()).Real, 1e-4);
        if (name is "h2" or "lih" or "h2o")
        {
            var map = Enumerable.Range(0, theirs.Count).ToDictionary(theirs.String, t => theirs.Coefficients[t]);
            for (var t = 0; t < ours.Count; t++)
            {
                Assert.Equal(Math.Abs(map.GetValueOrDefault(ours.String(t))), Math.Abs(ours.Coefficients[t]), 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(TaperingChoice.ElectronParities, 10)]
    [InlineData(TaperingChoice.AllSymmetries, 8)]
    public void Read_Tapered_KeepsTheGroundEnergy(TaperingChoice choice, int qubits)
    {
        foreach (var mapping in Enum.GetValues<FermionMapping>())
        {
            var file = HamiltonianReader.Read(SharedData.Molecule("lih.fcidump"), new HamiltonianReadOptions { Mapping = mapping, SpinOrder = SpinOrder.Blocked, Tapering = choice });
            Assert.Null(file.Sector);
            Assert.InRange(file.Sum.Qubits, qubits, qubits);
            Assert.Equal(-7.7844602803, GroundState.Find(file.Sum, null, TestContext.Current.CancellationToken).Energy, 1e-7);
        }

        var error = Assert.Throws<InputException>(() => { HamiltonianReader.Read(SharedData.Require("qas", "tfim_6q_j1_h0.001.txt"), new HamiltonianReadOptions { Tapering = choice }); });
        Assert.Contains("electron numbers", error.Message, StringComparison.Ordinal);
    }

    private static double SquaredNorm(Quiver.Hamiltonians.Pauli.PauliSum sum)
    {
        var rest = sum.WithoutIdentity(out _);
        double total = 0;
        foreach (var c in rest.Coefficients)
        {
            total += c * c;
        }

        return total;
    }

    [Theory]
    [InlineData("labels", 0)]
    [InlineData("json", 0)]
    [InlineData("sparse", 0)]
    [InlineData("openfermion", 4)]
    [InlineData("qiskit", 0)]
    public void Write_ComplexWithIdleLastQubit_RoundTrips(string format, int qubits)
    {
        var builder = new Quiver.Hamiltonians.Pauli.PauliSumBuilder(4);
        builder.Add(Quiver.Hamiltonians.Pauli.PauliString.Parse("IIII"), new System.Numerics.Complex(1.0 / 3, -2e-7));
        builder.Add(Quiver.Hamiltonians.Pauli.PauliString.Parse("XYII"), new System.Numerics.Complex(0, 1e-17));
        builder.Add(Quiver.Hamiltonians.Pauli.PauliString.Parse("IZYI"), new System.Numerics.Complex(-1e22, -0.1));
        var sum = builder.Build(-1);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "h");
        HamiltonianWriter.Write(path, sum, format);
        var read = HamiltonianReader.Read(path, new HamiltonianReadOptions { Qubits = qubits }).Sum;
        Assert.Equal(4, read.Qubits);
        for (var i = 0; i < sum.Count; i++)
        {
            Assert.Equal(sum.String(i), read.String(i));
            Assert.Equal(sum.Coefficient(i), read.Coefficient(i));
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
