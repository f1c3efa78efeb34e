using System.CommandLine;

namespace Quiver.Cli.Common;

/// <summary><c>quiver bench</c>, to which every area adds its suites.</summary>
internal static class BenchCommand
{
    public static Command In(RootCommand root)
    {
        var bench = root.Subcommands.FirstOrDefault(c => string.Equals(c.Name, "bench", StringComparison.Ordinal));
        if (bench is null)
        {
            bench = new Command("bench", "Measure speed and quality against published and measured peers.");
            root.Subcommands.Add(bench);
        }

        return bench;
    }
}
