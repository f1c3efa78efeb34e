namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>How overlapping groups are searched.</summary>
public sealed record SplitSearchOptions
{
    /// <summary>Times that new groups are looked for; 0 splits over the start's groups alone.</summary>
    public int Searches { get; init; } = 40;

    /// <summary>Groups added after each search; null for a 75th of the terms, at least 12.</summary>
    public int? Added { get; init; }

    /// <summary>Rounds of shots between searches.</summary>
    public int Rounds { get; init; } = 6;

    /// <summary>Changes tried on every group before it is added.</summary>
    public int Steps { get; init; } = 10;

    /// <summary>Rounds at the end.</summary>
    public int FinalRounds { get; init; } = 200;

    /// <summary>Variance added to every string while groups and parts are sought (strings have at most 1); the cost reported is without
    /// it.</summary>
    public double Ridge { get; init; } = 1e-5;

    /// <summary>The most groups; null for any number.</summary>
    public int? MaximumGroups { get; init; }
}
