namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>An edge of a snapshot.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Source">Source.</param>
/// <param name="Destination">Destination.</param>
public readonly record struct UtgEdge(int Snapshot, int Source, int Destination);
