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
        var (code, _, error) = QuiverProcess.Run("info", Fault(name), option, value);
        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", error, StringComparison.Ordinal);
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", name);
}
