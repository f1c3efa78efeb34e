using System.Threading.Channels;
using Quiver.Core.Runs;

namespace Quiver.Cli.Sweeps;

/// <summary>Runs units on this machine, a bounded number of processes at a time.</summary>
internal static class LocalEngine
{
    /// <summary>Runs what is not finished; every end is told at once.</summary>
    /// <param name="folder">The sweep.</param>
    /// <param name="units">The units.</param>
    /// <param name="processes">How many at a time.</param>
    /// <param name="timeout">Seconds that a process may take; null for no limit.</param>
    /// <param name="retries">How often a unit is started again.</param>
    /// <param name="progress">Told of every end.</param>
    /// <param name="cancellation">Stops the units; what they saved stays.</param>
    /// <returns>How each unit ended.</returns>
    public static async Task<IReadOnlyDictionary<int, UnitState>> RunAsync(
        SweepFolder folder, IReadOnlyList<SweepUnit> units, int processes, double? timeout, int retries, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        var states = units.ToDictionary(static u => u.Index, u => folder.IsFinished(u) ? UnitState.Finished : UnitState.Waiting);
        var waiting = Channel.CreateUnbounded<SweepUnit>();
        foreach (var unit in units.Where(u => states[u.Index] == UnitState.Waiting))
        {
            waiting.Writer.TryWrite(unit);
        }

        waiting.Writer.Complete();
        var gate = new Lock();
        void Tell(SweepUnit unit, UnitState state)
        {
            lock (gate)
            {
                states[unit.Index] = state;
                int Count(UnitState s) => states.Values.Count(v => v == s);
                var done = states.Values.Count(static v => v is not (UnitState.Waiting or UnitState.Running));
                progress.Report(new ProgressReport(
                    "units", done, units.Count,
                    $"{Count(UnitState.Running)} running, {done - Count(UnitState.Finished)} without result"));
            }
        }

        async Task WorkAsync()
        {
            while (!cancellation.IsCancellationRequested && waiting.Reader.TryRead(out var unit))
            {
                Tell(unit, UnitState.Running);
                var state = UnitState.Lost;
                for (var attempt = 0; attempt <= retries && !cancellation.IsCancellationRequested; attempt++)
                {
                    state = await UnitProcess.RunAsync(folder, unit, timeout, cancellation).ConfigureAwait(false);
                    if (state is UnitState.Finished)
                    {
                        break;
                    }
                }

                Tell(unit, state);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Math.Min(processes, units.Count)).Select(_ => Task.Run(WorkAsync, CancellationToken.None)))
            .ConfigureAwait(false);
        return states;
    }
}
