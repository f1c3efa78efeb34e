namespace Quiver.Cli.Sweeps;

/// <summary>A figure that is not what was committed.</summary>
/// <param name="Figure">Its path in the result.</param>
/// <param name="Before">The committed value; null where there is none.</param>
/// <param name="Now">The value found; null where there is none.</param>
internal sealed record MovedFigure(string Figure, double? Before, double? Now);
