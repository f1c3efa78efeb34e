using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using Quiver.Tests;

namespace Quiver.Cli.Tests;

/// <summary>Reads the command's JSON as a script would, and holds it against the schemas in docs/schemas.</summary>
internal static class ResultJson
{
    private static readonly Dictionary<string, JsonSchema> Loaded = [];
    private static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List };

    static ResultJson()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").OrderByDescending(f => f.EndsWith("envelope.json", StringComparison.Ordinal)))
        {
            Loaded[Path.GetFileNameWithoutExtension(file)] = JsonSchema.FromFile(file);
        }
    }

    /// <summary>The schemas' folder.</summary>
    public static string Folder { get; } = Path.Combine(SharedData.Repository, "docs", "schemas");

    /// <summary>Names of the schemas.</summary>
    public static IEnumerable<string> Names => Loaded.Keys;

    /// <summary>The whole envelope, valid by the schema of its command.</summary>
    public static JsonElement Envelope(string text)
    {
        var root = JsonDocument.Parse(text).RootElement.Clone();
        Assert.Empty(Faults(SchemaOf(root.GetProperty("command").GetString()!), root));
        return root;
    }

    /// <summary>The command's results, out of a valid envelope.</summary>
    public static JsonElement Results(string text) => Envelope(text).GetProperty("results");

    /// <summary>The notes of a valid envelope.</summary>
    public static string[] Notes(string text) => [.. Envelope(text).GetProperty("notes").EnumerateArray().Select(n => n.GetString()!)];

    /// <summary>What a schema has against a value; nothing where it is valid.</summary>
    public static IReadOnlyList<string> Faults(string schema, JsonElement value)
    {
        var outcome = Loaded[schema].Evaluate(value, Strict);
        return outcome.IsValid ? [] : [.. (outcome.Details ?? []).SelectMany(d => (d.Errors ?? new Dictionary<string, string>())
            .Select(e => $"{d.InstanceLocation}: {e.Key} {e.Value}"))];
    }

    /// <summary>A value's text without what a clock decides and without the command line and times of an envelope.</summary>
    public static string Steady(JsonElement value) => Regex.Replace(
        value.TryGetProperty("results", out var results) ? Steady(results) + value.GetProperty("notes").GetRawText() + value.GetProperty("inputs").GetRawText()
            : JsonSerializer.Serialize(value), "\"(\\w*[sS]econds|queriesPerSecond|msPerIteration|peakMemory\\w*)\":[^,}]*", "\"$1\":0");

    /// <summary>The schema whose pattern a command line fits.</summary>
    public static string SchemaOf(string command) => Assert.Single(Loaded.Keys, name => Pattern(name) is { } p && Regex.IsMatch(command, p));

    private static string? Pattern(string name)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));
        return name is not ("envelope" or "config" or "run" or "sweep-plan") && schema.RootElement.GetProperty("properties").TryGetProperty("command", out var command)
            ? command.GetProperty("pattern").GetString()
            : null;
    }
}
