using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Measuring;

/// <summary>Rules and coupling maps of measurement circuits.</summary>
public sealed class MeasurementOptionTests
{
    [Fact]
    public void Anticommuting_GroupMeasureAndCounts_GoTogether()
    {
        using var folder = new TemporaryFolder();
        var molecule = SharedData.Molecule("h2.fcidump");
        var run = Path.Combine(folder.Path, "run");
        var (code, _, error) = QuiverInProcess.Run("group", molecule, "--rule", "anticommuting", "--method", "si", "--out", run);
        Assert.True(code == 0, error);
        (code, var output, error) = QuiverInProcess.Run("check-grouping", molecule, Path.Combine(run, "grouping.json"), "--rule", "anticommuting");
        Assert.True(code == 0, output + error);

        // Circuits with the state's preparation; what they give is put in as counts.
        var shots = Path.Combine(folder.Path, "shots");
        (code, output, error) = QuiverInProcess.Run(
            "measure", molecule, "--rule", "anticommuting", "--method", "si", "--state", "hf", "--shots", "4000", "--out", shots, "--json", "-");
        Assert.True(code == 0, error);
        using var measured = JsonDocument.Parse(output);
        var results = measured.RootElement.GetProperty("results");
        Assert.InRange(
            Math.Abs(results.GetProperty("energy").GetDouble() - results.GetProperty("exactEnergy").GetDouble()), 0, 5 * results.GetProperty("predictedError").GetDouble() + 1e-9);
        using var recipe = JsonDocument.Parse(File.ReadAllText(Path.Combine(shots, "measurement.json")));
        var groups = recipe.RootElement.GetProperty("groups").EnumerateArray().ToArray();
        Assert.All(groups, static g => Assert.Single(g.GetProperty("terms").EnumerateArray()));
        foreach (var group in groups)
        {
            var name = group.GetProperty("name").GetString()!;
            (code, output, error) = QuiverInProcess.Run(
                "circuits", "run", Path.Combine(shots, name + ".qasm"), "--shots", "500", "--json", Path.Combine(shots, name + ".json"));
            Assert.True(code == 0, output + error);
        }

        (code, output, error) = QuiverInProcess.Run("measure", "--counts", shots, "--json", "-");
        Assert.True(code == 0, error);
        using var evaluated = JsonDocument.Parse(output);
        var energy = evaluated.RootElement.GetProperty("results");
        Assert.InRange(
            energy.GetProperty("energy").GetDouble() - results.GetProperty("exactEnergy").GetDouble(),
            -6 * energy.GetProperty("standardError").GetDouble() - 1e-9, 6 * energy.GetProperty("standardError").GetDouble() + 1e-9);
    }

    [Theory]
    [InlineData("group")]
    [InlineData("measure")]
    public void Coupling_Line_JoinsNeighboursOnly(string command)
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = QuiverInProcess.Run(
            command, SharedData.Molecule("h4.fcidump"), "--method", "si", "--coupling", "line", "--out", folder.Path);
        Assert.True(code == 0, error);
        var circuits = Directory.EnumerateFiles(folder.Path, "group-*.qasm", SearchOption.AllDirectories).ToArray();
        Assert.NotEmpty(circuits);
        var pairs = circuits.SelectMany(File.ReadLines).Where(static l => l.StartsWith("cx ", StringComparison.Ordinal) || l.StartsWith("cz ", StringComparison.Ordinal))
            .Select(static l => l.Split('[', ']')).Select(static p => Math.Abs(int.Parse(p[1]) - int.Parse(p[3]))).ToArray();
        Assert.NotEmpty(pairs);
        Assert.All(pairs, static d => Assert.Equal(1, d));
    }

    [Fact]
    public void Front_OnceMade_ServesEveryPreference()
    {
        using var folder = new TemporaryFolder();
        var molecule = SharedData.Molecule("h2.fcidump");
        var (code, _, error) = QuiverInProcess.Run("bench", "measure", molecule, "--front", folder.Path, "--time", "0.2s");
        Assert.True(code == 0, error);
        Assert.Contains("<svg ", File.ReadAllText(Path.Combine(folder.Path, "h2.svg")), StringComparison.Ordinal);
        var front = Path.Combine(folder.Path, "h2.json");
        (int Groups, int Gates) Measured(string weights)
        {
            var (exit, output, complaint) = QuiverInProcess.Run("measure", molecule, "--front", front, "--prefer", weights, "--shots", "100", "--json", "-");
            Assert.True(exit == 0, complaint);
            Assert.Contains("points on the front", complaint, StringComparison.Ordinal);
            using var document = JsonDocument.Parse(output);
            var results = document.RootElement.GetProperty("results");
            return (results.GetProperty("groups").GetInt32(), results.GetProperty("twoQubitGates").GetInt32());
        }

        Assert.Equal((2, 3), Measured("0,1,0"));
        Assert.Equal((5, 0), Measured("0,0.001,1"));

        // Another operator's front, and weights that are none.
        Assert.Contains("of another operator", QuiverInProcess.Refused("measure", SharedData.Molecule("h4.fcidump"), "--front", front, "--shots", "1000"), StringComparison.Ordinal);
        foreach (var weights in new[] { "1,2", "a,b,c", "0,0,0", "-1,1,1", "1,1,NaN" })
        {
            Assert.Contains("three weights", QuiverInProcess.Refused("measure", molecule, "--front", front, "--prefer", weights), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("measure MOLECULE --prefer 1,1,1", "--prefer has no effect without --front")]
    [InlineData("measure MOLECULE --front NEW --method si", "--method has no effect with --front")]
    [InlineData("group MOLECULE --method si --rule qwc --coupling line", "--coupling has no effect with --rule qwc")]
    [InlineData("measure MOLECULE --method si --rule anticommuting --coupling line", "--coupling has no effect with --rule anticommuting")]
    [InlineData("measure MOLECULE --method si --coupling 0-1,2-3", "does not connect qubits 0 and 2")]
    [InlineData("group MOLECULE --method si --coupling grid:2x3", "the map has 6 qubits, the operator 4")]
    [InlineData("group MOLECULE --method si --coupling 0:1", "is no coupling map")]
    [InlineData("measure MOLECULE --method si --rule anticommuting --estimator split", "leave --rule anticommuting out")]
    [InlineData("group MOLECULE --method ics --rule anticommuting", "splits coefficients among commuting groups")]
    [InlineData("measure MOLECULE --within 0.1 --shots 5", "shots are needed")]
    public void Options_ThatDoNotFit_AreRefused(string line, string reason)
    {
        using var inputs = new SmallInputs();
        Assert.Contains(reason, QuiverInProcess.Refused(inputs.Words(line)), StringComparison.Ordinal);
    }
}
