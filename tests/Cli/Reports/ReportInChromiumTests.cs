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
    public void Keyboard_ReadsCurves_AndSortsTables()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run(
            "a", """{ "methods": [ { "method": "a", "groups": 10 }, { "method": "b", "groups": 9 }, { "method": "c", "groups": null } ] }""",
            ReportInputs.Metrics(50));
        Assert.Equal(0, QuiverInProcess.Run("report", run).Code);
        var path = Path.Combine(run, "report.html");

        // A script of the test's own, in a copy without the policy that would stop it.
        var page = File.ReadAllText(path).Replace("Content-Security-Policy", "none", StringComparison.Ordinal);
        File.WriteAllText(path, page.Replace("</body>", """
            <script>
            const plot = document.querySelector('.plot');
            const press = key => plot.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            plot.focus();
            ['ArrowRight', 'ArrowRight', '+', 'End', 'ArrowLeft'].forEach(press);
            const table = document.querySelector('section > .scroll > table');
            const button = table.querySelectorAll('th > button')[1];
            const order = () => [...table.tBodies[0].rows].map(r => r.cells[0].textContent).join('');
            const seen = [document.activeElement === plot, document.querySelector('.readout').textContent, order()];
            button.click();
            seen.push(order());
            button.click();
            seen.push(order(), button.parentElement.getAttribute('aria-sort'));
            document.title = seen.join(' | ');
            </script></body>
            """, StringComparison.Ordinal));
        var (document, console) = Chromium.Open("file://" + path);
        Assert.Equal(string.Empty, console);
        Assert.Contains("<title>true | iteration 49: loss 0.0204082 | abc | bac | abc | descending</title>", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawings_ZoomMoveAndShowAll()
    {
        using var inputs = new ReportInputs();
        var run = inputs.Run(
            "a", """{ "methods": [ { "method": "a", "groups": 10, "epsilon2M": 2 }, { "method": "b", "groups": 9, "epsilon2M": 3 } ] }""");
        inputs.File("a/bell.qasm", "OPENQASM 3.0;\nqubit[2] q;\nU(1.5707963267948966, 0, 3.141592653589793) q[0];\nctrl @ U(3.141592653589793, 0, 3.141592653589793) q[0], q[1];\n");
        Assert.Equal(0, QuiverInProcess.Run("report", run).Code);
        var path = Path.Combine(run, "report.html");
        var page = File.ReadAllText(path).Replace("Content-Security-Policy", "none", StringComparison.Ordinal);
        File.WriteAllText(path, page.Replace("</body>", """
            <script>
            const seen = [];
            for (const svg of document.querySelectorAll('figure svg[viewBox]')) {
              const figure = svg.closest('figure');
              const [zoomIn, , all] = figure.querySelectorAll('.tools button');
              const whole = svg.getAttribute('viewBox').split(' ').map(Number);
              const now = () => svg.getAttribute('viewBox').split(' ').map(Number);
              const near = (a, b) => Math.abs(a - b) < 0.01;
              const press = key => figure.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
              press('ArrowRight');
              seen.push(now().every((v, i) => near(v, whole[i])));
              zoomIn.click();
              seen.push(near(now()[2], whole[2] / 2), near(now()[0] + now()[2] / 2, whole[0] + whole[2] / 2));
              for (let i = 0; i < 20; i++) press('ArrowRight');
              seen.push(near(now()[0] + now()[2], whole[0] + whole[2]));
              press('-');
              press('-');
              seen.push(now().every((v, i) => near(v, whole[i])));
              press('+');
              all.click();
              seen.push(now().every((v, i) => near(v, whole[i])), svg.classList.contains('zoomed'));
            }
            document.title = seen.join(' ');
            </script></body>
            """, StringComparison.Ordinal));
        var (document, console) = Chromium.Open("file://" + path);
        Assert.Equal(string.Empty, console);
        const string drawing = "true true true true true true false";
        Assert.Contains($"<title>{drawing} {drawing}</title>", document, StringComparison.Ordinal);
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
