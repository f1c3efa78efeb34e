using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Formats;

/// <summary>Files like those in public bug reports; energies from an independent determinant program or by hand.</summary>
public sealed class FaultFileTests
{
    [Theory]
    [InlineData("u_alt_2n_iuhfT.fcidump", 6, -1.5603027708)]
    [InlineData("u_blocks_iuhf1.fcidump", 6, -1.5603027708)]
    [InlineData("trunc_101.fcidump", 6, -1.5603027708)] // whole: the same bytes as u_blocks_iuhf1
    [InlineData("q_sparse1.txt", 3, -1.75)]
    [InlineData("q_sparse2.txt", 5, -3)]
    [InlineData("q_cancel.txt", 2, -0.35)]
    [InlineData("j_zeros.json", 2, -0.75)]
    [InlineData("l_zero.txt", 2, 0)]
    [InlineData("s2.txt", 2, -2.0590169944)]
    [InlineData("s13.txt", 2, -2)]
    [InlineData("of_ident.txt", 1, -0.0988)]
    [InlineData("of_header.txt", 1, -0.2699)]
    [InlineData("of_dup.txt", 2, -0.85)]
    [InlineData("oh_opflow.txt", 12, -74.3871341272)]
    [InlineData("liq_oneline.dat", 4, -1.1372704221)]
    [InlineData("bb_03_kv.yaml", 4, -1.1372704221)]
    [InlineData("f_exp3.fcidump", 4, -1.1372704221)]
    [InlineData("hub2_noconst.fcidump", 4, -0.8284271247)]
    [InlineData("pl_json.json", 4, -0.2757951977)]
    [InlineData("hl_utf16.txt", 4, -3.1254198732)]
    public void Read_File_HasItsQubitsAndLowestEnergy(string name, int qubits, double energy)
    {
        var file = HamiltonianReader.Read(Fault(name));
        Assert.Equal(qubits, file.Sum.Qubits);
        Assert.Equal(energy, GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken).Energy, 1e-9);
    }

    [Theory]
    [InlineData("trunc_96.fcidump", "looks cut off")]
    [InlineData("of_xy.txt", "qubit 0 stands twice")]
    [InlineData("hamlib.hdf5", "option Key; its keys are ham_BK4, ham_JW4")]
    [InlineData("qk_g.json", "labels without coefficients")]
    public void Read_File_IsRefusedInOneSentence(string name, string expected)
    {
        var error = Assert.Throws<InputException>(() => { HamiltonianReader.Read(Fault(name)); });
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ham_JW4")]
    [InlineData("/ham_BK4")]
    public void Read_HamLib_TakesTheOperatorNamed(string key)
    {
        var file = HamiltonianReader.Read(Fault("hamlib.hdf5"), new HamiltonianReadOptions { Key = key });
        Assert.Equal((4, 27), (file.Sum.Qubits, file.Sum.Count));
        Assert.Equal(-3.1254198732, GroundState.Find(file.Sum, null, TestContext.Current.CancellationToken).Energy, 1e-9);
    }

    [Theory]
    [InlineData("l_zero.txt", 0, "2 terms with coefficient 0 are no terms and were left out; nothing is left")]
    [InlineData("j_zeros.json", 2, "2 terms with coefficient 0")]
    [InlineData("q_cancel.txt", 2, "1 term stands in the file a second time")]
    [InlineData("of_dup.txt", 2, "1 term stands in the file a second time")]
    [InlineData("of_imag.txt", 3, "3 of 3 coefficients are complex")]
    [InlineData("hub2_noconst.fcidump", 11, "no constant")]
    [InlineData("oh_opflow.txt", 631, "last letter of a label was read as qubit 0")]
    [InlineData("q_sparse1.txt", 3, "no num_qubits: 3 qubits")]
    public void Read_File_NotesWhatItAssumed(string name, int terms, string note)
    {
        var file = HamiltonianReader.Read(Fault(name));
        Assert.Equal(terms, file.Sum.Count);
        Assert.Contains(file.Notes, n => n.Contains(note, StringComparison.Ordinal));
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", name);
}
