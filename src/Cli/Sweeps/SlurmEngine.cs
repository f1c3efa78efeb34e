using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Quiver.Cli.Common;
using Quiver.Core.Runs;

namespace Quiver.Cli.Sweeps;

/// <summary>
/// Runs units on a Slurm cluster: one array job, followed until its tasks are gone from the queue. Units that then have no result (node
/// lost, out of time, preempted and not requeued) are submitted again; each goes on from its last checkpoint.
/// </summary>
internal static class SlurmEngine
{
    // Slurm sends SIGTERM to the task so long before its limit: time to save.
    private const int SecondsToSave = 30;

    /// <summary>Submits what is not finished, and follows it.</summary>
    /// <param name="folder">The sweep; on a file system that the nodes see.</param>
    /// <param name="units">The units.</param>
    /// <param name="options">Limits, and the user's own lines.</param>
    /// <param name="progress">Told of the state of the queue.</param>
    /// <param name="cancellation">Cancels the job; what its units saved stays.</param>
    /// <returns>How each unit ended.</returns>
    /// <exception cref="InputException">Slurm cannot be reached, or refuses the job.</exception>
    public static async Task<IReadOnlyDictionary<int, UnitState>> RunAsync(
        SweepFolder folder, IReadOnlyList<SweepUnit> units, SlurmOptions options, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        for (var attempt = 0; attempt <= options.Retries; attempt++)
        {
            var left = units.Where(u => !folder.IsFinished(u)).ToArray();
            if (left.Length == 0)
            {
                break;
            }

            var job = await SubmitAsync(folder, left, options, attempt, cancellation).ConfigureAwait(false);
            await FollowAsync(folder, units, options, job, progress, cancellation).ConfigureAwait(false);
        }

        return units.ToDictionary(static u => u.Index, u => folder.IsFinished(u) ? UnitState.Finished : UnitState.Lost);
    }

    /// <summary>The batch script of an array job over some units.</summary>
    public static string Script(SweepFolder folder, IReadOnlyList<SweepUnit> units, SlurmOptions options)
    {
        var (program, first) = UnitProcess.Program();
        var text = new StringBuilder("#!/bin/bash\n#SBATCH --job-name=quiver-sweep\n");
        text.Append(CultureInfo.InvariantCulture, $"#SBATCH --array={Ranges(units)}%{options.Processes}\n")
            .Append("#SBATCH --requeue\n#SBATCH --open-mode=append\n")
            .Append(CultureInfo.InvariantCulture, $"#SBATCH --signal=B:TERM@{SecondsToSave}\n")
            .Append(CultureInfo.InvariantCulture, $"#SBATCH --output={folder.Folder}/logs/slurm-%a.log\n");
        if (options.Timeout is { } seconds)
        {
            text.Append(CultureInfo.InvariantCulture, $"#SBATCH --time={Math.Max(1, (int)Math.Ceiling(seconds / 60))}\n");
        }

        foreach (var line in options.Template)
        {
            text.Append(line).Append('\n');
        }

        // The shell becomes the program, so that Slurm's signal reaches it.
        var words = first.Concat(["sweep", options.PlanFile, "--out", folder.Folder, "--unit"]);
        return text.Append(CultureInfo.InvariantCulture, $"cd {WordsOf.Line([Environment.CurrentDirectory])} || exit 1\n")
            .Append(CultureInfo.InvariantCulture, $"exec {WordsOf.Line(words.Prepend(program))} \"$SLURM_ARRAY_TASK_ID\"\n")
            .ToString();
    }

    private static async Task<string> SubmitAsync(
        SweepFolder folder, IReadOnlyList<SweepUnit> units, SlurmOptions options, int attempt, CancellationToken cancellation)
    {
        var script = Path.Combine(folder.Folder, string.Create(CultureInfo.InvariantCulture, $"job-{attempt + 1}.sh"));
        AtomicFile.WriteText(script, Script(folder, units, options));
        var (code, output, error) = await CallAsync("sbatch", ["--parsable", script], cancellation).ConfigureAwait(false);
        return code == 0
            ? output.Trim().Split(';')[0]
            : throw new InputException($"sbatch refuses {script}: {error.Trim().ReplaceLineEndings(" ")}");
    }

    private static async Task FollowAsync(
        SweepFolder folder, IReadOnlyList<SweepUnit> units, SlurmOptions options, string job, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        // A controller that does not answer for a while is no lost job.
        var silent = 0;
        while (true)
        {
            try
            {
                await Task.Delay(options.Poll, cancellation).ConfigureAwait(false);
                var (code, output, error) = await CallAsync(
                    "squeue", ["--noheader", "--array", "--format=%T", "--jobs=" + job], cancellation).ConfigureAwait(false);
                var gone = code != 0 && error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase);
                if (code != 0 && !gone)
                {
                    if (++silent > options.Patience)
                    {
                        throw new InputException(
                            $"squeue fails: {error.Trim().ReplaceLineEndings(" ")}; job {job} may still run, and 'quiver sweep' with the "
                                + "same folder follows up.");
                    }

                    continue;
                }

                silent = 0;
                var states = gone ? [] : output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                var running = states.Count(static s => s is "RUNNING" or "COMPLETING");
                progress.Report(new ProgressReport(
                    "units", units.Count(folder.IsFinished), units.Count,
                    $"job {job}: {running} running, {states.Length - running} in the queue"));
                if (states.Length == 0)
                {
                    return;
                }
            }
            catch (OperationCanceledException)
            {
                await CallAsync("scancel", [job], CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }
    }

    // 0-3,7,9-10
    private static string Ranges(IReadOnlyList<SweepUnit> units)
    {
        var ranges = new List<(int First, int Last)>();
        foreach (var unit in units)
        {
            if (ranges.Count > 0 && ranges[^1].Last == unit.Index - 1)
            {
                ranges[^1] = (ranges[^1].First, unit.Index);
            }
            else
            {
                ranges.Add((unit.Index, unit.Index));
            }
        }

        return string.Join(',', ranges.Select(static r => r.First == r.Last
            ? r.First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{r.First}-{r.Last}")));
    }

    private static async Task<(int Code, string Output, string Error)> CallAsync(
        string program, string[] arguments, CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var error = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return (process.ExitCode, output, await error.ConfigureAwait(false));
        }
        catch (Win32Exception)
        {
            throw new InputException(
                $"There is no {program} on this machine: --engine slurm runs on a cluster's login node, see 'quiver doctor'.");
        }
    }
}
