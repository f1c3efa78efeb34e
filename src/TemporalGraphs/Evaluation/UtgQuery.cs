using System.Collections.Immutable;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>A true edge with its negatives.</summary>
/// <param name="Test">Test, or else validation.</param>
/// <param name="Edge">The edge.</param>
/// <param name="Negatives">Destinations to rank it against.</param>
public sealed record UtgQuery(bool Test, UtgEdge Edge, ImmutableArray<int> Negatives);
