using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Runs;

/// <summary>
/// <c>quiver runs clean FOLDER</c>: removes checkpoints that nobody needs any more, or whole runs by their state. It says what it would
/// remove
/// and removes it only with <c>--yes</c>; what no run wrote is never touched, and neither is a run that a process works on.
/// </summary>
internal static class CleanRunsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "clean", "Remove checkpoints of finished runs, or whole runs by their state; shows what, and does it with --yes.");
        var folder = new Argument<string>("FOLDER") { Description = "A folder with run folders in it." };
        command.Arguments.Add(folder);
        var state = new Option<string?>("--state")
        {
            Description = "Remove whole runs in these states: finished, interrupted, failed or killed, separated by commas.",
            HelpName = "LIST",
        };
        var yes = new Option<bool>("--yes") { Description = "Remove it." };
        command.Options.Add(state);
        command.Options.Add(yes);
        command.SetAction((parsed, _) =>
        {
            var states = parsed.GetValue(state) is { } text ? States(text) : null;
            var removes = parsed.GetValue(yes);
            var (places, bytes) = (0, 0L);
            foreach (var run in RunFiles.Below(parsed.GetRequiredValue(folder)))
            {
                using var held = RunFiles.TryLock(run);
                if (held is null || Doomed(run, states) is not { } doomed || !Directory.Exists(doomed))
                {
                    continue;
                }

                var size = Directory.EnumerateFiles(doomed, "*", SearchOption.AllDirectories).Sum(static f => new FileInfo(f).Length);
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{(removes ? "removed" : "would remove")} {doomed}  {size:N0} bytes"));
                (places, bytes) = (places + 1, bytes + size);
                if (removes)
                {
                    Directory.Delete(doomed, recursive: true);
                }
            }

            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{places} folder{(places == 1 ? string.Empty : "s")}, {bytes:N0} bytes")
                + (removes || places == 0 ? string.Empty : "; --yes removes them"));
            return Task.FromResult(0);
        });
        return command;
    }

    // What goes of a run that nobody holds: all of it, its checkpoints, or nothing.
    private static string? Doomed(string run, IReadOnlySet<RunState>? states)
    {
        var record = RunFiles.Read(run);
        var state = string.Equals(record.State, "running", StringComparison.Ordinal) ? RunState.Killed
            : Enum.Parse<RunState>(record.State, ignoreCase: true);
        if (states is not null)
        {
            return states.Contains(state) ? run : null;
        }

        var checkpoints = Path.Combine(run, RunFiles.Checkpoints);
        return state == RunState.Finished && Directory.Exists(checkpoints) && Directory.EnumerateFileSystemEntries(checkpoints).Any()
            ? checkpoints
            : null;
    }

    private static HashSet<RunState> States(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(static name => Enum.TryParse<RunState>(name, ignoreCase: true, out var state)
                && state != RunState.Running && Enum.IsDefined(state) && !char.IsDigit(name[0])
                ? state
                : throw new InputException($"--state does not know '{name}': use finished, interrupted, failed or killed.")),
    ];
}
