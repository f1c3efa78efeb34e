using System.Text;

namespace Quiver.Cli.Completions;

/// <summary>Completions for zsh, with descriptions.</summary>
internal static class ZshCompletion
{
    public static string Write(IReadOnlyList<CompletedCommand> commands)
    {
        var text = new StringBuilder("""
            #compdef quiver
            # Completions of quiver for zsh: quiver completions zsh > "${fpath[1]}/_quiver",
            # or eval "$(quiver completions zsh)" after compinit.
            _quiver() {
              local at= word prev=${words[CURRENT-1]} files= i
              local -a offered
              for ((i = 2; i < CURRENT; i++)); do
                word=${words[i]}
                case "${at:+$at }$word" in

            """);
        text.Append("      ").AppendJoin('|', commands.Skip(1).Select(static c => $"'{c.Path}'")).Append("""
            ) at="${at:+$at }$word" ;;
                esac
              done
              case "$at:$prev" in

            """);
        foreach (var command in commands)
        {
            foreach (var option in command.Options.Where(static o => o.Kind != ValueKind.Switch))
            {
                text.Append($"    '{command.Path}:{option.Name}') ").Append(option.Kind switch
                {
                    ValueKind.Choice => $"compadd -- {string.Join(' ', option.Choices.Select(static c => $"'{c}'"))}; ",
                    ValueKind.File => "_files; ",
                    ValueKind.Folder => "_files -/; ",
                    _ => string.Empty,
                }).Append("return ;;\n");
            }
        }

        text.Append("  esac\n  case \"$at\" in\n");
        foreach (var command in commands)
        {
            var words = command.Words.Concat(command.Options.Select(static o => (o.Name, o.Description)))
                .Select(static w => $"      '{Escaped(w.Item1)}:{Escaped(w.Item2)}'\n");
            text.Append($"    '{command.Path}') offered=(\n{string.Concat(words)}      )")
                .Append(command.TakesFiles ? "; files=1 ;;\n" : " ;;\n");
        }

        return text.Append("""
              esac
              [[ -n $files && $PREFIX != -* ]] && _files
              _describe 'quiver' offered
            }
            if [[ ${funcstack[1]} == _quiver ]]; then _quiver "$@"; else compdef _quiver quiver; fi

            """).ToString().ReplaceLineEndings("\n");
    }

    // A colon divides a word from its description.
    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(":", "\\:", StringComparison.Ordinal).Replace("'", "'\\''", StringComparison.Ordinal);
}
