namespace Quiver.Cli.Tests.Reports;

/// <summary>Reports as a browser sees them.</summary>
public sealed class ReportInChromiumTests
{
    [Fact]
    public void HostileNames_RunNothing_AndTheConsoleStaysEmpty()
    {
        using var inputs = new ReportInputs();
        var name = ReportInputs.Json(ReportInputs.Hostile);
        var run = inputs.Run(
            "a",
            $$"""{ "methods": [ { "method": {{name}}, "groups": 1, "epsilon2M": 2 }, { "method": "si", "groups": 2, "epsilon2M": 1 } ] }""",
            ReportInputs.Metrics(2000, ReportInputs.Hostile), ReportInputs.Hostile, ReportInputs.Hostile);
        inputs.File("a/plot.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>document.title='owned'</script></svg>");
        Assert.Equal(0, QuiverInProcess.Run("report", run).Code);
        var (document, console) = Chromium.Open("file://" + Path.Combine(run, "report.html"));
        Assert.Equal(string.Empty, console);
        Assert.DoesNotContain("<title>owned", document, StringComparison.Ordinal);

        // The script came to its end, and drew.
        Assert.Contains("data-drawn=", document, StringComparison.Ordinal);
        Assert.Contains("<canvas", document, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Plot of", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Policy_WouldStopAScriptThatGotIn()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run("a", "{ \"x\": 1 }");
        Assert.Equal(0, QuiverInProcess.Run("report", run).Code);
        var path = Path.Combine(run, "report.html");
        File.WriteAllText(path, File.ReadAllText(path).Replace("<h1>", "<script>document.title='owned'</script><h1>", StringComparison.Ordinal));
        var (document, console) = Chromium.Open("file://" + path);
        Assert.DoesNotContain("<title>owned", document, StringComparison.Ordinal);
        Assert.Contains("Content Security Policy", console, StringComparison.Ordinal);
    }
}
