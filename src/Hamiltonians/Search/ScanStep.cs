namespace Quiver.Hamiltonians.Search;

/// <summary>The search of one geometry of a scan.</summary>
/// <param name="Geometry">Which, from 0.</param>
/// <param name="Neighbors">The one or two geometries from whose partitions it begins; none where it is searched whole.</param>
/// <param name="Share">Its share of the whole time.</param>
internal sealed record ScanStep(int Geometry, IReadOnlyList<int> Neighbors, double Share);
