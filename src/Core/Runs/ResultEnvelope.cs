using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Quiver.Core.Runs;

/// <summary>
/// The one shape of every result in JSON: who made it, how, from which inputs, under which assumptions, and what came out.
/// Commands and scripts write the same envelope; <c>docs/schemas/envelope.json</c> is its schema.
/// </summary>
/// <param name="Tool">The program, for example <c>quiver</c> or a script's name.</param>
/// <param name="Command">The command line without the program, or any words that say what was run.</param>
/// <remarks>No clock stands in the envelope: equal runs give equal bytes, but for times that a result itself measures.</remarks>
public sealed record ResultEnvelope(
    [property: JsonPropertyOrder(-3)] string Tool,
    [property: JsonPropertyOrder(-1)] string Command)
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The version of this library, as in 0.2.0.</summary>
    public static string LibraryVersion { get; } =
        typeof(ResultEnvelope).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0";

    /// <summary>The program's version; the library's where nothing else is said.</summary>
    [JsonPropertyOrder(-2)]
    public string Version { get; init; } = LibraryVersion;

    /// <summary>The seed of every random choice; null where nothing was random.</summary>
    public long? Seed { get; init; }

    /// <summary>Where the work ran, for example <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The files that were read, in the order they were read.</summary>
    public IReadOnlyList<InputFile> Inputs { get; init; } = [];

    /// <summary>What was assumed or left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The outcome: an object whose public properties become JSON, or a <see cref="JsonNode"/>.</summary>
    /// <remarks>Infinities and NaN are written as the strings <c>Infinity</c>, <c>-Infinity</c> and <c>NaN</c>.</remarks>
    public object? Results { get; init; }

    /// <summary>The envelope as JSON: names in camelCase, two blanks of indentation, a line end at the end.</summary>
    /// <returns>The whole text of a file.</returns>
    public string ToJson() => JsonTree.Write(this, Layout).ReplaceLineEndings("\n") + "\n";

    /// <summary>Writes the envelope to a file in one step.</summary>
    /// <param name="path">The file; its folder is created when missing.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.WriteText(path, ToJson());

    /// <summary>
    /// What a file holds, whether it stands in an envelope or, as in files of version 0.1, beside the names of tool and version.
    /// </summary>
    /// <param name="root">The root of the JSON.</param>
    /// <returns>The member <c>results</c> of an envelope, else the root itself.</returns>
    public static JsonElement ResultsOf(JsonElement root) =>
        IsEnvelope(root) && root.TryGetProperty("results", out var results) ? results : root;

    /// <summary>Whether a JSON value is an envelope: an object with a tool, a list of inputs and results.</summary>
    /// <param name="root">The root of the JSON.</param>
    /// <returns>False for files of version 0.1, which have no list of inputs.</returns>
    public static bool IsEnvelope(JsonElement root) => root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("tool", out _) && root.TryGetProperty("results", out _)
        && root.TryGetProperty("inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Array;
}
