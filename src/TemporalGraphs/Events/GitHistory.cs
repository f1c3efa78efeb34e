using System.Diagnostics;
using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Makes an event stream of a git repository's history: author, file, time of the commit.</summary>
public static class GitHistory
{
    /// <summary>Reads a repository by the git command.</summary>
    /// <param name="folder">A folder inside the repository.</param>
    /// <param name="cancellation">Ends git.</param>
    /// <returns>Authors are sources (ids 0 upwards, in order of appearance), files destinations (ids after the authors); with their names by id.</returns>
    /// <exception cref="InputException">git is missing, the folder is no repository, or it has no commits.</exception>
    public static (EventStream Events, IReadOnlyList<string> Names) Read(string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
        {
            throw new InputException($"There is no folder {folder}.");
        }

        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var argument in new[] { "-c", "core.quotepath=off", "log", "--reverse", "--no-merges", "--name-only", "--no-renames", "--pretty=format:%x01%at%x02%ae" })
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Start(start);
        using var kill = cancellation.Register(() => git.Kill(entireProcessTree: true));
        var complaint = git.StandardError.ReadToEndAsync(CancellationToken.None);
        var (authors, files) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var rows = new List<(int Author, int File, double Time)>();
        var (author, time) = (-1, 0.0);
        while (git.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith('\u0001'))
            {
                var parts = line[1..].Split('\u0002');
                time = double.Parse(parts[0], CultureInfo.InvariantCulture);
                author = Id(authors, parts[1]);
            }
            else if (line.Length > 0)
            {
                rows.Add((author, Id(files, line), time));
            }
        }

        git.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (git.ExitCode != 0)
        {
            throw new InputException($"git log in {folder} failed: {complaint.GetAwaiter().GetResult().Split('\n')[0].Trim()}");
        }

        if (rows.Count == 0)
        {
            throw new InputException($"The repository in {folder} has no commits with files.");
        }

        // Author dates need not be in order; commits keep theirs where dates are equal.
        var sorted = rows.OrderBy(r => r.Time).ToArray();
        var events = new EventStream(Array.ConvertAll(sorted, r => r.Author), Array.ConvertAll(sorted, r => authors.Count + r.File), Array.ConvertAll(sorted, r => r.Time));
        return (events, [.. authors.Keys, .. files.Keys]);
    }

    private static int Id(Dictionary<string, int> ids, string name)
    {
        if (!ids.TryGetValue(name, out var id))
        {
            ids[name] = id = ids.Count;
        }

        return id;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InputException("git could not be started.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InputException("git was not found: install it, or give an event file instead.");
        }
    }
}
