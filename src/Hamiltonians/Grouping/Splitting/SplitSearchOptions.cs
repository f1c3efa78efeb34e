namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>How overlapping groups are searched.</summary>
public sealed record SplitSearchOptions
{
    /// <summary>Times that new groups are looked for; 0 splits over the start's groups alone.</summary>
    public int Searches { get; init; } = 40;

    /// <summary>Groups added after each search.</summary>
    public int Added { get; init; } = 12;

    /// <summary>Rounds of shots and split between searches.</summary>
    public int Rounds { get; init; } = 4;

    /// <summary>Rounds at the end.</summary>
    public int FinalRounds { get; init; } = 20;

    /// <summary>The most groups; null for any number.</summary>
    public int? MaximumGroups { get; init; }
}
