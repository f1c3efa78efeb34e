using System.Text;

namespace Quiver.Cli.Completions;

/// <summary>Completions for bash, from version 3.2 on.</summary>
internal static class BashCompletion
{
    public static string Write(IReadOnlyList<CompletedCommand> commands)
    {
        var text = new StringBuilder("""
            # Completions of quiver for bash: eval "$(quiver completions bash)", for example in ~/.bashrc.
            _quiver() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} at= i IFS=$'\n'
              for ((i = 1; i < COMP_CWORD; i++)); do
                case "${at:+$at }${COMP_WORDS[i]}" in

            """);
        text.Append("      ").AppendJoin('|', commands.Skip(1).Select(static c => $"'{c.Path}'")).Append("""
            ) at="${at:+$at }${COMP_WORDS[i]}" ;;
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
                    ValueKind.Choice => $"COMPREPLY=($(compgen -W '{string.Join("'$'\\n''", option.Choices)}' -- \"$cur\"))",
                    ValueKind.File => "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$cur\"))",
                    ValueKind.Folder => "compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$cur\"))",
                    _ => "COMPREPLY=()",
                }).Append("; return ;;\n");
            }
        }

        text.Append("  esac\n  local offered= files=\n  case \"$at\" in\n");
        foreach (var command in commands)
        {
            var words = command.Words.Select(static c => c.Name).Concat(command.Options.Select(static o => o.Name));
            text.Append($"    '{command.Path}') offered='{string.Join("'$'\\n''", words)}'")
                .Append(command.TakesFiles ? " files=1 ;;\n" : " ;;\n");
        }

        return text.Append("""
              esac
              COMPREPLY=($(compgen -W "$offered" -- "$cur"))
              if [[ -n $files && $cur != -* ]]; then
                compopt -o filenames 2>/dev/null
                COMPREPLY=($(compgen -f -- "$cur"))
              fi
            }
            complete -F _quiver quiver

            """).ToString().ReplaceLineEndings("\n");
    }
}
