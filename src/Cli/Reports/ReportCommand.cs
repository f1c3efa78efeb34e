using System.CommandLine;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Reports;

/// <summary><c>quiver report FOLDER…</c>: one HTML file from runs and results.</summary>
internal static class ReportCommand
{
    private const string FileName = "report.html";

    /// <summary>Adds the command.</summary>
    public static void AddTo(RootCommand root)
    {
        var command = new Command(
            "report", "One self-contained HTML page from run folders, folders of --out, and files of results and metrics.");
        var places = new Argument<string[]>("FOLDERS")
        {
            Description = "Run folders, folders with runs in them, folders of --out, files of --json, metrics in .jsonl.",
            Arity = new ArgumentArity(1, 1000),
        };
        command.Arguments.Add(places);
        var output = new Option<string?>("--out")
        {
            Description = $"The page, or - for standard output. Default: {FileName} in the folder, or here for several places or a file.",
            HelpName = "FILE",
        };
        command.Options.Add(output);
        command.SetAction((parsed, _) =>
        {
            var named = parsed.GetRequiredValue(places);
            var page = HtmlReport.Write(ReportReader.Read(named), live: false);
            var target = parsed.GetValue(output)
                ?? (named.Length == 1 && Directory.Exists(named[0]) ? Path.Combine(named[0], FileName) : FileName);
            if (JsonOutput.TakesStandardOutput(target))
            {
                Console.Out.Write(page);
            }
            else
            {
                AtomicFile.WriteText(target, page);
                Console.Out.WriteLine(target);
            }

            return Task.FromResult(0);
        });
        root.Subcommands.Add(command);
    }
}
