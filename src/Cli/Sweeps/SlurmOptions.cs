namespace Quiver.Cli.Sweeps;

/// <summary>How units go to the cluster.</summary>
/// <param name="PlanFile">Full path of the plan, as the nodes see it.</param>
/// <param name="Processes">The most tasks at a time.</param>
/// <param name="Timeout">Seconds that a task may take; null for the partition's limit.</param>
/// <param name="Retries">How often units without a result are submitted again.</param>
/// <param name="Template">The user's lines of the batch script: further <c>#SBATCH</c> lines, modules to load.</param>
/// <param name="Poll">Time between two looks at the queue.</param>
internal sealed record SlurmOptions(
    string PlanFile, int Processes, double? Timeout, int Retries, IReadOnlyList<string> Template, TimeSpan Poll)
{
    /// <summary>How many looks at the queue may fail in a row.</summary>
    public int Patience { get; init; } = 60;
}
