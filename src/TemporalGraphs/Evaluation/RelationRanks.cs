using System.Collections.Immutable;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>An evaluation of every relation as a graph of its own.</summary>
/// <param name="Total">For each predictor the ranks of the queries of all relations together.</param>
/// <param name="Relations">The relations, the most frequent first.</param>
public sealed record RelationRanks(ImmutableArray<LinkRanks> Total, ImmutableArray<RelationResult> Relations);
