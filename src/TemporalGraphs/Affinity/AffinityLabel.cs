using System.Collections.Immutable;

namespace Quiver.TemporalGraphs.Affinity;

/// <summary>How a node divides its affinity among classes at a time.</summary>
/// <param name="Time">When.</param>
/// <param name="Node">The node, numbered from 0 in order of appearance.</param>
/// <param name="Classes">Classes, each once, numbered from 0 in order of appearance.</param>
/// <param name="Weights">Their weights, not negative; classes that are not named have 0.</param>
public sealed record AffinityLabel(double Time, int Node, ImmutableArray<int> Classes, ImmutableArray<float> Weights);
