using System.Text;

namespace Quiver.Cli.Completions;

/// <summary>Completions for fish, with descriptions.</summary>
internal static class FishCompletion
{
    public static string Write(IReadOnlyList<CompletedCommand> commands)
    {
        var text = new StringBuilder("""
            # Completions of quiver for fish: quiver completions fish > ~/.config/fish/completions/quiver.fish
            function __quiver_at
                set -l at
                for word in (commandline -opc)[2..-1]
                    switch (string join ' ' -- $at $word)

            """);
        text.Append("            case ").AppendJoin(' ', commands.Skip(1).Select(static c => $"'{c.Path}'")).Append("""

                            set -a at $word
                    end
                end
                set -l path (string join ' ' -- $at)
                test "$path" = "$argv[1]"
            end
            complete -c quiver -f

            """);
        foreach (var command in commands)
        {
            var start = $"complete -c quiver -n \"__quiver_at '{command.Path}'\"";
            foreach (var (name, description) in command.Words)
            {
                text.Append($"{start} -a {name} -d '{Escaped(description)}'\n");
            }

            foreach (var option in command.Options)
            {
                var name = option.Name.StartsWith("--", StringComparison.Ordinal) ? $"-l {option.Name[2..]}" : $"-o {option.Name[1..]}";
                text.Append($"{start} {name}{Value(option)} -d '{Escaped(option.Description)}'\n");
            }

            if (command.TakesFiles)
            {
                text.Append($"{start} -F\n");
            }
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Value(CompletedOption option) => option.Kind switch
    {
        ValueKind.Switch => string.Empty,
        ValueKind.Choice => $" -x -a '{string.Join(' ', option.Choices.Select(Escaped))}'",
        ValueKind.File => " -r -F",
        ValueKind.Folder => " -x -a '(__fish_complete_directories)'",
        _ => " -x",
    };

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "\\'", StringComparison.Ordinal);
}
