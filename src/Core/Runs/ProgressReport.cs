namespace Quiver.Core.Runs;

/// <summary>How far a long piece of work has come.</summary>
/// <param name="Stage">What is being done, for example <c>training</c>.</param>
/// <param name="Done">Units finished.</param>
/// <param name="Total">Units in all; 0 when unknown.</param>
/// <param name="Detail">A figure worth seeing, for example the current loss.</param>
public readonly record struct ProgressReport(string Stage, double Done, double Total, string? Detail = null);
