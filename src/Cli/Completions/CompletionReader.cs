using System.CommandLine;
using System.CommandLine.Completions;

namespace Quiver.Cli.Completions;

/// <summary>Reads what can be completed out of the commands themselves, so that no list of words is kept beside them.</summary>
internal static class CompletionReader
{
    private static readonly string[] FileNames = ["FILE", "MAP", "BASIS"];

    public static IReadOnlyList<CompletedCommand> Read(RootCommand root)
    {
        var found = new List<CompletedCommand>();
        Add(root, string.Empty, [], found);
        return found;
    }

    private static void Add(Command command, string path, IReadOnlyList<Option> inherited, List<CompletedCommand> found)
    {
        var own = command.Options.Where(static o => !o.Hidden).ToArray();
        var choices = command.Arguments.SelectMany(static a => a.GetCompletions(CompletionContext.Empty)).Select(static c => c.Label)
            .ToArray();
        var children = command.Subcommands.Select(static c => (c.Name, FirstSentence(c.Description)));
        found.Add(new CompletedCommand(
            path,
            FirstSentence(command.Description),
            [.. children, .. choices.Select(static c => (c, string.Empty))],
            [.. own.Concat(inherited).DistinctBy(static o => o.Name).Select(Described)],
            command.Arguments.Count > 0 && choices.Length == 0));
        var passed = own.Where(static o => o.Recursive).Concat(inherited).ToArray();
        foreach (var child in command.Subcommands)
        {
            Add(child, path.Length == 0 ? child.Name : $"{path} {child.Name}", passed, found);
        }
    }

    private static CompletedOption Described(Option option)
    {
        var flag = option.ValueType == typeof(bool) || option.ValueType == typeof(void) || option.Arity.MaximumNumberOfValues == 0;
        string[] choices = flag ? [] : [.. option.GetCompletions(CompletionContext.Empty).Select(static c => c.Label)];
        var kind = flag ? ValueKind.Switch
            : choices.Length > 0 ? ValueKind.Choice
            : option.HelpName is "FOLDER" ? ValueKind.Folder
            : FileNames.Contains(option.HelpName, StringComparer.Ordinal) || option.Name is "--policy" or "--noise" ? ValueKind.File
            : ValueKind.Word;
        return new CompletedOption(option.Name, FirstSentence(option.Description), kind, choices);
    }

    // Shells show a line beside each word.
    private static string FirstSentence(string? text)
    {
        var line = string.Join(' ', (text ?? string.Empty).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line.TrimEnd('.') : line[..end];
    }
}
