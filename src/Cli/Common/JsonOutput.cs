using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>
/// Writes results as JSON: to a file in one step, or to standard output for <c>-</c>. An object gets the run's notes as
/// <c>"notes"</c>.
/// </summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>True when standard output carries the JSON, so tables must go to standard error.</summary>
    public static bool TakesStandardOutput(string? target) => string.Equals(target, "-", StringComparison.Ordinal);

    public static void Write<T>(string? target, T value)
    {
        if (target is null)
        {
            return;
        }

        var node = JsonSerializer.SerializeToNode(value, Options);
        if (node is JsonObject document && !document.ContainsKey("notes"))
        {
            document["notes"] = JsonSerializer.SerializeToNode(RunNotes.All, Options);
        }

        var text = (node?.ToJsonString(Options) ?? "null") + "\n";
        if (TakesStandardOutput(target))
        {
            Console.Out.Write(text);
        }
        else
        {
            AtomicFile.WriteText(target, text);
        }
    }
}
