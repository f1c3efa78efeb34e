using System.CommandLine;

namespace Quiver.Cli.Completions;

/// <summary><c>quiver completions SHELL</c>: prints a script that completes commands, options and their values.</summary>
internal static class CompletionsCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish", "pwsh"];

    /// <summary>Adds the command.</summary>
    public static void AddTo(RootCommand root) => root.Subcommands.Add(Create(root));

    private static Command Create(RootCommand root)
    {
        var command = new Command("completions", "Print completions for a shell; the first line of the script says where it belongs.");
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh.", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong(Shells);
        command.Arguments.Add(shell);
        command.SetAction((parsed, _) =>
        {
            var commands = CompletionReader.Read(root);
            Console.Out.Write(parsed.GetRequiredValue(shell) switch
            {
                "bash" => BashCompletion.Write(commands),
                "zsh" => ZshCompletion.Write(commands),
                "fish" => FishCompletion.Write(commands),
                _ => PowerShellCompletion.Write(commands),
            });
            return Task.FromResult(0);
        });
        return command;
    }
}
