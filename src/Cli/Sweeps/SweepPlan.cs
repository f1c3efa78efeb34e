namespace Quiver.Cli.Sweeps;

/// <summary>What a sweep runs.</summary>
/// <param name="Text">The file as it was read.</param>
/// <param name="Units">Its runs, in order.</param>
/// <param name="Processes">How many run at a time; null where the plan does not say.</param>
/// <param name="Timeout">Seconds that a process may take; null for no limit.</param>
/// <param name="Retries">How often a unit that was lost, killed, failed or timed out is started again.</param>
/// <param name="Figures">Beginnings of the names of the figures in the summary; empty for all.</param>
internal sealed record SweepPlan(
    string Text, IReadOnlyList<SweepUnit> Units, int? Processes, double? Timeout, int? Retries, IReadOnlyList<string> Figures);
