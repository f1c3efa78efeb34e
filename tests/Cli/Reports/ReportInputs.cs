using Quiver.Tests;

namespace Quiver.Cli.Tests.Reports;

/// <summary>Folders and files as a report reads them, with names that want to be markup.</summary>
internal sealed class ReportInputs : IDisposable
{
    /// <summary>A name that would run if it became markup.</summary>
    public const string Hostile = "</script><script>document.title='owned'</script><img src=x onerror=document.title='owned'>\"'&";

    private readonly TemporaryFolder folder = new();

    public string At(string name) => Path.Combine(folder.Path, name);

    /// <summary>A run folder as <c>--run</c> writes it.</summary>
    public string Run(string name, string results, string? metrics = null, string command = "group", string note = "a note")
    {
        Directory.CreateDirectory(At(name));
        folder.Write($"{name}/run.json", $$"""
            { "version": "0.2.0", "commandLine": [{{Json(command)}}, "x.fcidump", "--run", "elsewhere"], "directory": "/secret/place",
              "configuration": { "command": {{Json(command)}}, "arguments": ["x.fcidump"], "options": { "seed": 3 }, "given": ["seed"] },
              "seed": 3, "device": "cpu", "inputs": [{ "path": "x.fcidump", "sha256": null }],
              "machine": { "host": "secrethost", "runtime": ".NET 10", "system": "linux-x64", "processors": 2 },
              "state": "finished", "exitCode": 0, "started": "2026-11-27T10:00:00Z", "ended": "2026-11-27T10:00:02Z", "seconds": 2.5,
              "attempts": 1, "process": 1 }
            """);
        folder.Write($"{name}/result.json", Envelope(results, command, note));
        if (metrics is not null)
        {
            folder.Write($"{name}/metrics.jsonl", metrics);
        }

        return At(name);
    }

    public string File(string name, string content) => folder.Write(name, content);

    public static string Envelope(string results, string command = "group", string note = "a note") => $$"""
        { "tool": "quiver", "version": "0.2.0", "command": {{Json(command)}}, "seed": 3, "device": "cpu", "inputs": [],
          "notes": [{{Json(note)}}], "results": {{results}} }
        """;

    public static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    /// <summary>Curves of <paramref name="count"/> steps.</summary>
    public static string Metrics(int count, string name = "loss") => string.Concat(Enumerable.Range(1, count).Select(i =>
        FormattableString.Invariant($"{{\"iteration\":{i},{Json(name)}:{1.0 / i:R}}}\n")));

    public void Dispose() => folder.Dispose();
}
