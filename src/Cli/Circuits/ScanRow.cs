namespace Quiver.Cli.Circuits;

/// <summary>One geometry of <c>quiver circuits design --scan</c>.</summary>
/// <param name="File">The file, without its folder.</param>
/// <param name="Energy">Total energy of the leading circuit.</param>
/// <param name="Error">Its energy above the exact least one; null where that is not known.</param>
/// <param name="EstimatedError">Its energy above the least one that the search estimated.</param>
/// <param name="Met">Whether it is within the target: by the exact energy where that is known, else by the estimate.</param>
/// <param name="Carried">Whether circuits of the geometry before were where the search began.</param>
/// <param name="Cx">CX gates, compiled.</param>
/// <param name="Depth">Depth, compiled.</param>
/// <param name="Parameters">Angles.</param>
/// <param name="Gates">Gates, compiled.</param>
/// <param name="Fits">Circuits fitted.</param>
/// <param name="Work">Work done, in units of about a nanosecond of one core.</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="QsharpDifference">Difference of its energy in Q#; null where it was not verified.</param>
internal sealed record ScanRow(
    string File, double Energy, double? Error, double EstimatedError, bool Met, bool Carried, int Cx, int Depth, int Parameters, int Gates,
    long Fits, long Work, double Seconds, double? QsharpDifference);
