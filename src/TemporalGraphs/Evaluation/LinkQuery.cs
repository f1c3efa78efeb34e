namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>A question of an evaluation: where does this source go at this time?</summary>
/// <param name="Number">The query's number, which fixes the false link it is compared with; the index of its event where it is one.</param>
/// <param name="Source">The source.</param>
/// <param name="Destination">The true destination.</param>
/// <param name="Time">The time.</param>
/// <param name="Others">Other destinations that are true as well and do not compete.</param>
/// <param name="Negatives">The nodes it is ranked against; null for all candidates.</param>
public readonly record struct LinkQuery(
    int Number, int Source, int Destination, double Time, ReadOnlyMemory<int> Others = default, ReadOnlyMemory<int>? Negatives = null);
