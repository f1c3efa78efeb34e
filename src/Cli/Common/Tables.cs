using Spectre.Console;

namespace Quiver.Cli.Common;

/// <summary>Tables on standard output, or on standard error where standard output carries JSON.</summary>
internal static class Tables
{
    private const int Unfolded = 2000;

    public static IAnsiConsole Console(bool toError)
    {
        var writer = toError ? System.Console.Error : System.Console.Out;
        var redirected = toError ? System.Console.IsErrorRedirected : System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? AnsiSupport.No : AnsiSupport.Detect,
        });
        if (redirected)
        {
            // A pipe has no width: do not fold rows.
            console.Profile.Width = Unfolded;
        }

        console.Pipeline.Attach(new NarrowTables());
        return console;
    }

    public static Table Create(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(title)) };
        foreach (var (i, column) in columns.Index())
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        return table;
    }
}
