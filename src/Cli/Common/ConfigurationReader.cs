using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Quiver.Cli.Common;

/// <summary>Reads the full configuration out of a command line.</summary>
internal static class ConfigurationReader
{
    // Where results go and how a run is called is no part of what is computed.
    private static readonly string[] Aside = ["--help", "--verbose", "--version", "--run", "--config", "--print-config"];

    public static RunConfiguration Of(ParseResult parsed)
    {
        var options = Options(parsed.CommandResult).ToArray();
        return new RunConfiguration(
            Path(parsed),
            [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static a => a.Tokens).Select(static t => t.Value)],
            options.ToDictionary(static o => o.Name[2..], o => Value(parsed, o), StringComparer.Ordinal),
            [.. options.Where(parsed.IsGiven).Select(static o => o.Name[2..])]);
    }

    /// <summary>The command's words without the program's name.</summary>
    public static string Path(ParseResult parsed)
    {
        var words = new Stack<string>();
        for (var at = parsed.CommandResult; at.Parent is CommandResult above; at = above)
        {
            words.Push(at.Command.Name);
        }

        return string.Join(' ', words);
    }

    /// <summary>The options that belong to a configuration: the command's own, and those of the program that reach it.</summary>
    public static IEnumerable<Option> Options(CommandResult result)
    {
        IEnumerable<Option> all = result.Command.Options;
        for (var at = result.Parent as CommandResult; at is not null; at = at.Parent as CommandResult)
        {
            all = all.Concat(at.Command.Options.Where(static o => o.Recursive));
        }

        return all.Where(static o => !o.Hidden && !Aside.Contains(o.Name, StringComparer.Ordinal)).DistinctBy(static o => o.Name);
    }

    private static JsonNode? Value(ParseResult parsed, Option option)
    {
        if (parsed.IsGiven(option))
        {
            var tokens = parsed.GetResult(option)!.Tokens;
            var values = tokens.Select(t => Node(option.ValueType, t.Value)).ToArray();
            return option.ValueType == typeof(bool) && values.Length == 0 ? JsonValue.Create(true)
                : option.ValueType.IsArray ? new JsonArray(values)
                : values.Length == 0 ? null : values[0];
        }

        var known = option.HasDefaultValue ? option.GetDefaultValue() : option.ValueType == typeof(bool) ? false : null;
        return known switch
        {
            null => null,
            Array list => new JsonArray([.. list.Cast<object>().Select(v => Node(v.GetType(), Text(v)))]),
            _ => Node(known.GetType(), Text(known)),
        };
    }

    private static JsonNode? Node(Type type, string text)
    {
        type = type.IsArray ? type.GetElementType()! : type;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(bool) && bool.TryParse(text, out var flag) ? JsonValue.Create(flag)
            : (type == typeof(int) || type == typeof(long)) && long.TryParse(text, CultureInfo.InvariantCulture, out var whole)
                ? JsonValue.Create(whole)
            : type == typeof(double) && double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
