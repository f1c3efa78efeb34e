using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>
/// Configurations as files: <c>--print-config</c> writes one, <c>--config FILE</c> reads one. What stands on the command line goes before
/// what stands in the file, and an option that the file gives its default is as if it were not there, so that a printed configuration can
/// be
/// read back whole.
/// </summary>
internal static class ConfigurationFile
{
    /// <summary>How configurations are written.</summary>
    public static JsonSerializerOptions Layout { get; } = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonObject ToJson(RunConfiguration configuration) => new()
    {
        ["command"] = configuration.Command,
        ["arguments"] = new JsonArray([.. configuration.Arguments.Select(static a => JsonValue.Create(a))]),
        ["options"] = new JsonObject(configuration.Options.Select(static o => KeyValuePair.Create(o.Key, o.Value?.DeepClone()))),
        ["given"] = new JsonArray([.. configuration.Given.Select(static a => JsonValue.Create(a))]),
    };

    /// <summary>The words of a command line with those of its <c>--config</c> file.</summary>
    /// <param name="root">The program.</param>
    /// <param name="arguments">The words as they were typed.</param>
    /// <exception cref="InputException">The file cannot be read, or names another command or an option that does not exist.</exception>
    public static string[] Expand(RootCommand root, string[] arguments)
    {
        var parsed = root.Parse(arguments);
        if (parsed.GetResult(CommonOptions.Config) is not { Implicit: false, Tokens.Count: 1 } given)
        {
            return arguments;
        }

        var path = given.Tokens[0].Value;
        var file = Read(path);
        var command = ConfigurationReader.Path(parsed);
        if (file["command"] is { } named && Text(path, "command", named) is var words
            && !string.Equals(words, command, StringComparison.Ordinal))
        {
            return command.Length == 0
                ? Expand(root, [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. arguments])
                : throw new InputException(path, 0, $"this is a configuration of '{words}', not of '{command}'.");
        }

        return Merged(parsed, arguments, path, file);
    }

    private static string[] Merged(ParseResult parsed, string[] arguments, string path, JsonObject file)
    {
        var known = ConfigurationReader.Options(parsed.CommandResult).ToDictionary(static o => o.Name[2..], StringComparer.Ordinal);
        var explicitly = file["given"] is JsonArray list ? list.Select(static n => n?.ToString()).ToArray() : [];
        var more = new List<string>();
        if (file["options"] is { } options)
        {
            foreach (var (name, value) in options as JsonObject ?? throw Fault(path, "options", "an object"))
            {
                var option = known.GetValueOrDefault(name)
                    ?? throw new InputException(path, 0, $"'{ConfigurationReader.Path(parsed)}' has no option '{name}'.");
                if (!parsed.IsGiven(option) && value is not null
                    && (explicitly.Contains(name, StringComparer.Ordinal) || !IsDefault(option, value)))
                {
                    more.AddRange(Words(path, option, value));
                }
            }
        }

        var own = parsed.CommandResult.Children.OfType<ArgumentResult>().Any(static a => a.Tokens.Count > 0);
        var files = own || file["arguments"] is not { } operands ? []
            : (operands as JsonArray ?? throw Fault(path, "arguments", "a list")).Select(a => Text(path, "arguments", a)).ToArray();
        var depth = ConfigurationReader.Path(parsed).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return [.. arguments[..depth], .. files, .. WordsOf.Without(arguments[depth..], CommonOptions.Config.Name), .. more];
    }

    private static JsonObject Read(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        try
        {
            var root = JsonNode.Parse(
                File.ReadAllText(path), null,
                new JsonDocumentOptions
                {
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true,
                    AllowDuplicateProperties = false,
                });

            // run.json holds the configuration beside other things.
            var found = root as JsonObject ?? throw Fault(path, "file", "a JSON object");
            found = found["configuration"] as JsonObject ?? found;
            var stranger = found.Select(static p => p.Key)
                .FirstOrDefault(static k => k is not ("command" or "arguments" or "options" or "given" or "$schema"));
            return stranger is null ? found
                : throw new InputException(path, 0, $"a configuration has no '{stranger}': use command, arguments and options.");
        }
        catch (JsonException e)
        {
            throw new InputException(path, (e.LineNumber ?? -1) + 1, "this is no JSON.", e);
        }
    }

    private static bool IsDefault(Option option, JsonNode value) => option.ValueType == typeof(bool)
        ? value.GetValueKind() == ((option.HasDefaultValue && option.GetDefaultValue() is true) ? JsonValueKind.True : JsonValueKind.False)
        : option.HasDefaultValue && option.GetDefaultValue() is { } known
            && string.Equals(
                known is Array list
                    ? JsonTree.Walk(list, JsonSerializerOptions.Default)
                    : Convert.ToString(known, CultureInfo.InvariantCulture),
                known is Array ? value.ToJsonString() : value.ToString(),
                StringComparison.Ordinal);

    private static IEnumerable<string> Words(string path, Option option, JsonNode value) => value switch
    {
        JsonArray list => list.SelectMany(v => new[] { option.Name, Text(path, option.Name, v) }),
        JsonObject => throw Fault(path, option.Name[2..], "a value, not an object"),
        _ when value.GetValueKind() == JsonValueKind.True && option.ValueType == typeof(bool) => [option.Name],
        _ => [option.Name, Text(path, option.Name, value)],
    };

    private static string Text(string path, string name, JsonNode? value) =>
        value is JsonValue ? value.ToString() : throw Fault(path, name, "a text or a number");

    private static InputException Fault(string path, string name, string expected) => new(path, 0, $"'{name}' must be {expected}.");
}
