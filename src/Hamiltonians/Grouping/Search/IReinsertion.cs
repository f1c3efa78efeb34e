namespace Quiver.Hamiltonians.Grouping.Search;

/// <summary>Decides where terms go that a search move has taken out of their groups.</summary>
internal interface IReinsertion
{
    /// <summary>Puts every term of <paramref name="removed"/> into a compatible group or a new one.</summary>
    /// <param name="state">The partition; the terms are outside all groups.</param>
    /// <param name="removed">The terms, by descending |c|.</param>
    /// <param name="temperature">The search's temperature, in units of S.</param>
    /// <param name="random">The generator.</param>
    /// <returns>The change of S.</returns>
    double Reinsert(PartitionState state, ReadOnlySpan<int> removed, double temperature, Random random);
}
