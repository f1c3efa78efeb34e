using System.Text.RegularExpressions;
using Quiver.Cli.Reports;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Reports;

/// <summary>What stands in a report, and what can never stand there.</summary>
public sealed partial class ReportTests
{
    private const string Methods = """
        { "terms": 100, "best": { "method": "si", "partition": [[1, 2], [3]] },
          "methods": [ { "method": "si", "groups": 10, "epsilon2M": 4.5, "note": null }, { "method": "lf", "groups": 8, "epsilon2M": 900, "note": null } ],
          "pareto": [ { "groups": 8, "epsilon2M": 900 }, { "groups": 10, "epsilon2M": 4.5 } ] }
        """;

    [Fact]
    public void RunFolder_BecomesOnePage()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run("h2o", Methods, ReportInputs.Metrics(5));
        var (code, output, error) = QuiverInProcess.Run("report", run);
        Assert.Equal((0, Path.Combine(run, "report.html") + "\n", string.Empty), (code, output, error));
        var page = File.ReadAllText(Path.Combine(run, "report.html"));
        Assert.Contains("<span class=w>x.fcidump</span>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\" data-v=\"4.5\">4.5</td>", page, StringComparison.Ordinal);
        Assert.Contains("Cost against groups", page, StringComparison.Ordinal);
        Assert.Contains("<title>Pareto front</title>", page, StringComparison.Ordinal);
        Assert.Contains("<li>a note</li>", page, StringComparison.Ordinal);
        Assert.Contains("2 lists of 1 to 2, 3 in all", page, StringComparison.Ordinal);
        Assert.Contains("\"data\":[[1,2,3,4,5],[1,0.5,", page, StringComparison.Ordinal);
        Assert.Contains("<code>quiver group x.fcidump</code></pre>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<th scope=\"col\"><button type=\"button\">note", page, StringComparison.Ordinal);

