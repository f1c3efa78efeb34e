namespace Quiver.Cli.Circuits;

/// <summary>One circuit in a table and in JSON.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Error">Cost above the least cost, in the problem's unit; null where that is not known.</param>
/// <param name="Energy">Total energy or cost.</param>
/// <param name="Cx">CX gates, compiled to {RX, RY, RZ, CX}.</param>
/// <param name="Depth">Depth, compiled.</param>
/// <param name="Parameters">Angles.</param>
/// <param name="Gates">Gates, compiled.</param>
/// <param name="Seconds">Time to find it, where it was timed by itself.</param>
/// <param name="Ratio">Max-Cut: expected cut over the best one.</param>
/// <param name="TrainAccuracy">Classification: share of training rows classified rightly.</param>
/// <param name="TestAccuracy">The same of the test rows.</param>
/// <param name="EstimatedError">Cost above the least cost that a search estimated; null where none did.</param>
/// <param name="QsharpDifference">Difference of its energy in Q#; null where it was not verified.</param>
internal sealed record CircuitRow(
    string Name, double? Error, double Energy, int Cx, int Depth, int Parameters, int Gates, double? Seconds, double? QsharpDifference,
    double? Ratio = null, double? TrainAccuracy = null, double? TestAccuracy = null, double? EstimatedError = null)
{
    /// <summary>Whether this circuit is nowhere worse than another in cost, CX, depth and angles, and somewhere better.</summary>
    public bool Dominates(CircuitRow other) =>
        Energy <= other.Energy && Cx <= other.Cx && Depth <= other.Depth && Parameters <= other.Parameters
        && (Energy < other.Energy || Cx < other.Cx || Depth < other.Depth || Parameters < other.Parameters);
}
