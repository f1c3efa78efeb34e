using System.Diagnostics;
using System.Globalization;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Makes an event stream of a git repository's history: author, file, time of the commit.</summary>
public static class GitHistory
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a repository by the git command.</summary>
    /// <param name="folder">A folder inside the repository.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>Authors are sources (ids 0 upwards, in order of appearance), files destinations (ids after the authors); with their names
    /// by id.</returns>
    /// <exception cref="InputException">git is missing, the folder is no repository, or it has no commits.</exception>
    public static (EventStream Events, IReadOnlyList<string> Names) Read(string folder, CancellationToken cancellationToken = default) =>
        Read(folder, new Notes(), cancellationToken);

    /// <summary>Reads a repository by the git command.</summary>
    /// <param name="folder">A folder inside the repository.</param>
    /// <param name="notes">Receives what was assumed or left out.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>Authors are sources (ids 0 upwards, in order of appearance), files destinations (ids after the authors); with their names
    /// by id.</returns>
    /// <exception cref="InputException">git is missing, the folder is no repository, or it has no commits.</exception>
    public static (EventStream Events, IReadOnlyList<string> Names) Read(string folder, Notes notes,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(notes);
        if (!Directory.Exists(folder))
        {
            throw new InputException($"There is no folder {folder}.");
        }

        // Everything the output depends on is said, so that no setting of the user's changes it; fields end with NUL, which no name holds.
        var mark = Guid.NewGuid().ToString("N");
        var output = Run(
            folder,
            [
                "-c", "log.showRoot=true", "-c", "log.showSignature=false", "-c", "core.quotepath=off", "-c", "diff.relative=false", "-c",
                    "diff.renames=false", "-c",
                "log.mailmap=false", "--no-pager", "--literal-pathspecs", "log", "--reverse", "--no-merges", "--name-only", "--no-renames",
                    "-z", "--no-color", "--no-show-signature", "--no-notes",
                "--no-decorate", "--no-ext-diff", "--no-textconv", "-O/dev/null", "--encoding=UTF-8",
                    $"--format=tformat:%x00{mark}%x00%at%x00%ae%x00",
            ],
            cancellationToken);
        var history = Parse(output, Encoding.ASCII.GetBytes(mark), notes);
        if (history.Rows.Count == 0)
        {
            throw new InputException($"The repository in {folder} has no commits with files.");
        }

        if (Encoding.ASCII.GetString(Run(folder, ["rev-parse", "--is-shallow-repository"], cancellationToken)).StartsWith("true",
            StringComparison.Ordinal))
        {
            notes.Add("The repository is a shallow clone: its oldest commits stand for all before them.");
        }

        notes.Add("Merge commits are left out, and a file that was renamed is another file.");

        // Author dates need not be in order; commits keep theirs where dates are equal.
        var sorted = history.Rows.OrderBy(r => r.Time).ToArray();
        var authors = history.Authors.Count;
        var events = new EventStream(Array.ConvertAll(sorted, r => r.Author), Array.ConvertAll(sorted, r => authors + r.File),
            Array.ConvertAll(sorted, r => r.Time));
        return (events, [.. history.Authors.Keys, .. history.Files.Keys]);
    }

    private static (List<(int Author, int File, double Time)> Rows, Dictionary<string, int> Authors, Dictionary<string,
        int> Files) Parse(ReadOnlySpan<byte> output, ReadOnlySpan<byte> mark, Notes notes)
    {
        var (authors, files) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        var rows = new List<(int Author, int File, double Time)>();
        var (author, time, undated) = (-1, double.NaN, 0);
        while (Next(ref output, out var field))
        {
            if (field.SequenceEqual(mark))
            {
                Next(ref output, out var date);
                Next(ref output, out var address);
                author = Id(authors, address.IsEmpty ? "(no address)" : Text(address));
                time = long.TryParse(date, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? seconds
                    : double.NaN;
                undated += double.IsNaN(time) ? 1 : 0;

                // An empty field and a line break stand before the first file.
                if (Peek(output) is [] && output.Length > 1)
                {
                    output = output[1..];
                    output = output.StartsWith("\n"u8) ? output[1..] : output;
                }

                continue;
            }

            if (!field.IsEmpty && !double.IsNaN(time))
            {
                rows.Add((author, Id(files, Text(field)), time));
            }
        }

        if (undated > 0)
        {
            notes.Add($"{undated} commits have no readable date; they are left out.");
        }

        return (rows, authors, files);
    }

    private static ReadOnlySpan<byte> Peek(ReadOnlySpan<byte> rest) => rest.IndexOf((byte)0) is >= 0 and var end ? rest[..end] : rest;

    private static bool Next(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> field)
    {
        field = Peek(rest);
        var more = !rest.IsEmpty;
        rest = rest[Math.Min(rest.Length, field.Length + 1)..];
        return more;
    }

    // Paths are bytes: those that are no UTF-8 are shown as Latin-1, so that different files stay different.
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    private static int Id(Dictionary<string, int> ids, string name)
    {
        if (!ids.TryGetValue(name, out var id))
        {
            ids[name] = id = ids.Count;
        }

        return id;
    }

    private static byte[] Run(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment.Remove("GIT_EXTERNAL_DIFF");
        using var git = Start(start);
        using var kill = cancellationToken.Register(() => git.Kill(entireProcessTree: true));
        var complaint = git.StandardError.ReadToEndAsync(CancellationToken.None);
        using var output = new MemoryStream();
        git.StandardOutput.BaseStream.CopyTo(output);
        git.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return git.ExitCode == 0
            ? output.ToArray()
            : throw new InputException($"git {Array.Find(arguments, a => a is "log" or "rev-parse")} in {folder} failed: "
                + $"{complaint.GetAwaiter().GetResult().Split('\n')[0].Trim()}");
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
