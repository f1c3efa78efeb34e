using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Sweeps;

/// <summary>The folder of a sweep: <c>plan.json</c>, <c>units/</c> with a run folder each, <c>logs/</c>, and the summary.</summary>
internal sealed class SweepFolder : IDisposable
{
    private readonly FileStream? held;

    private SweepFolder(string folder, FileStream? held)
    {
        Folder = Path.GetFullPath(folder);
        this.held = held;
    }

    /// <summary>Its full path.</summary>
    public string Folder { get; }

    /// <summary>Takes a new folder, or one of the same plan; one process has it at a time.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="exclusive">False for a single unit, many of which run beside each other.</param>
    /// <exception cref="InputException">The folder belongs to another plan, or holds something else.</exception>
    public static SweepFolder Open(string folder, SweepPlan plan, bool exclusive)
    {
        if (File.Exists(folder))
        {
            throw new InputException($"--out {folder}: this is a file; name a folder.");
        }

        var saved = Path.Combine(folder, "plan.json");
        if (File.Exists(saved) && !string.Equals(File.ReadAllText(saved), plan.Text, StringComparison.Ordinal))
        {
            throw new InputException($"{folder} belongs to another plan, see its plan.json: name another folder.");
        }

        if (!File.Exists(saved) && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new InputException($"--out {folder}: the folder holds other files; name a new one.");
        }

        Directory.CreateDirectory(Path.Combine(folder, "units"));
        Directory.CreateDirectory(Path.Combine(folder, "logs"));
        var held = exclusive
            ? RunFiles.TryLock(folder) ?? throw new InputException(
                $"{folder} is in use by another sweep: wait for it, or name another folder.")
            : null;
        if (!File.Exists(saved))
        {
            AtomicFile.WriteText(saved, plan.Text);
        }

        return new SweepFolder(folder, held);
    }

    /// <summary>A unit's run folder.</summary>
    public string Run(SweepUnit unit) => Path.Combine(Folder, "units", unit.Name);

    /// <summary>What a unit's processes wrote to the console.</summary>
    public string Log(SweepUnit unit) => Path.Combine(Folder, "logs", unit.Name + ".log");

    /// <summary>Whether a unit has come to its end.</summary>
    public bool IsFinished(SweepUnit unit) => RunFiles.IsRun(Run(unit))
        && string.Equals(RunFiles.Read(Run(unit)).State, "finished", StringComparison.Ordinal);

    /// <summary>The words that begin a unit, or go on with it.</summary>
    public string[] Words(SweepUnit unit) => RunFiles.IsRun(Run(unit))
        ? [RunResume.Option, Run(unit)]
        : [.. unit.Words, "--run", Run(unit)];

    public void Dispose() => held?.Dispose();
}
