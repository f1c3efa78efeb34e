using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

public sealed class CheckGroupingCommandTests
{
    [Fact]
    public void CheckGrouping_QiskitLabels_AreReadAsTheyStandInTheFile()
    {
        var (code, output, error) = QuiverProcess.Run("check-grouping", Fault("qk_h.txt"), Fault("qk_g.json"));
        Assert.True(code == 0, error);
        Assert.Contains("valid: 2 groups", output, StringComparison.Ordinal);
        Assert.Contains("note: The grouping's labels were read as they stand", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Group_OperatorThatIsNotHermitian_CostsTheSameInGroupAndCheck()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = QuiverProcess.Run("group", Fault("of_imag.txt"), "--method", "si", "--out", folder.Path, "--json", "-");
        Assert.True(code == 0, error);
        var grouped = ResultJson.Results(output);
        var bound = grouped.GetProperty("methods")[0].GetProperty("shotBound").GetDouble();
        Assert.Contains("3 of 3 coefficients are complex", string.Join(' ', ResultJson.Notes(output)), StringComparison.Ordinal);
        foreach (var name in new[] { "result.json", "grouping.json" })
        {
            var (checkCode, check, checkError) = QuiverProcess.Run("check-grouping", Fault("of_imag.txt"), Path.Combine(folder.Path, name), "--json", "-");
            Assert.True(checkCode == 0, checkError);
            var report = ResultJson.Results(check);
            Assert.Equal(bound, report.GetProperty("shotBound").GetDouble(), 1e-9 * bound);
        }
    }

    [Fact]
    public void CheckGrouping_ResultOfVersion01_IsStillRead()
    {
        using var folder = new TemporaryFolder();
        var molecule = SharedData.Molecule("h2.fcidump");
        var (code, output, error) = QuiverProcess.Run("group", molecule, "--method", "si", "--json", "-");
        Assert.True(code == 0, error);
        var envelope = ResultJson.Envelope(output);
        var (results, hash) = (envelope.GetProperty("results"), envelope.GetProperty("inputs")[0].GetProperty("sha256").GetString());
        string Old(int qubits, string? sha) => $$"""
            {
              "tool": "quiver group", "version": "0.1.0", "command": "group h2.fcidump", "seed": 0,
              "input": { "path": "h2.fcidump", "sha256": "{{sha}}", "qubits": {{qubits}}, "terms": 15, "mapping": "JordanWigner" },
              "rule": "fc", "state": "fci", "results": [], "best": {{results.GetProperty("best").GetRawText()}}, "pareto": [], "notes": []
            }
            """;
        var path = Path.Combine(folder.Path, "old.json");
        File.WriteAllText(path, Old(4, hash));
        (code, output, error) = QuiverProcess.Run("check-grouping", molecule, path);
        Assert.True(code == 0, error);
        Assert.Contains("valid: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("SHA-256", error, StringComparison.Ordinal);
        File.WriteAllText(path, Old(4, new string('0', 64)));
        Assert.Contains("its SHA-256 differs", QuiverProcess.Run("check-grouping", molecule, path).Error, StringComparison.Ordinal);
        File.WriteAllText(path, Old(5, hash));
        (code, _, error) = QuiverProcess.Run("check-grouping", molecule, path);
        Assert.Equal(2, code);
        Assert.Contains("whose qubits is 5; here it is 4", error, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckGrouping_ResultForAnotherFileOrOperator_IsNotedOrRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, QuiverProcess.Run("group", SharedData.Molecule("h2.fcidump"), "--method", "si", "--out", folder.Path).Code);
        var copy = Path.Combine(folder.Path, "copy.fcidump");
        File.WriteAllText(copy, File.ReadAllText(SharedData.Molecule("h2.fcidump")) + "\n");
        var result = Path.Combine(folder.Path, "result.json");
        Assert.Contains("its SHA-256 differs", QuiverProcess.Run("check-grouping", copy, result).Error, StringComparison.Ordinal);
        var (code, _, error) = QuiverProcess.Run("check-grouping", SharedData.Molecule("h4.fcidump"), result);
        Assert.Equal(2, code);
        Assert.Contains("whose qubits is 4; here it is 8", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("of_ident.txt", -0.0988)]
    [InlineData("l_zero.txt", 0)]
    public void Group_NothingToMeasure_IsNoGroupAndAnEnergy(string name, double energy)
    {
        var (code, output, error) = QuiverProcess.Run("group", Fault(name), "--json", "-");
        Assert.True(code == 0, error);
        var document = ResultJson.Results(output);
        Assert.Equal(0, document.GetProperty("best").GetProperty("groups").GetInt32());
        Assert.Equal(energy, document.GetProperty("energy").GetDouble(), 1e-12);
    }

    [Theory]
    [InlineData("qk_h.txt", "--mapping", "bk", "--mapping has no effect")]
    [InlineData("qk_h.txt", "--spin-order", "blocked", "--spin-order has no effect")]
    [InlineData("qk_h.txt", "--frozen", "1", "--frozen has no effect")]
    [InlineData("qk_h.txt", "--active", "1", "--active has no effect")]
    [InlineData("qk_h.txt", "--key", "1", "--key 1")]
    [InlineData("h4_2plus.fcidump", "--frozen", "-1", "--frozen -1 is out of range")]
    [InlineData("trunc_96.fcidump", "--state", "none", "looks cut off")]
    [InlineData("hamlib.hdf5", "--key", "nix", "its keys are ham_BK4, ham_JW4")]
    public void Info_OptionThatCannotMatter_IsRefused(string name, string option, string value, string expected)
    {
        var (code, _, error) = QuiverInProcess.Run("info", Fault(name), option, value);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error, StringComparison.Ordinal);
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", name);
}
