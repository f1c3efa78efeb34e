using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Measuring;

/// <summary>The tables of <c>bench measure</c>: what is resumed, and what is refused.</summary>
public sealed class BenchMeasureTests
{
    [Fact]
    public void Resumed_TakesKnownRows_AndGivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var rows = Path.Combine(folder.Path, "rows.jsonl");
        string[] line = ["bench", "measure", SharedData.Molecule("h2.fcidump"), "--mappings", "jw,bk", "--repeat", "3", "--estimators", "split", "--resume", rows];
        var whole = Results(line[..^2]);
        Assert.Equal(whole, Results(line));
        Assert.Equal(2, File.ReadAllLines(rows).Length);

        // A row from the file is not worked out again: an altered one shows, and another option does not take it.
        var altered = File.ReadAllText(rows).Replace("\"settings\":2", "\"settings\":7", StringComparison.Ordinal);
        File.WriteAllText(rows, altered + "{\"run\":{\"cut");
        Assert.Contains("\"settings\":7", Results(line), StringComparison.Ordinal);
        Assert.Equal(altered, File.ReadAllText(rows));
        Assert.DoesNotContain("\"settings\":7", Results([.. line, "--seed", "1"]), StringComparison.Ordinal);
        Assert.Equal(4, File.ReadAllLines(rows).Length);
    }

    [Fact]
    public void Resumed_FromAFileOfSomethingElse_IsRefusedAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        var rows = Path.Combine(folder.Path, "rows.jsonl");
        File.WriteAllText(rows, "{\"a\":1}\n{\"b\":2}\n");
        Assert.Contains("no row of bench measure", QuiverInProcess.Refused(
            "bench", "measure", SharedData.Molecule("h2.fcidump"), "--table", "gates", "--resume", rows), StringComparison.Ordinal);
        Assert.Equal("{\"a\":1}\n{\"b\":2}\n", File.ReadAllText(rows));
    }

    [Fact]
    public void Tables_OfSplitsAndGates_HaveTheRowsTheyClaim()
    {
        var h4 = SharedData.Molecule("h4.fcidump");
        using var split = JsonDocument.Parse(Results(["bench", "measure", h4, "--table", "split", "--searches", "3"]));
        var row = Assert.Single(split.RootElement.GetProperty("rows").EnumerateArray());
        Assert.True(row.GetProperty("epsilon2M").GetDouble() < row.GetProperty("baseline").GetDouble());
        Assert.Equal(row.GetProperty("ratio").GetDouble(), row.GetProperty("epsilon2M").GetDouble() / row.GetProperty("baseline").GetDouble(), 12);
        Assert.InRange(row.GetProperty("searches").GetInt32(), 1, 3);
        using var gates = JsonDocument.Parse(Results(["bench", "measure", h4, "--table", "gates"]));
        row = Assert.Single(gates.RootElement.GetProperty("rows").EnumerateArray());
        Assert.True(row.GetProperty("verified").GetBoolean());
        Assert.Equal(row.GetProperty("saved").GetDouble(), 1 - (row.GetProperty("search").GetDouble() / row.GetProperty("patelMarkovHayes").GetDouble()), 12);
    }

    [Theory]
    [InlineData("--mappings bk", "--mappings has no effect")]
    [InlineData("--mappings kb", "Unknown mapping 'kb'")]
    [InlineData("--table split --seed 3", "--seed has no effect with --table split")]
    [InlineData("--table gates --shots 30", "--shots has no effect with --table gates")]
    [InlineData("--check yes --table gates", "--table has no effect with --check yes")]
    [InlineData("--front NEW --table gates", "--table has no effect with --front")]
    [InlineData("--searches 3", "--searches has no effect with --table errors")]
    [InlineData("--estimators ,", "names no estimator")]
    public void Options_ThatDoNotFit_AreRefused(string more, string reason)
    {
        using var inputs = new SmallInputs();
        Assert.Contains(reason, QuiverInProcess.Refused(inputs.Words("bench measure OPERATOR " + more)), StringComparison.Ordinal);
    }

    private static string Results(string[] line)
    {
        var (code, output, error) = QuiverInProcess.Run([.. line, "--json", "-"]);
        Assert.True(code == 0, error);
        using var document = JsonDocument.Parse(output);
        return JsonSerializer.Serialize(document.RootElement.GetProperty("results"));
    }
}
