namespace Quiver.TemporalGraphs.Events;

/// <summary>What was read.</summary>
/// <param name="Events">The events.</param>
/// <param name="Skipped">Rows left out.</param>
/// <param name="FirstSkipped">Why the first of them was left out; null when none was.</param>
/// <param name="Names">The nodes' names by id where they were numbered anew; null otherwise.</param>
public sealed record EventReadResult(EventStream Events, long Skipped, string? FirstSkipped, IReadOnlyList<string>? Names = null);
