namespace Quiver.TemporalGraphs.Events;

/// <summary>Consecutive nodes, such as the candidates of a query.</summary>
/// <param name="First">The first node.</param>
/// <param name="Count">How many.</param>
public readonly record struct NodeRange(int First, int Count)
{
    /// <summary>After the last node.</summary>
    public int End => First + Count;

    /// <summary>Whether a node is one of them.</summary>
    /// <param name="node">The node.</param>
    /// <returns>True from <see cref="First"/> to before <see cref="End"/>.</returns>
    public bool Contains(int node) => node >= First && node < End;
}