        // Whoever shows a report shows neither the machine nor its folders.
        Assert.DoesNotContain("secret", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_NeedsNothingBesideItself()
    {
        using var inputs = new ReportInputs();
        var page = Page(inputs.Run("a", Methods, ReportInputs.Metrics(5)));
        var markup = Scripts().Replace(page, string.Empty);
        Assert.DoesNotMatch("(?i)(src|href)=\"(?!#|data:)", markup);
        Assert.DoesNotMatch("(?i)url\\(|@import|<link|<iframe", markup);
        Assert.DoesNotContain("style=\"", markup, StringComparison.Ordinal);
        Assert.Contains("Permission is hereby granted", page, StringComparison.Ordinal);
        Assert.DoesNotContain("</script", ReportAssets.Script, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void NamesFromFiles_NeverBecomeMarkup()
    {
        using var inputs = new ReportInputs();
        var name = ReportInputs.Json(ReportInputs.Hostile);
        var hostile = $$"""
            { {{name}}: 1, "note": {{name}}, "list": [{{name}}],
              "methods": [ { "method": {{name}}, "groups": 1, "epsilon2M": 2, {{name}}: 3 }, { "method": "si", "groups": 2, "epsilon2M": 1 } ],
              "rows": [ { "model": {{name}}, "freshness": "event", "testMrr": 0.5 }, { "model": "b", "freshness": "event", "testMrr": 0.25 } ] }
            """;
        var run = inputs.Run("a", hostile, ReportInputs.Metrics(5, ReportInputs.Hostile), ReportInputs.Hostile, ReportInputs.Hostile);
        inputs.File("a/best.qasm", "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[1] q;\nh q[0];\n");
        inputs.File("a/plot<img src=x onerror=alert(1)>.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>document.title='owned'</script></svg>");
        inputs.File("a/broken.qasm", ReportInputs.Hostile);
        inputs.Run("b", hostile, ReportInputs.Metrics(3, ReportInputs.Hostile));
        foreach (var page in new[] { Page(run), Page(inputs.At(".")) })
        {
            // Markup of our own, all of it: what is between the scripts holds no element that a name could have made.
            Assert.Equal(1, page.Split("<script>").Length - 1);
            var markup = Scripts().Replace(page, string.Empty);
            Assert.DoesNotMatch("(?i)<script|<img src=x|onerror=(?!alert|document)|javascript:", markup);
            Assert.DoesNotMatch("<[^>]*\\son[a-z]+=", Attributes().Replace(markup, "\"\""));
            Assert.Contains("&lt;/script&gt;", page, StringComparison.Ordinal);
            Assert.Contains("\\u003C/script\\u003E", page, StringComparison.Ordinal);
            Assert.DoesNotContain("owned'</script>", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void SameFiles_GiveTheSameBytes()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run("a", Methods, ReportInputs.Metrics(50));
        inputs.Run("b", Methods, ReportInputs.Metrics(60));
        Assert.Equal(Page(run), Page(run));
        Assert.Equal(Page(inputs.At(".")), Page(inputs.At(".")));
        Assert.Equal(Page(run), File.ReadAllText(WrittenTo(inputs.At("page.html"), run)));
    }

    [Fact]
    public void SeveralRuns_StandInOneTableAndOneChart()
    {
        using var inputs = new ReportInputs();
        inputs.Run("runs/a", Methods, ReportInputs.Metrics(3));
        inputs.Run("runs/b", Methods, ReportInputs.Metrics(4));
        inputs.File("runs/summary.json", ReportInputs.Envelope("""{ "units": [ { "unit": 0, "choices": { "seed": "1" } } ] }""", "sweep"));
        var page = Page(inputs.At("runs"));
        Assert.Contains("<title>3 results · Quiver</title>", page, StringComparison.Ordinal);
        Assert.Contains("href=\"#r3\"", page, StringComparison.Ordinal);
        Assert.Contains("id=\"r3\"", page, StringComparison.Ordinal);
        Assert.Contains("choices: seed", page, StringComparison.Ordinal);
        // The chart of both: a value that one of them does not have is none.
        Assert.Contains("[1,0.5,0.3333333333333333,null],[1,0.5,0.3333333333333333,0.25]", page, StringComparison.Ordinal);
    }

    [Fact]
    public void RunThatIsBeingWritten_IsShownAsFarAsItGoes()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run("a", Methods, ReportInputs.Metrics(3) + "{\"iteration\":4,\"lo");
        File.Delete(Path.Combine(run, "result.json"));
        var page = Page(run);
        Assert.Contains("\"data\":[[1,2,3],[1,0.5,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("left out", page, StringComparison.Ordinal);

        // A line amid others is a fault, and said to be one.
        inputs.Run("a", Methods, "{\"iteration\":1,\"loss\":1}\nrubbish\n[1]\n{\"iteration\":2,\"loss\":null}\n{\"iteration\":3,\"loss\":2}\n");
        page = Page(run);
        Assert.Contains("metrics.jsonl:2 is no JSON", page, StringComparison.Ordinal);
        Assert.Contains("metrics.jsonl:3 is no JSON object", page, StringComparison.Ordinal);
        Assert.Contains("\"data\":[[1,3],[1,2]]", page, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoResult_IsRefusedByName()
    {
        using var inputs = new ReportInputs();
        Directory.CreateDirectory(inputs.At("empty"));
        Assert.Contains("holds nothing to report", QuiverInProcess.Refused("report", inputs.At("empty")), StringComparison.Ordinal);
        Assert.Contains("no file or folder", QuiverInProcess.Refused("report", inputs.At("none")), StringComparison.Ordinal);
        Assert.Contains("no result", QuiverInProcess.Refused("report", inputs.File("a.json", "[1]")), StringComparison.Ordinal);
        Assert.Contains("no JSON", QuiverInProcess.Refused("report", inputs.File("b.json", "{")), StringComparison.Ordinal);
        Assert.Contains("no text", QuiverInProcess.Refused("report", inputs.File("c.json", ReportInputs.Envelope("{ \"a\": \"\\ud800\" }"))), StringComparison.Ordinal);
        Assert.Contains("no metrics", QuiverInProcess.Refused("report", inputs.File("d.jsonl", "\n")), StringComparison.Ordinal);
        Assert.Contains("--run", QuiverInProcess.Refused("report", inputs.At("empty"), "--run", inputs.At("x")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("group OPERATOR --method si,lf --json", "methods")]
    [InlineData("circuits run CIRCUIT --json", "states")]
    [InlineData("links evaluate EVENTS --model edgebank,gp --json", "Test MRR")]
    [InlineData("info OPERATOR --json", "qubits")]
    public void ResultsOfCommands_AreShown(string line, string part)
    {
        using var small = new SmallInputs();
        using var inputs = new ReportInputs();
        var (code, _, error) = QuiverInProcess.Run([.. small.Words(line), inputs.At("result.json")]);
        Assert.True(code == 0, error);
        Assert.Contains(part, Page(inputs.At("result.json")), StringComparison.Ordinal);
    }

    private static string Page(string place)
    {
        var (code, output, error) = QuiverInProcess.Run("report", place, "--out", "-");
        Assert.True(code == 0, error);
        return output;
    }

    private static string WrittenTo(string path, string place)
    {
        Assert.Equal(0, QuiverInProcess.Run("report", place, "--out", path).Code);
        return path;
    }

    // The page's own script and style, and the data of its charts.
    [GeneratedRegex("<(script|style)[ >].*?</(script|style)>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Scripts();

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, 5000)]
    private static partial Regex Attributes();
}
