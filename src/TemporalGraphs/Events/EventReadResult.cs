namespace Quiver.TemporalGraphs.Events;

/// <summary>What was read.</summary>
/// <param name="Events">The events.</param>
/// <param name="Skipped">Rows left out.</param>
/// <param name="FirstSkipped">Why the first of them was left out; null when none was.</param>
/// <param name="Names">The nodes' ids in the file, by node, where these are not the file's own numbers; null otherwise.</param>
public sealed record EventReadResult(EventStream Events, long Skipped, string? FirstSkipped, IReadOnlyList<string>? Names = null)
{
    /// <summary>What was assumed or left out, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The unit of the times, said, found or assumed.</summary>
    public TimeUnit TimeUnit { get; init; } = TimeUnit.Seconds;

    /// <summary>Whether <see cref="TimeUnit"/> is only assumed: neither said nor found.</summary>
    public bool TimeUnitAssumed { get; init; }

    /// <summary>Whether the times count from 1970, so that dates can be compared with them.</summary>
    public bool SinceEpoch { get; init; }

    /// <summary>What to add to the times to get those of the file, in their unit: not 0 only where they are too fine for a
    /// double.</summary>
    public long TimeOrigin { get; init; }

    /// <summary>Whether sources and destinations have ids of their own.</summary>
    public bool SeparateIds { get; init; }

    /// <summary>The relation of every event; null where option Relation asked for none.</summary>
    public EventRelations? Relations { get; init; }

    /// <summary>Whether the file is Parquet.</summary>
    public bool IsParquet { get; init; }

    /// <summary>A node's id in the file.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Its name or number.</returns>
    public string NameOf(int node) => Names is null ? node.ToString(System.Globalization.CultureInfo.InvariantCulture) : Names[node];
}
