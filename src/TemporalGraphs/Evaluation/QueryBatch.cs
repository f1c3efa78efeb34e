namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Queries that share one state.</summary>
/// <param name="Known">Events that are known to them.</param>
/// <param name="Queries">The queries, valid until the next batch is taken.</param>
public readonly record struct QueryBatch(int Known, ReadOnlyMemory<LinkQuery> Queries);
