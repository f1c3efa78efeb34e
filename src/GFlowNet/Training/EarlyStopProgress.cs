namespace Quiver.GFlowNet.Training;

/// <summary>How far an early end has come.</summary>
/// <param name="Best">The best value; null before the first evaluation.</param>
/// <param name="Without">Evaluations since.</param>
/// <param name="Stopped">Whether the run has ended.</param>
internal sealed record EarlyStopProgress(double? Best, int Without, bool Stopped);
