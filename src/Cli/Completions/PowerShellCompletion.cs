using System.Text;

namespace Quiver.Cli.Completions;

/// <summary>Completions for PowerShell, with descriptions as tool tips.</summary>
internal static class PowerShellCompletion
{
    public static string Write(IReadOnlyList<CompletedCommand> commands)
    {
        var text = new StringBuilder("""
            # Completions of quiver for PowerShell: quiver completions pwsh | Out-String | Invoke-Expression, for example in $PROFILE.
            $script:QuiverWords = @{

            """);
        foreach (var command in commands)
        {
            text.Append($"  '{command.Path}' = @(\n");
            foreach (var (name, description) in command.Words)
            {
                text.Append($"    @('{Escaped(name)}', '{Escaped(description)}', 'Command', @())\n");
            }

            foreach (var option in command.Options)
            {
                text.Append($"    @('{Escaped(option.Name)}', '{Escaped(option.Description)}', '{option.Kind}', ")
                    .Append($"@({string.Join(", ", option.Choices.Select(static c => $"'{Escaped(c)}'"))}))\n");
            }

            text.Append("  )\n");
        }

        return text.Append("""
            }
            Register-ArgumentCompleter -Native -CommandName quiver -ScriptBlock {
              param($wordToComplete, $commandAst, $cursorPosition)
              $at = ''
              $previous = ''
              foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
                if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete) { break }
                $word = $element.ToString()
                $further = if ($at) { "$at $word" } else { $word }
                if ($script:QuiverWords.ContainsKey($further)) { $at = $further }
                $previous = $word
              }
              foreach ($entry in $script:QuiverWords[$at]) {
                if ($entry[0] -eq $previous -and $entry[2] -notin 'Switch', 'Command') {
                  return $entry[3] | Where-Object { $_ -like "$wordToComplete*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
                }
              }
              foreach ($entry in $script:QuiverWords[$at]) {
                if ($entry[0] -like "$wordToComplete*") {
                  [System.Management.Automation.CompletionResult]::new($entry[0], $entry[0], 'ParameterName', $entry[1])
                }
              }
            }

            """).ToString().ReplaceLineEndings("\n");
    }

    private static string Escaped(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
