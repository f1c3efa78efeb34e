using System.Globalization;
using Quiver.Cli.Common;
using Spectre.Console;

namespace Quiver.Cli.Tests.Common;

public sealed class NarrowTablesTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(119)]
    public void TableThatDoesNotFit_StandsOnItsSide_WithEveryNumberWhole(int width)
    {
        var lines = Lines(width, [new NarrowTables()]);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        foreach (var (row, column) in Enumerable.Range(0, 5).SelectMany(r => Enumerable.Range(1, 9).Select(c => (r, c))))
        {
            var line = Assert.Single(lines, l => l.Split(' ').Contains(Cell(row, column)));
            Assert.StartsWith($"property {column}", line.Trim(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void TableThatFits_StaysAsItIs()
    {
        Assert.Equal(Lines(200, []), Lines(200, [new NarrowTables()]));
        Assert.NotEqual(Lines(100, []), Lines(100, [new NarrowTables()]));
    }

    private static string Cell(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"{row}.{column}000{row}");

    private static List<string> Lines(int width, NarrowTables[] hooks)
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        foreach (var hook in hooks)
        {
            console.Pipeline.Attach(hook);
        }

        var table = Tables.Create("a title", [.. Enumerable.Range(0, 10).Select(c => $"property {c}")]);
        for (var row = 0; row < 5; row++)
        {
            table.AddRow([$"a name without any blanks, number {row}".Replace(' ', '-'), .. Enumerable.Range(1, 9).Select(c => Cell(row, c))]);
        }

        console.Write(table);
        return [.. writer.ToString().Split('\n').Select(l => l.TrimEnd())];
    }
}
