using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.Cli.Common;

/// <summary>
/// The folder of the run at hand: <c>run.json</c>, <c>result.json</c>, <c>metrics.jsonl</c>, <c>checkpoints/</c>, <c>plots/</c>. One
/// process
/// has it at a time.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    // Where a command writes everything it has into --out, the run folder is that place.
    private static readonly string[] WithOutput = ["group", "circuits design", "grid", "bits", "ising", "tfbind8", "qm9", "dag", "phylo"];
    private static readonly string[] Without = ["doctor", "completions", "runs", "report", "sweep"];

    // A snapshot of a large search is tens of megabytes: seldom enough to cost nothing, often enough to lose little.
    private static readonly TimeSpan SnapshotInterval = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("QUIVER_SNAPSHOT_SECONDS"), CultureInfo.InvariantCulture, out var s) ? s : 20);

    private readonly FileStream held;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly UnitJournal journal;
    private RunRecord record;

    private RunFolder(string folder, FileStream held, RunRecord record)
    {
        Folder = folder;
        this.held = held;
        this.record = record;
        journal = UnitJournal.In(
            Path.Combine(folder, RunFiles.Checkpoints),
            RunIdentity.Create(
                "run", record.Inputs.Select(static i => KeyValuePair.Create(i.Path, i.Sha256 ?? string.Empty)), new { record.CommandLine }),
            SnapshotInterval);
    }

    /// <summary>The run of this process; null where it has none.</summary>
    public static RunFolder? Current { get; private set; }

    /// <summary>What the run at hand has behind it; a command without run folder keeps nothing.</summary>
    public static UnitJournal Journal => Current?.journal ?? UnitJournal.None;

    /// <summary>The folder as it was named.</summary>
    public string Folder { get; }

    /// <summary>Where a command that saves into <paramref name="folder"/> puts its pictures.</summary>
    public static string PlotsOf(string folder) => Owns(folder) ? Path.Combine(folder, RunFiles.Plots) : folder;

    /// <summary>Where a training that saves into <paramref name="folder"/> puts a checkpoint.</summary>
    public static string CheckpointOf(string folder, string name) =>
        Owns(folder) ? Path.Combine(folder, RunFiles.Checkpoints, name) : Path.Combine(folder, name);

    /// <summary>Where a training that saves into <paramref name="folder"/> puts its metrics; several seeds have a file each.</summary>
    public static string MetricsOf(string folder, string name, bool alone) =>
        Owns(folder) && alone ? Path.Combine(folder, RunFiles.Metrics) : Path.Combine(folder, name);

    /// <summary>Begins the run that <c>--run</c> asks for, or goes on with it.</summary>
    /// <param name="parsed">A command line without errors.</param>
    /// <param name="arguments">Its words.</param>
    /// <param name="resume">Whether an unfinished run is to go on.</param>
    /// <returns>The folder, or null where none was asked for.</returns>
    /// <exception cref="InputException">The folder holds something else, or another process has it.</exception>
    public static RunFolder? Open(ParseResult parsed, IReadOnlyList<string> arguments, bool resume)
    {
        if (parsed.GetValue(CommonOptions.Run) is not { } folder)
        {
            return null;
        }

        var path = ConfigurationReader.Path(parsed);
        if (path is "bench all" || Array.Exists(Without, w => path.Split(' ')[0].Equals(w, StringComparison.Ordinal)))
        {
            throw new InputException($"--run has no effect on {path}: leave it out.");
        }

        if (folder.Length == 0 || File.Exists(folder))
        {
            throw new InputException(folder.Length == 0 ? "--run names no folder." : $"--run {folder}: this is a file; name a folder.");
        }

        var fresh = !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any();
        if (!fresh && !RunFiles.IsRun(folder))
        {
            throw new InputException($"--run {folder}: the folder holds other files; name a new one.");
        }

        Directory.CreateDirectory(Path.Combine(folder, RunFiles.Checkpoints));
        var held = RunFiles.TryLock(folder) ?? throw new InputException(
            $"{folder} is in use by another process{Holder(folder)}: wait for it, or name another folder.");
        try
        {
            var now = Begin(parsed, arguments);
            if (RunFiles.IsRun(folder))
            {
                var old = RunFiles.Read(folder);
                Refuse(folder, old, now, resume);
                now = now with { Started = old.Started, Seconds = old.Seconds, Attempts = old.Attempts + 1, CommandLine = old.CommandLine };
            }

            RunFiles.Write(folder, now);
            return Current = new RunFolder(folder, held, now);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The command line with the places inside the folder to which this command writes.</summary>
    public string[] Extend(ParseResult parsed, IReadOnlyList<string> arguments, bool resume)
    {
        var command = parsed.CommandResult.Command;
        var more = new List<string>();
        void Add(string name, string place)
        {
            if (command.Options.FirstOrDefault(o => o.Name == name) is { } option && !parsed.IsGiven(option))
            {
                more.AddRange([name, place]);
            }
        }

        Add("--json", Path.Combine(Folder, RunFiles.Result));
        Add("--checkpoint", Path.Combine(Folder, RunFiles.Checkpoints));
        if (ConfigurationReader.Path(parsed) is "bench measure" && !command.Options.Any(o => o.Name is "--front" && parsed.IsGiven(o)))
        {
            Add("--resume", Path.Combine(Folder, RunFiles.Checkpoints, "rows.jsonl"));
        }

        if (WithOutput.Contains(ConfigurationReader.Path(parsed), StringComparer.Ordinal)
            && !command.Options.Any(o => o.Name is "--scan" && parsed.IsGiven(o)))
        {
            Add("--out", Folder);
            if (resume && command.Options.Any(static o => o.Name is "--resume" && o.ValueType == typeof(bool)))
            {
                more.Add("--resume");
            }
        }

        return [.. arguments, .. more];
    }

    /// <summary>Keeps a result that goes to standard output.</summary>
    public void Keep(ResultEnvelope envelope) => envelope.Write(Path.Combine(Folder, RunFiles.Result));

    /// <summary>Says how the run ended.</summary>
    /// <param name="exitCode">The process's exit code.</param>
    public void Close(int exitCode)
    {
        var state = exitCode is CommandRunner.Interrupted or CommandRunner.Terminated ? RunState.Interrupted
            : exitCode is CommandRunner.Failure or CommandRunner.BadInput ? RunState.Failed
            : RunState.Finished;
        record = record with
        {
            State = Word(state),
            ExitCode = exitCode,
            Ended = DateTime.UtcNow,
            Seconds = Math.Round(record.Seconds + clock.Elapsed.TotalSeconds, 3),
            Device = RunEnvelope.Around(string.Empty).Device,
        };
        if (exitCode == CommandRunner.BadInput && record.Attempts == 1)
        {
            // Nothing was begun: the folder is as it was, free for the command line that was meant.
            RunFiles.Forget(Folder);
            return;
        }

        RunFiles.Write(Folder, record);
    }

    public void Dispose()
    {
        Current = null;
        held.Dispose();
    }

    private static bool Owns(string folder) => Current is { } run
        && string.Equals(Path.GetFullPath(run.Folder), Path.GetFullPath(folder), StringComparison.Ordinal);

    private static string Holder(string folder) => RunFiles.IsRun(folder) && RunFiles.Read(folder) is var record
        ? $" ({record.Process} on {record.Machine.Host})"
        : string.Empty;

    private static string Word(RunState state) => state.ToString().ToLowerInvariant();

    private static RunRecord Begin(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var configuration = ConfigurationReader.Of(parsed);
        var named = parsed.CommandResult.Children.SelectMany(static c => c.Tokens).Select(static t => t.Value);
        return new RunRecord
        {
            Version = ResultEnvelope.LibraryVersion,
            CommandLine = [.. arguments],
            Directory = Environment.CurrentDirectory,
            Configuration = ConfigurationFile.ToJson(configuration),
            Seed = configuration.Options.GetValueOrDefault("seed")?.GetValue<long>(),
            Inputs = [.. named.Distinct(StringComparer.Ordinal).Where(File.Exists).Select(InputFile.Of)],
            Machine = RunMachine.Current,
            State = Word(RunState.Running),
            Started = DateTime.UtcNow,
            Process = Environment.ProcessId,
        };
    }

    private static void Refuse(string folder, RunRecord old, RunRecord now, bool resume)
    {
        if (!resume)
        {
            throw new InputException(
                string.Equals(old.State, Word(RunState.Finished), StringComparison.Ordinal)
                    ? $"{folder} holds a finished run: name another folder, or look at it by '{ProgramName.Value} runs show {folder}'."
                    : $"{folder} holds a run that did not come to its end: "
                        + $"continue it by '{ProgramName.Value} --resume {folder}', or name another "
                        + "folder.");
        }

        if (!string.Equals(old.Version, now.Version, StringComparison.Ordinal))
        {
            throw new InputException(
                $"{folder} was begun by version {old.Version}, this is {now.Version}: resume it with that version, or begin anew.");
        }

        foreach (var input in old.Inputs)
        {
            var found = now.Inputs.FirstOrDefault(i => string.Equals(i.Path, input.Path, StringComparison.Ordinal));
            if (input.Sha256 is not null && !string.Equals(found?.Sha256, input.Sha256, StringComparison.Ordinal))
            {
                throw new InputException(found is null
                    ? $"{folder} cannot be resumed: its input {input.Path} is gone."
                    : $"{folder} cannot be resumed: its input {input.Path} has another content than when the run began.");
            }
        }
    }
}
