using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>A number for every node of which few differ from nothing.</summary>
internal sealed class SparseSums(int nodes)
{
    private readonly double[] values = new double[nodes];
    private readonly bool[] present = new bool[nodes];
    private readonly List<int> touched = [];

    /// <summary>The nodes that something was added to, each once, in the order of their first time.</summary>
    public ReadOnlySpan<int> Touched => CollectionsMarshal.AsSpan(touched);

    /// <summary>A node's sum.</summary>
    public double this[int node] => values[node];

    /// <summary>Whether something was added to the node.</summary>
    public bool Contains(int node) => present[node];

    /// <summary>Adds to a node's sum.</summary>
    public void Add(int node, double value)
    {
        if (!present[node])
        {
            present[node] = true;
            touched.Add(node);
        }

        values[node] += value;
    }

    /// <summary>Forgets all sums.</summary>
    public void Clear()
    {
        foreach (var node in touched)
        {
            (present[node], values[node]) = (false, 0);
        }

        touched.Clear();
    }
}
