using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Quiver.Cli.Tests.Docs;

/// <summary>The reference of all commands and options, from the command tree itself.</summary>
internal static class CliReference
{
    public static string Write()
    {
        var root = QuiverCommands.Root();
        var text = new StringBuilder("# All commands and options\n\n");
        text.Append("Written from the command itself (`.ci/cli-reference`), and held against it by a test. `quiver COMMAND --help` says the same.\n\n");
        text.Append("These go with every command:\n\n");
        AddOptions(text, root.Options);
        Add(text, root, "quiver");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Add(StringBuilder text, Command command, string path)
    {
        foreach (var child in command.Subcommands.Where(static c => !c.Hidden))
        {
            var name = $"{path} {child.Name}";
            if (child.Subcommands.Count == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n{Cell(child.Description)}\n\n");
                text.Append(CultureInfo.InvariantCulture, $"    {name}{string.Concat(child.Arguments.Select(Usage))}{(child.Options.Count > 0 ? " [options]" : string.Empty)}\n\n");
                foreach (var argument in child.Arguments)
                {
                    text.Append(CultureInfo.InvariantCulture, $"- `{argument.Name}`: {Cell(argument.Description)}\n");
                }

                text.Append(child.Arguments.Count > 0 ? "\n" : string.Empty);
                AddOptions(text, child.Options);
            }

            Add(text, child, name);
        }
    }

    private static void AddOptions(StringBuilder text, IEnumerable<Option> options)
    {
        var shown = options.Where(static o => !o.Hidden).ToArray();
        if (shown.Length == 0)
        {
            return;
        }

        text.Append("| option | default | meaning |\n|---|---|---|\n");
        foreach (var option in shown)
        {
            var value = option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? string.Empty
                : " " + (option.HelpName ?? option.Name[2..].ToUpperInvariant());
            text.Append(CultureInfo.InvariantCulture, $"| `{Escaped(option.Name + value)}` | {Default(option)} | {Cell(option.Description)} |\n");
        }
    }

    private static string Usage(Argument argument) => argument switch
    {
        { Arity.MinimumNumberOfValues: 0 } => $" [{argument.Name}]",
        { Arity.MaximumNumberOfValues: > 1 } => $" {argument.Name}…",
        _ => $" {argument.Name}",
    };

    private static string Default(Option option) => option.ValueType != typeof(bool) && option.HasDefaultValue && option.GetDefaultValue() is { } value
        && Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } word && value is not Array ? $"`{Escaped(word)}`" : string.Empty;

    private static string Cell(string? description) =>
        Escaped(string.Join(' ', (description ?? string.Empty).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)))
            .Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
