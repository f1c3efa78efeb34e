using System.CommandLine.Parsing;

namespace Quiver.Cli.Common;

/// <summary>How this program is called where it speaks of itself.</summary>
internal static class ProgramName
{
    /// <summary>The name.</summary>
    public static string Value { get; set; } = "quiver";

    /// <summary>The command that shows the help of the one that was called, such as <c>quiver links train --help</c>.</summary>
    /// <param name="called">What was called.</param>
    public static string HelpOf(CommandResult called)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = called; result is CommandResult { Parent: not null } command; result = result.Parent)
        {
            names.Push(command.Command.Name);
        }

        return string.Join(' ', [Value, .. names, "--help"]);
    }
}
