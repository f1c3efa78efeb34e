using System.Text.Json;

namespace Quiver.Core.Runs;

/// <summary>
/// What makes two runs the same run: the program's version, the hash of every input and the value of every option that can
/// change a result. A saved result or checkpoint belongs to one identity; any other run refuses it and names the difference.
/// </summary>
public sealed class RunIdentity
{
    private const int Shown = 4;
    private readonly SortedDictionary<string, string> parts;

    private RunIdentity(SortedDictionary<string, string> parts) => this.parts = parts;

    /// <summary>The identity of a run.</summary>
    /// <param name="kind">What is run, for example <c>links train</c>.</param>
    /// <param name="inputs">The inputs: a short name, and the hash of the content.</param>
    /// <param name="options">An object whose public properties are the options; nested objects and arrays count whole.</param>
    /// <returns>The identity.</returns>
    public static RunIdentity Create(string kind, IEnumerable<KeyValuePair<string, string>> inputs, object options)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(options);
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["kind"] = kind, ["version"] = Version };
        foreach (var (name, hash) in inputs)
        {
            parts["input " + name] = hash;
        }

        Leaves(JsonSerializer.SerializeToElement(options, Serialization), string.Empty, parts);
        return new RunIdentity(parts);
    }

    /// <summary>The same identity with a further part, such as an environment that describes itself.</summary>
    /// <param name="name">The part's name; it stands before the names of its properties.</param>
    /// <param name="part">An object whose public properties count, or a single value.</param>
    /// <returns>The larger identity.</returns>
    public RunIdentity With(string name, object part)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(part);
        var more = new SortedDictionary<string, string>(parts, StringComparer.Ordinal);
        Leaves(JsonSerializer.SerializeToElement(part, Serialization), name, more);
        return new RunIdentity(more);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A flat JSON object of strings.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="JsonException">The text is no identity.</exception>
    public static RunIdentity FromJson(string json)
    {
        // Read member by member: a program compiled ahead of time has no code for the serializer's reader of dictionaries.
        using var document = JsonDocument.Parse(json);
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject() : throw new JsonException("no identity"))
        {
            read[member.Name] = member.Value.ValueKind == JsonValueKind.String
                ? member.Value.GetString()! : throw new JsonException($"'{member.Name}' is no text");
        }

        return new RunIdentity(read);
    }

    /// <summary>The identity as a flat JSON object.</summary>
    /// <returns>One line of JSON.</returns>
    public string ToJson() => JsonSerializer.Serialize(parts);

    /// <summary>In what another run differs from this one.</summary>
    /// <param name="now">The run at hand; this is the saved one.</param>
    /// <returns>For example "Rate is 0.1 there and 0.2 here; input events has another content", or null when nothing differs.</returns>
    public string? Difference(RunIdentity now)
    {
        ArgumentNullException.ThrowIfNull(now);
        var different = parts.Keys.Union(now.parts.Keys).Order(StringComparer.Ordinal)
            .Where(k => !string.Equals(parts.GetValueOrDefault(k), now.parts.GetValueOrDefault(k), StringComparison.Ordinal))
            .Select(k => k.StartsWith("input ", StringComparison.Ordinal) && parts.ContainsKey(k) && now.parts.ContainsKey(k)
                ? $"{k} has another content"
                : $"{k} is {parts.GetValueOrDefault(k, "not set")} there and {now.parts.GetValueOrDefault(k, "not set")} here")
            .ToArray();
        return different.Length switch
        {
            0 => null,
            <= Shown => string.Join("; ", different),
            _ => string.Join("; ", different[..Shown]) + $"; and {different.Length - Shown} more",
        };
    }

    private static string Version { get; } = typeof(RunIdentity).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    private static JsonSerializerOptions Serialization { get; } = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static void Leaves(JsonElement element, string path, SortedDictionary<string, string> leaves)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            // A table of numbers as long as a page would bury the difference: its hash stands for it.
            var text = element.GetRawText();
            leaves[path] = text.Length <= 200 ? text : ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(text));
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            Leaves(property.Value, path.Length == 0 ? property.Name : path + "." + property.Name, leaves);
        }
    }
}
