using System.Text.Json;
using CsCheck;
using Quiver.Cli.Grouping;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

/// <summary>Groupings that one command makes and another checks, and the lengths of time that both take.</summary>
public sealed class GroupingPipelineTests
{
    [Theory]
    [InlineData("fc")]
    [InlineData("qwc")]
    public void Grouping_OfAnyMethod_ChecksByItsRuleAndHasItsCost(string rule)
    {
        using var inputs = new SmallInputs();
        var molecule = SharedData.Molecule("h2.fcidump");
        foreach (var method in new[] { "si", "lf", "dsatur", "rlf", "gis", "varsi", "exact" })
        {
            var (code, output, error) = QuiverInProcess.Run("group", molecule, "--method", method, "--rule", rule, "--out", inputs.At(method), "--json", "-");
            Assert.True(code == 0, error);
            var row = Assert.Single(ResultJson.Results(output).GetProperty("methods").EnumerateArray());
            var report = ResultJson.Results(Checked(0, molecule, inputs.At(method + "/grouping.json"), rule));
            Assert.Equal(row.GetProperty("groups").GetInt32(), report.GetProperty("groups").GetInt32());
            foreach (var cost in new[] { "epsilon2M", "shotBound" })
            {
                Assert.Equal(row.GetProperty(cost).GetDouble(), report.GetProperty(cost).GetDouble(), 1e-9 * row.GetProperty(cost).GetDouble());
            }

            // Qubit-wise groups commute fully too, and no coarser rule needs more groups at the best.
            Checked(0, molecule, inputs.At(method + "/grouping.json"), "fc");
        }
    }

    [Theory]
    [InlineData("[[0, 1, 2]]", "qwc", 1)]
    [InlineData("[[0, 1], [2]]", "qwc", 1)]
    [InlineData("[[0], [1], [2]]", "qwc", 0)]
    [InlineData("[[0, 1], [2]]", "fc", 0)]
    [InlineData("[[0, 1]]", "fc", 1)]
    [InlineData("[[0, 1], [3]]", "fc", 1)]
    [InlineData("[[-1], [0, 1], [2]]", "fc", 1)]
    [InlineData("[[0, 1], [1, 2]]", "fc", 1)]
    [InlineData("[[\"ZZ\", \"XX\"], [\"ZI\"]]", "fc", 0)]
    public void Check_OfAGrouping_FindsWhatIsWrong(string groups, string rule, int code)
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("g.json"), groups);
        var report = ResultJson.Results(Checked(code, inputs.At("operator.txt"), inputs.At("g.json"), rule));
        Assert.Equal((code == 0, code), (report.GetProperty("valid").GetBoolean(), Math.Min(1, report.GetProperty("problems").GetArrayLength())));
    }

    [Theory]
    [InlineData("[[0.5]]")]
    [InlineData("[[\"YY\"]]")]
    [InlineData("[[\"ZZZ\"]]")]
    [InlineData("{\"groups\": 3}")]
    [InlineData("[0, 1, 2]")]
    [InlineData("[[0, 1], [2]")]
    [InlineData("null")]
    public void Check_OfWhatIsNoGrouping_IsRefused(string groups)
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("g.json"), groups);
        Assert.Contains("g.json", QuiverInProcess.Refused("check-grouping", inputs.At("operator.txt"), inputs.At("g.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Duration_OfAnyLength_IsReadInItsUnit() =>
        Gen.Select(Gen.Double[0.001, 250], Gen.Int[0, 3]).Sample((length, which) =>
        {
            var text = length.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + (which == 3 ? string.Empty : "smh"[which]);
            Assert.Equal(length * (which == 1 ? 60 : which == 2 ? 3600 : 1), Parse(text), 1e-9 * length);
        });

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("0")]
    [InlineData("-5s")]
    [InlineData("100ms")]
    [InlineData("5sm")]
    [InlineData("1hh")]
    [InlineData("NaN")]
    [InlineData("1e300h")]
    [InlineData("278h")]
    [InlineData("5 minutes")]
    public void Duration_ThatIsNone_IsRefused(string text)
    {
        var command = new System.CommandLine.Command("x") { Durations.Option("--time", 5, "Time.") };
        Assert.Contains("is not a time", Assert.Single(command.Parse(["--time", text]).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_OfAMolecule_AgreesWithItsGrouping()
    {
        var molecule = SharedData.Molecule("h2.fcidump");
        foreach (var mapping in new[] { "jw", "parity", "bk" })
        {
            var info = ResultJson.Results(QuiverInProcess.Run("info", molecule, "--mapping", mapping, "--json", "-").Output);
            var group = ResultJson.Results(QuiverInProcess.Run("group", molecule, "--mapping", mapping, "--method", "si", "--json", "-").Output);
            foreach (var name in new[] { "qubits", "terms" })
            {
                Assert.Equal(info.GetProperty(name).GetInt32(), group.GetProperty(name).GetInt32());
            }

            Assert.Equal(-1.1011503301, group.GetProperty("energy").GetDouble(), 1e-8);
        }
    }

    private static double Parse(string text)
    {
        var option = Durations.Option("--time", 5, "Time.");
        var parsed = new System.CommandLine.Command("x") { option }.Parse(["--time", text]);
        Assert.Empty(parsed.Errors);
        return parsed.GetValue(option);
    }

    private static string Checked(int wanted, string file, string grouping, string rule)
    {
        var (code, output, error) = QuiverInProcess.Run("check-grouping", file, grouping, "--rule", rule, "--json", "-");
        Assert.True(code == wanted, $"exit {code}: {output}{error}");
        return output;
    }
}
