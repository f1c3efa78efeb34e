namespace Quiver.TemporalGraphs.Models;

/// <summary>Which destinations compete with the true one in the training loss.</summary>
public enum NegativeKind
{
    /// <summary>Every candidate destination (sampled where there are more than the option allows).</summary>
    AllDestinations,

    /// <summary>A uniform sample of candidate destinations.</summary>
    Destinations,

    /// <summary>A uniform sample of all nodes; on bipartite data most of them are never candidates.</summary>
    Nodes,

    /// <summary>Destinations of past events.</summary>
    Historical,

    /// <summary>Destinations in proportion to their recent popularity: in-degree decayed to 1/e over a twentieth of the training events,
    /// one draw in ten uniform over the candidates (Daniluk and Dabrowski 2023).</summary>
    RecentlyPopular,
}
