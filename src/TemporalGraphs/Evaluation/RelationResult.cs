using System.Collections.Immutable;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>How predictors rank the queries of one relation.</summary>
/// <param name="Counts">The relation and its events.</param>
/// <param name="Candidates">Nodes that occur as destinations of the relation.</param>
/// <param name="Bipartite">Whether none of its nodes is both source and destination.</param>
/// <param name="Scores">The predictors in order; empty where the relation has no queries.</param>
public sealed record RelationResult(RelationCounts Counts, int Candidates, bool Bipartite, ImmutableArray<RelationScore> Scores);
