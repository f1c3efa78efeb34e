using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Formats;

/// <summary>A prefix of a file is refused or reported, or the rest of the file says nothing.</summary>
public sealed class CutFileTests
{
    [Theory]
    [InlineData("u_blocks_iuhf1.fcidump")]
    [InlineData("u_alt_2n_iuhfT.fcidump")]
    [InlineData("hub2ph.fcidump")]
    [InlineData("hub2_noconst.fcidump")]
    [InlineData("f_exp3.fcidump")]
    [InlineData("bb_03_kv.yaml")]
    [InlineData("liq_oneline.dat")]
    [InlineData("hehplus_labels.txt")]
    [InlineData("hl_utf16.txt")]
    [InlineData("of_header.txt")]
    [InlineData("of_dup.txt")]
    [InlineData("oh_opflow.txt")]
    [InlineData("pl_json.json")]
    [InlineData("j_zeros.json")]
    [InlineData("q_sparse2.txt")]
    [InlineData("qk_h.txt")]
    [InlineData("s2.txt")]
    [InlineData("hamlib.hdf5")]
    public void Read_Prefix_IsRefusedOrReported(string name) =>
        CheckPrefixes(File.ReadAllBytes(Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", name)));

    [Theory]
    [InlineData("labels")]
    [InlineData("json")]
    [InlineData("sparse")]
    [InlineData("openfermion")]
    [InlineData("qiskit")]
    public void Read_PrefixOfAWrittenFile_IsRefusedOrReported(string format) =>
        CheckPrefixes(System.Text.Encoding.UTF8.GetBytes(HamiltonianWriter.Format(RandomPauli.Sum(3, 12, 5), format)));

    private static void CheckPrefixes(byte[] bytes)
    {
        using var folder = new TemporaryFolder();
        var whole = Path.Combine(folder.Path, "whole");
        var path = Path.Combine(folder.Path, "cut");
        File.WriteAllBytes(whole, bytes);
        var expected = Read(whole);
        var step = Math.Max(1, bytes.Length / 600);
        for (var length = 1; length < bytes.Length; length += step)
        {
            File.WriteAllBytes(path, bytes[..length]);
            try
            {
                var file = Read(path);
                Assert.True(file.Notes.Any(n => n.Contains("cut off", StringComparison.Ordinal)) || Same(file, expected), $"the first {length} of {bytes.Length} bytes are read as whole");
            }
            catch (InputException e)
            {
                Assert.DoesNotContain(e.Message, char.IsControl);
            }
        }
    }

    private static HamiltonianFile Read(string path)
    {
        try
        {
            return HamiltonianReader.Read(path);
        }
        catch (InputException e) when (e.Message.Contains("its keys are", StringComparison.Ordinal))
        {
            return HamiltonianReader.Read(path, new HamiltonianReadOptions { Key = "ham_JW4" });
        }
    }

    private static bool Same(HamiltonianFile a, HamiltonianFile b) =>
        a.Sum.Count == b.Sum.Count && a.Sum.Qubits == b.Sum.Qubits && Enumerable.Range(0, a.Sum.Count).All(i => a.Sum.String(i) == b.Sum.String(i) && a.Sum.Coefficient(i) == b.Sum.Coefficient(i));
}
