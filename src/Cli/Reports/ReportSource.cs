using System.Text.Json;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Reports;

/// <summary>One run or result that a report shows.</summary>
internal sealed record ReportSource
{
    /// <summary>The folder or file, as the user named it.</summary>
    public required string Name { get; init; }

    /// <summary>The words of the command line, as a shell takes them; null where nothing says it.</summary>
    public string? Command { get; init; }

    /// <summary>The program's version.</summary>
    public string? Version { get; init; }

    /// <summary>The seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Where the work ran.</summary>
    public string? Device { get; init; }

    /// <summary>What was read.</summary>
    public IReadOnlyList<InputFile> Inputs { get; init; } = [];

    /// <summary>What the run assumed, and what of it could not be read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Its figures and tables.</summary>
    public ReportContent Content { get; init; } = ReportContent.None;

    /// <summary>Its <c>run.json</c>; null for a result without a run folder.</summary>
    public RunRecord? Record { get; init; }

    /// <summary>How the run stands; null for a result without a run folder.</summary>
    public RunState? State { get; init; }

    /// <summary>Metrics over time.</summary>
    public IReadOnlyList<MetricTable> Metrics { get; init; } = [];

    /// <summary>Circuits and pictures.</summary>
    public IReadOnlyList<ReportPicture> Pictures { get; init; } = [];

    /// <summary>A result in its envelope, or one of version 0.1.</summary>
    public ReportSource With(JsonElement envelope)
    {
        string? Text(string name) => envelope.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;
        IEnumerable<JsonElement> List(string name) =>
            envelope.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Array ? v.EnumerateArray() : [];
        return this with
        {
            Command = Text("command") is { } command ? $"{Text("tool") ?? "quiver"} {command}" : Command,
            Version = Text("version") ?? Version,
            Seed = envelope.TryGetProperty("seed", out var seed) && seed.ValueKind == JsonValueKind.Number && seed.TryGetInt64(out var n)
                ? n : Seed,
            Device = Text("device") ?? Device,
            Inputs = Inputs.Count > 0 ? Inputs : [.. List("inputs").Where(static i => i.ValueKind == JsonValueKind.Object)
                .Select(static i => new InputFile(
                    i.TryGetProperty("path", out var path) ? path.ToString() : string.Empty,
                    i.TryGetProperty("sha256", out var hash) && hash.ValueKind == JsonValueKind.String ? hash.GetString() : null))],
            Notes = [.. List("notes").Select(static v => v.ToString()), .. Notes],
            Content = ReportContent.Of(ResultEnvelope.ResultsOf(envelope)),
        };
    }
}
