using System.CommandLine;
using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Links;

/// <summary><c>quiver links from-git [FOLDER] --out FILE</c>: a repository's history as events.</summary>
internal static class FromGitCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder of the repository.", DefaultValueFactory = _ => "." };
        var output = new Option<string>("--out") { Description = "The events, .csv or .csv.gz.", Required = true, HelpName = "FILE" };
        var names = new Option<string?>("--names")
        {
            Description = "Also write the names of authors and files, one per line in the "
            + "order of ids.",
            HelpName = "FILE"
        };
        var command = new Command("from-git", "Make an event stream (author, file, time) from a git repository's history.") { folder,
            output, names };
        command.SetAction((parsed, cancellation) =>
        {
            var path = EventOutput.Checked(parsed.GetRequiredValue(output));
            var notes = new Notes();
            var (events, ids) = GitHistory.Read(parsed.GetRequiredValue(folder), notes, cancellation);
            RunNotes.AddRange(notes.Sentences);
            EventWriter.Write(path, events);
            if (parsed.GetValue(names) is { } list)
            {
                AtomicFile.WriteText(list, string.Join('\n', ids.Select(OneLine)) + "\n");
            }

            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{path}: {events.Count:N0} events, {events.NodeCount:N0} nodes"));
            return Task.FromResult(0);
        });
        return command;
    }

    // A path may hold line breaks; the list has one name a line.
    private static string OneLine(string name) =>
        name.Replace("\\", "\\\\", StringComparison.Ordinal) is var safe && name.AsSpan().IndexOfAny('\n', '\r') >= 0
        ? safe.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
        : name;
}
