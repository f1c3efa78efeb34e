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

    [Theory]
    [InlineData("{\"0000\": 9223372036854775807}", "whole number from 0 to 10^15")]
    [InlineData("{\"0000\": 1000000000000000, \"0001\": 1000000000000000}", "more than 10^15 shots")]
    [InlineData("{\"0000\": -1}", "whole number from 0")]
    [InlineData("{\"0000\": 1.5}", "whole number from 0")]
    [InlineData("{\"000\": 1}", "has 3 bits")]
    [InlineData("{\"00002\": 1}", "no outcome of 4 bits")]
    [InlineData("{\"0x1f\": 1}", "no outcome of 4 qubits")]
    [InlineData("[\"0000\", 1]", "bit strings, not Number")]
    [InlineData("{}", "not one shot")]
    [InlineData("[]", "not one shot")]
    [InlineData("{\"0000\": 0}", "not one shot")]
    [InlineData("{\"results\": {\"classical\": [{\"bits\": \"0000\", \"count\": 0}]}}", "not one shot")]
    [InlineData("{\"results\": {\"classical\": [{\"bits\": \"0000\"}]}}", "results.classical")]
    [InlineData("{\"results\": {\"classical\": [{\"bits\": \"0000\", \"count\": -4}]}}", "negative")]
    [InlineData("{\"results\": [{\"data\": {\"counts\": {\"0x0\": 5}}}, {}]}", "of one circuit")]
    [InlineData("0000", "no JSON")]
    public void Counts_ThatAreNone_AreRefusedByFile(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = QuiverInProcess.Run("group", SharedData.Molecule("h2.fcidump"), "--method", "si", "--out", folder.Path);
        Assert.True(code == 0, error);
        var circuits = Path.Combine(folder.Path, "measurement");
        File.WriteAllText(Path.Combine(circuits, "group-001.json"), text);
        File.WriteAllText(Path.Combine(circuits, "group-002.json"), "{\"0000\": 3}");
        var sentence = QuiverInProcess.Refused("measure", "--counts", circuits);
        Assert.Contains("group-001.json", sentence, StringComparison.Ordinal);
        Assert.Contains(reason, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Circuits_OverOlderOnes_LeaveNoneBehind_AndRefuseCounts()
    {
        using var folder = new TemporaryFolder();
        var molecule = SharedData.Molecule("h2.fcidump");
        string[] Line(string rule) => ["group", molecule, "--method", "si", "--rule", rule, "--out", folder.Path];
        Assert.Equal(0, QuiverInProcess.Run(Line("qwc")).Code);
        var circuits = Path.Combine(folder.Path, "measurement");
        Assert.Equal(5, Directory.GetFiles(circuits, "*.qasm").Length);
        Assert.Equal(0, QuiverInProcess.Run(Line("fc")).Code);
        Assert.Equal(2, Directory.GetFiles(circuits, "*.qasm").Length);
        Assert.Equal(2, Directory.GetFiles(circuits, "*.qs").Length);

        // Counts of these circuits would give a wrong energy with others.
        File.WriteAllText(Path.Combine(circuits, "group-001.json"), "{\"0000\": 3}");
        Assert.Contains("counts of circuits that were written there before", QuiverInProcess.Refused(Line("qwc")), StringComparison.Ordinal);
        Assert.Contains("counts of circuits that were written there before", QuiverInProcess.Refused("measure", molecule, "--out", circuits), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(circuits, "*.qasm").Length);
    }

    [Fact]
    public void Noise_SharesShotsByNorm_SoThatTheErrorIsTheOneThatIsSeen()
    {
        // In the Hartree-Fock state the Z strings do not scatter, but a device's readout of them does.
        string[] line = ["measure", SharedData.Molecule("h2.fcidump"), "--method", "si", "--state", "hf", "--shots", "2000", "--json", "-",
            "--noise", Path.Combine(SharedData.Repository, "data", "devices", "falcon-like.json")];
        (double Energy, double Error, string Notes) Run(params string[] more)
        {
            var (code, output, error) = QuiverInProcess.Run([.. line, .. more]);
            Assert.True(code == 0, error);
            using var document = JsonDocument.Parse(output);
            var results = document.RootElement.GetProperty("results");
            Assert.Equal(JsonValueKind.Null, results.GetProperty("predictedError").ValueKind);
            return (results.GetProperty("energy").GetDouble(), results.GetProperty("standardError").GetDouble(), error);
        }

        var (energy, error, notes) = Run("--mitigate", "readout");
        Assert.Contains("shared by the norm", notes, StringComparison.Ordinal);
        Assert.InRange(energy, -1.0661 - (5 * error), -1.0661 + (5 * error) + 0.05);
        Assert.Contains("fewer than 10 shots", Run("--share", "optimal").Notes, StringComparison.Ordinal);
    }

    [Fact]
    public void FewShots_OfAKnownState_SayWhatTheyHide()
    {
        var (code, output, error) = QuiverInProcess.Run("measure", SharedData.Molecule("h2.fcidump"), "--state", "hf", "--method", "si", "--target-error", "10");
        Assert.True(code == 0, output + error);
        Assert.Contains("± 0.000000", output, StringComparison.Ordinal);
        Assert.Contains("groups have fewer than 10 shots, which show too small a standard error: by the state's variances it is", error, StringComparison.Ordinal);
        (_, _, error) = QuiverInProcess.Run("measure", SharedData.Molecule("h2.fcidump"), "--method", "si", "--shots", "4000");
        Assert.DoesNotContain("too small a standard error", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfAGroupingByAnotherRule_NamesIt()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "g.json");
        Assert.Equal(0, QuiverInProcess.Run("group", SharedData.Molecule("h2.fcidump"), "--rule", "anticommuting", "--method", "si", "--json", file).Code);
        var (code, output, _) = QuiverInProcess.Run("check-grouping", SharedData.Molecule("h2.fcidump"), file);
        Assert.Equal(1, code);
        Assert.Contains("--rule anticommuting checks that", output, StringComparison.Ordinal);
    }
}
