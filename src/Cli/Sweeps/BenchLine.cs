namespace Quiver.Cli.Sweeps;

/// <summary>How one line of <c>bench all</c> ended.</summary>
/// <param name="Name">Its name in the plan.</param>
/// <param name="State">finished, failed, timed out or lost.</param>
/// <param name="Figures">How many figures it has.</param>
/// <param name="IsKnown">Whether figures of it are committed.</param>
/// <param name="Moved">Those that differ from the committed ones by more than the spread.</param>
internal sealed record BenchLine(string Name, string State, int Figures, bool IsKnown, IReadOnlyList<MovedFigure> Moved);
