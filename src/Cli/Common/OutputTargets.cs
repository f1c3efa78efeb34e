using System.CommandLine;
using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>
/// Where a command is to write, looked at before it begins: a folder where a file is meant, or a file where a folder is, would be found
/// only when all the work is done.
/// </summary>
internal static class OutputTargets
{
    private const string NoStream = "-: name a file, or /dev/stdout for standard output.";
    private static readonly string[] Files = ["--json", "--names", "--resume", "--save", "--save-policy", "--svg"];
    private static readonly string[] Folders = ["--checkpoint", "--out"];

    /// <summary>What is wrong with the first place that cannot be written to; null where all can.</summary>
    /// <param name="parsed">A command line without errors.</param>
    public static string? FirstFault(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        foreach (var option in command.Options.OfType<Option<string>>().Where(parsed.IsGiven))
        {
            var file = Files.Contains(option.Name, StringComparer.Ordinal) || (option.Name is "--out" && option.HelpName is "FILE");
            if ((file || Folders.Contains(option.Name, StringComparer.Ordinal)) && Fault(parsed.GetValue(option), file) is { } fault)
            {
                return $"{option.Name} {fault}";
            }

            if (command.Name is "from-git" && option.Name is "--out" && parsed.GetValue(option) is "-")
            {
                return $"{option.Name} {NoStream}";
            }
        }

        return Arguments(parsed)
            .Select(a => Fault(parsed.GetValue(a), true)
                ?? (parsed.GetValue(a) is "-" && !command.Parents.Any(static p => p.Name is "circuits") ? NoStream : null))
            .FirstOrDefault(f => f is not null);
    }

    /// <summary>The files and folders a command line writes to, apart from checkpoints, which runs may share.</summary>
    /// <param name="parsed">A command line without errors.</param>
    public static IEnumerable<(string Name, string Path)> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string[] shared = ["--checkpoint", "--resume"];
        var options = command.Options.OfType<Option<string>>()
            .Where(o => Files.Concat(Folders).Except(shared, StringComparer.Ordinal).Contains(o.Name, StringComparer.Ordinal))
            .Where(parsed.IsGiven)
            .Select(o => (o.Name, Path: parsed.GetValue(o)));
        var arguments = Arguments(parsed).Select(a => (a.Name, Path: parsed.GetValue(a)));
        return options.Concat(arguments).Where(t => t.Path is { Length: > 0 } and not "-").Select(t => (t.Name, t.Path!));
    }

    // With --help an argument may be missing.
    private static IEnumerable<Argument<string>> Arguments(ParseResult parsed) => parsed.CommandResult.Command.Arguments
        .OfType<Argument<string>>().Where(a => a.Name is "OUTPUT" && parsed.GetResult(a) is { Tokens.Count: > 0 });

    private static string? Fault(string? path, bool file)
    {
        if (path is null || (file && path is "-"))
        {
            return null;
        }

        if (path.Length == 0)
        {
            return file ? "names no file." : "names no folder.";
        }

        if (file && (Directory.Exists(path) || Path.EndsInDirectorySeparator(path)))
        {
            return $"{path}: this is a folder; name a file.";
        }

        var full = Path.GetFullPath(path);
        if (file && FileKind.IsPassedOn(full))
        {
            return null;
        }

        if (file && new FileInfo(full) is { LinkTarget: not null } link)
        {
            full = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }

        var place = file ? Path.GetDirectoryName(full) : full;
        while (place is not null && !Directory.Exists(place))
        {
            if (File.Exists(place))
            {
                return $"{path}: {place} is a file, not a folder.";
            }

            place = Path.GetDirectoryName(place);
        }

        return place is null || Refusal(place) is not { } why ? null : $"{path}: nothing can be written to {place}: {why}";
    }

    // Rights, quotas and read-only file systems are known for certain only by trying.
    private static string? Refusal(string folder)
    {
        var probe = Path.Combine(folder, string.Create(
            CultureInfo.InvariantCulture, $".quiver-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp"));
        try
        {
            using var nothing = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return "access is denied.";
        }
        catch (IOException e)
        {
            return e.Message.ReplaceLineEndings(" ").Split(" : ")[0].TrimEnd('.') + ".";
        }
    }
}
