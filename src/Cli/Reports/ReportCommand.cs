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
        var live = new Option<bool>("--live") { Description = "Serve the page of growing runs to this machine; Ctrl-C ends it." };
        var port = new Option<int>("--port")
        {
            Description = "With --live, the port on 127.0.0.1; 0 takes a free one.",
            DefaultValueFactory = _ => 0,
            HelpName = "N",
        }.Between(0, 65535);
        command.Options.Add(output);
        command.Options.Add(live);
        command.Options.Add(port);
        command.SetAction(async (parsed, cancellation) =>
        {
            var named = parsed.GetRequiredValue(places);
            var sources = ReportReader.Read(named);
            if (parsed.GetValue(live))
            {
                parsed.RefuseWithoutEffect(output, "with --live");
                using var server = new LiveReport(named, parsed.GetValue(port));
                Console.Out.WriteLine($"http://127.0.0.1:{server.Port}/  (Ctrl-C ends it)");
                await server.RunAsync(cancellation).ConfigureAwait(false);
                return 0;
            }

            parsed.RefuseWithoutEffect(port, "without --live");
            var page = HtmlReport.Write(sources, live: false);
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

            return 0;
        });
        root.Subcommands.Add(command);
    }
}
