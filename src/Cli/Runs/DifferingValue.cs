namespace Quiver.Cli.Runs;

/// <summary>Something in which runs differ.</summary>
/// <param name="Name">The option, the input or the figure.</param>
/// <param name="Values">Its value in each run; null where a run has none.</param>
internal sealed record DifferingValue(string Name, IReadOnlyList<string?> Values);
