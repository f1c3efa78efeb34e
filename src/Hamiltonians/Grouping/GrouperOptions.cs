using System.Text.Json.Serialization;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>Settings of a grouper made by name; methods without choice and without budget use none of them.</summary>
public sealed record GrouperOptions
{
    /// <summary>The defaults.</summary>
    public static GrouperOptions Default { get; } = new();

    /// <summary>Time budget of searches. The work done is a function of the budget, not of the clock.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Fixes every random choice.</summary>
    public int Seed { get; init; }

    /// <summary>Weight of log(eps^2 M) in a search's objective.</summary>
    public double Beta { get; init; } = 1000;

    /// <summary>Price of one group in a search's objective.</summary>
    public double Gamma { get; init; }

    /// <summary>Most groups that a search may return; others ignore it.</summary>
    public int MaxGroups { get; init; } = int.MaxValue;

    /// <summary>Bytes that a search's tables of pairs may take where covariances are not kept for all of them: it then takes so
    /// many terms at a time.</summary>
    public long Memory { get; init; } = long.MaxValue;

    /// <summary>What a search that was stopped has behind it; by default nothing is kept. It changes no result.</summary>
    [JsonIgnore]
    public UnitJournal Journal { get; init; } = UnitJournal.None;

    /// <summary>Through which processes share the blocks of a search part by part; null for one alone. It changes no result.</summary>
    internal SharedUnits? Blocks { get; init; }
}
