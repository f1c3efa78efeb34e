using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary><c>quiver --resume FOLDER</c>: the command line of an unfinished run, to be run again in its place.</summary>
internal static class RunResume
{
    public const string Option = "--resume";

    /// <summary>Where this process was started, before it went to where the run was begun.</summary>
    public static string From { get; private set; } = Environment.CurrentDirectory;

    /// <summary>Whether a command line resumes a run: the option stands first, before any command.</summary>
    public static bool Asked(IReadOnlyList<string> arguments) => arguments.Count > 0 && arguments[0] is Option;

    /// <summary>The command line with which the run began, and the folder it belongs to.</summary>
    /// <returns>Null where the run is finished: there is nothing to do.</returns>
    /// <exception cref="InputException">The folder is no run.</exception>
    public static string[]? Arguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 2)
        {
            throw new InputException("--resume takes the folder of a run and nothing else: its command and options are known.");
        }

        var folder = Path.GetFullPath(arguments[1]);
        var record = RunFiles.Read(folder);
        if (RunFiles.State(folder, record) == RunState.Finished)
        {
            return null;
        }

        if (!Directory.Exists(record.Directory))
        {
            throw new InputException($"{arguments[1]}: the run was begun in {record.Directory}, which is gone.");
        }

        From = Environment.CurrentDirectory;

        // Its inputs are named from where it was begun.
        Environment.CurrentDirectory = record.Directory;
        return [.. record.CommandLine];
    }
}
