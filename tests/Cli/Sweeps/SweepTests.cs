using System.Text.Json;
using System.Text.Json.Nodes;
using Quiver.Cli.Common;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Sweeps;

/// <summary>Sweeps: what a plan expands to, that units run once, go on, and give the table of their runs.</summary>
public sealed class SweepTests
{
    private const string Plan = """
        {
          // Two files, two rules, two methods.
          "command": "group",
          "options": { "state": "none" },
          "grid": { "arguments": ["OPERATOR", ["MOLECULE"]], "rule": ["fc", "qwc"], "method": ["si", "lf"] },
          "figures": ["best."],
          "processes": 2,
        }
        """;

    [Fact]
    public void Plan_Expands_ToEveryCombinationInOrder()
    {
        using var inputs = new SmallInputs();
        var (code, output, error) = QuiverInProcess.Run("sweep", Write(inputs, Plan), "--out", inputs.At("sweep"), "--dry-run");
        Assert.True(code == 0, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, lines.Length);
        Assert.EndsWith("--state none --rule fc --method si", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("--state none --rule fc --method lf", lines[1], StringComparison.Ordinal);
        Assert.Contains("operator.txt", lines[3], StringComparison.Ordinal);
        Assert.Contains("h2.fcidump", lines[4], StringComparison.Ordinal);
        Assert.False(Directory.Exists(inputs.At("sweep")));
    }

    [Fact]
    public void Draws_FollowTheirSeedAndNameAndStayWithinTheirRange()
    {
        using var inputs = new SmallInputs();
        string Lines(string random, int seed) => QuiverInProcess.Run("sweep", Write(inputs, $$"""
            { "command": "grid", "random": { {{random}} }, "samples": 50, "seed": {{seed}} }
            """), "--out", inputs.At("sweep"), "--dry-run").Output;
        var one = Lines("\"hidden\": [8, 16]", 1);
        Assert.Equal(one, Lines("\"hidden\": [8, 16]", 1));
        Assert.NotEqual(one, Lines("\"hidden\": [8, 16]", 2));

        // Another option beside it leaves its draws as they were.
        var two = Lines("\"hidden\": [8, 16], \"batch\": {\"whole\": [3, 5]}, \"r0\": {\"log\": [1e-3, 1]}, \"r1\": {\"uniform\": [0.25, 0.5]}", 1);
        Assert.Equal(Words(one, "--hidden"), Words(two, "--hidden"));
        Assert.Equal(["3", "4", "5"], Words(two, "--batch").Distinct().Order(StringComparer.Ordinal));
        Assert.All(Words(two, "--r0"), w => Assert.InRange(double.Parse(w, System.Globalization.CultureInfo.InvariantCulture), 1e-3, 1));
        Assert.All(Words(two, "--r1"), w => Assert.InRange(double.Parse(w, System.Globalization.CultureInfo.InvariantCulture), 0.25, 0.5));
        Assert.Equal(50, Words(two, "--r0").Distinct().Count());
    }

    [Fact]
    public void Sweep_RunsEveryUnitOnce_AndTheSameLineAgainRunsNone()
    {
        using var inputs = new SmallInputs();
        var (plan, sweep) = (Write(inputs, Plan), inputs.At("sweep"));
        var (code, output, error) = QuiverInProcess.Run("sweep", plan, "--out", sweep, "--json", "-");
        Assert.True(code == 0, error);
        var rows = ResultJson.Results(output).GetProperty("units");
        Assert.Equal(8, rows.GetArrayLength());
        Assert.All(rows.EnumerateArray(), r => Assert.Equal("finished", r.GetProperty("state").GetString()));
        Assert.Equal("qwc", rows[2].GetProperty("choices").GetProperty("rule").GetString());
        var single = ResultJson.Results(QuiverInProcess.Run("group", inputs.At("operator.txt"), "--state", "none", "--rule", "qwc", "--method", "si", "--json", "-").Output);
        Assert.Equal(
            single.GetProperty("best").GetProperty("shotBound").GetDouble(), rows[2].GetProperty("figures").GetProperty("best.shotBound").GetDouble());
        var summary = File.ReadAllText(Path.Combine(sweep, "summary.csv"));
        Assert.Equal(9, summary.TrimEnd().Split('\n').Length);
        Assert.StartsWith("unit,state,arguments,rule,method,best.groups,", summary, StringComparison.Ordinal);
        Assert.StartsWith("| unit | state |", File.ReadAllText(Path.Combine(sweep, "summary.md")), StringComparison.Ordinal);

        var before = Attempts(sweep);
        Assert.Equal(0, QuiverInProcess.Run("sweep", plan, "--out", sweep).Code);
        Assert.Equal(before, Attempts(sweep));
        Assert.Equal(summary, File.ReadAllText(Path.Combine(sweep, "summary.csv")));

        // One unit is lost; the same line brings it back, to the same table.
        Directory.Delete(Path.Combine(sweep, "units", "00003"), recursive: true);
        Assert.Equal(0, QuiverInProcess.Run("sweep", plan, "--out", sweep).Code);
        Assert.Equal(summary, File.ReadAllText(Path.Combine(sweep, "summary.csv")));

        Assert.Contains("belongs to another plan", QuiverInProcess.Refused("sweep", Write(inputs, Plan.Replace("lf", "rlf", StringComparison.Ordinal)), "--out", sweep), StringComparison.Ordinal);
    }

    [Fact]
    public void Units_ThatFailOrTakeTooLong_AreNamed_AndTheOthersFinish()
    {
        using var inputs = new SmallInputs();
        var plan = Write(inputs, """
            { "command": "info", "grid": { "arguments": ["OPERATOR", "none.txt"] }, "retries": 0 }
            """);
        var (code, _, error) = QuiverInProcess.Run("sweep", plan, "--out", inputs.At("a"));
        Assert.True(code == 3, error);
        Assert.Equal(["finished", "failed"], States(inputs.At("a")));
        Assert.Contains("none.txt", File.ReadAllText(Path.Combine(inputs.At("a"), "logs", "00001.log")), StringComparison.Ordinal);

        plan = Write(inputs, """
            { "command": "grid", "options": { "iterations": 100000, "height": 8, "checkpoint-every": 20 }, "retries": 0, "timeout": "4s" }
            """);
        Assert.Equal(3, QuiverInProcess.Run("sweep", plan, "--out", inputs.At("b")).Code);
        Assert.Equal(["timed out"], States(inputs.At("b")));
        Assert.Equal("interrupted", RunFiles.Read(Path.Combine(inputs.At("b"), "units", "00000")).State);
    }

    [Theory]
    [InlineData("{\"grid\": {}}", "'command' is missing")]
    [InlineData("{\"command\": \"grip\"}", "grip")]
    [InlineData("{\"command\": \"grid\", \"options\": {\"seeed\": 1}}", "--seeed")]
    [InlineData("{\"command\": \"grid\", \"grid\": {\"seed\": 1}}", "grid 'seed' must be a list")]
    [InlineData("{\"command\": \"grid\", \"grid\": {\"seed\": []}}", "has no values")]
    [InlineData("{\"command\": \"grid\", \"grid\": {\"seed\": [1.5]}}", "--seed must be a whole number")]
    [InlineData("{\"command\": \"grid\", \"random\": {\"seed\": [1]}}", "needs 'samples'")]
    [InlineData("{\"command\": \"grid\", \"random\": {\"seed\": {\"log\": [0, 1]}}, \"samples\": 2}", "random 'seed' must be")]
    [InlineData("{\"command\": \"grid\", \"random\": {\"lr\": {\"log\": [0, 1e-4]}}, \"samples\": 2}", "0 < a for log")]
    [InlineData("{\"command\": \"grid\", \"grid\": {\"seed\": [0, 1, 0]}}", "grid 'seed' lists 0 more than once")]
    [InlineData("{\"command\": \"grid\", \"grid\": {\"objective\": [\"tb\", \"tb\"]}}", "lists \"tb\" more than once")]
    [InlineData("{\"command\": \"grid\", \"options\": {\"seed\": 1}, \"grid\": {\"seed\": [1]}}", "stands under options and is varied")]
    [InlineData("{\"command\": \"grid\", \"options\": {\"run\": \"x\"}}", "cannot be swept")]
    [InlineData("{\"command\": \"doctor\"}", "cannot be swept")]
    [InlineData("{\"command\": 3}", "kind that is not expected")]
    [InlineData("{\"command\": \"grid\", \"samples\": 1000000}", "at most 100,000")]
    [InlineData("{\"command\": \"grid\", \"timeout\": \"soon\"}", "'timeout' is a time")]
    [InlineData("{\"commend\": \"grid\"}", "a plan has no 'commend'")]
    [InlineData("{\"command\": \"grid\", \"command\": \"bits\"}", "this is no JSON")]
    [InlineData("{\"command\": \"grid\", \"processes\": 0}", "'processes' must be at least 1 (got 0)")]
    [InlineData("{\"command\": \"grid\", \"options\": {\"out\": \"here\"}, \"grid\": {\"seed\": [0, 1]}}", "units 0 and 1 both write to --out here")]
    [InlineData("{\"lines\": {\"a\": \"group OPERATOR --method si --json same.json\", \"b\": \"group OPERATOR --method lf --json ./same.json\"}}", "units 0 and 1 both write to --json ./same.json")]
    [InlineData("[]", "a plan is a JSON object")]
    [InlineData("{", "this is no JSON")]
    public void Plan_ThatIsWrong_IsRefusedBeforeAnythingRuns(string plan, string expected)
    {
        using var inputs = new SmallInputs();
        Assert.Contains(expected, QuiverInProcess.Refused("sweep", Write(inputs, plan), "--out", inputs.At("sweep")), StringComparison.Ordinal);
        Assert.False(Directory.Exists(inputs.At("sweep")));
    }

    [Fact]
    public void Figures_OfWhatIsVaried_StandSideBySide()
    {
        using var inputs = new SmallInputs();
        var (code, output, error) = QuiverInProcess.Run("sweep", Write(inputs, """
            { "command": "links evaluate", "arguments": ["EVENTS"], "options": { "freshness": "event" }, "grid": { "model": ["gp", "lr"] }, "figures": ["rows", "nosuch"] }
            """.Replace("EVENTS", inputs.At("events.csv"), StringComparison.Ordinal)), "--out", inputs.At("sweep"));
        Assert.True(code == 0, output + error);
        Assert.Contains("whose name begins with 'nosuch'", error, StringComparison.Ordinal);
        var lines = File.ReadAllLines(Path.Combine(inputs.At("sweep"), "summary.csv"));
        var place = Array.IndexOf(lines[0].Split(','), "rows[0].testMrr");
        Assert.True(place > 0, lines[0]);
        Assert.All(lines[1..], l => Assert.NotEmpty(l.Split(',')[place]));
        Assert.DoesNotContain("rows[gp]", lines[0], StringComparison.Ordinal);
        var compared = QuiverInProcess.Run("runs", "compare", Path.Combine(inputs.At("sweep"), "units", "00000"), Path.Combine(inputs.At("sweep"), "units", "00001"), "--json", "-").Output;
        Assert.DoesNotContain("[gp]", compared, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_NamedAsAVariedOption_AreToldApart()
    {
        var rows = new[] { new Quiver.Cli.Sweeps.SweepRow(0, "finished", new Dictionary<string, string> { ["batch"] = "16" }, new Dictionary<string, double> { ["batch"] = 32, ["tv"] = 0.5 }) };
        var columns = Quiver.Cli.Sweeps.SweepSummary.Columns(rows, 10);
        Assert.Equal(["unit", "state", "batch", "result: batch", "tv"], columns);
        Assert.Equal(["0", "finished", "16", "32", "0.5"], Quiver.Cli.Sweeps.SweepSummary.Cells(rows[0], columns, "R"));
    }

    internal static string Write(SmallInputs inputs, string plan)
    {
        var path = inputs.At("plan.json");
        File.WriteAllText(path, plan.Replace("OPERATOR", inputs.At("operator.txt"), StringComparison.Ordinal)
            .Replace("MOLECULE", SharedData.Molecule("h2.fcidump"), StringComparison.Ordinal));
        return path;
    }

    internal static string[] States(string sweep) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(sweep, "summary.json")))!["results"]!["units"]!.AsArray().Select(u => u!["state"]!.ToString())];

    private static int Attempts(string sweep) => RunFiles.Below(sweep).Sum(f => RunFiles.Read(f).Attempts);

    private static string[] Words(string lines, string option) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).Select(w => w[Array.IndexOf(w, option) + 1])];
}
