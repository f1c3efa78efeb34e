using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Spectre.Console;

namespace Quiver.Cli.Runs;

/// <summary><c>quiver runs list FOLDER</c>: one line a run.</summary>
internal static class ListRunsCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List the runs of a folder and how they stand.");
        var folder = new Argument<string>("FOLDER") { Description = "A folder with run folders in it.", DefaultValueFactory = _ => "runs" };
        command.Arguments.Add(folder);
        var json = CommonOptions.Json();
        command.Options.Add(json);
        command.SetAction((parsed, _) =>
        {
            var place = parsed.GetRequiredValue(folder);
            var rows = RunFiles.Below(place).Select(f => Row(place, f)).ToArray();
            var console = Tables.Console(JsonOutput.TakesStandardOutput(parsed.GetValue(json)));
            var table = Tables.Create(place, "run", "state", "command", "seed", "started (UTC)", "seconds", "processes");
            foreach (var r in rows)
            {
                string[] cells =
                [
                    r.Run, r.State, r.Command, r.Seed?.ToString(CultureInfo.InvariantCulture) ?? "-",
                    r.Started.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                    r.Seconds.ToString("0.0", CultureInfo.InvariantCulture), r.Attempts.ToString(CultureInfo.InvariantCulture),
                ];
                table.AddRow([.. cells.Select(Markup.Escape)]);
            }

            console.Write(table);
            JsonOutput.Write(parsed.GetValue(json), new { Runs = rows });
            return Task.FromResult(0);
        });
        return command;
    }

    private static ListedRun Row(string place, string folder)
    {
        RunRecord record;
        try
        {
            record = RunFiles.Read(folder);
        }
        catch (InputException e)
        {
            RunNotes.Add(e.Message);
            return new ListedRun(Path.GetRelativePath(place, folder), "damaged", string.Empty, null, default, 0, 0);
        }

        return new ListedRun(
            Path.GetRelativePath(place, folder), RunFiles.State(folder, record).ToString().ToLowerInvariant(),
            record.Configuration["command"]?.ToString() ?? string.Empty, record.Seed, record.Started, record.Seconds, record.Attempts);
    }
}
