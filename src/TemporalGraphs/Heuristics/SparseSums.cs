using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>A number for every node of which few differ from nothing: the number itself, or its logarithm where numbers may be smaller
/// than a double can be.</summary>
/// <param name="nodes">Number of nodes.</param>
/// <param name="logarithmic">Whether logarithms are kept, and logarithms are added.</param>
internal sealed class SparseSums(int nodes, bool logarithmic)
{
    private readonly double[] values = Filled(nodes, logarithmic ? double.NegativeInfinity : 0);
    private readonly bool[] present = new bool[nodes];
    private readonly List<int> touched = [];

    /// <summary>What stands for nothing: 0, or its logarithm.</summary>
    public double Nothing { get; } = logarithmic ? double.NegativeInfinity : 0;

    /// <summary>The nodes that something was added to, each once, in the order of their first time.</summary>
    public ReadOnlySpan<int> Touched => CollectionsMarshal.AsSpan(touched);

    /// <summary>A node's sum, or its logarithm.</summary>
    public double this[int node] => values[node];

    /// <summary>The logarithm of a node's sum.</summary>
    public double Logarithm(int node) => logarithmic ? values[node] : Math.Log(values[node]);

    /// <summary>Whether something was added to the node.</summary>
    public bool Contains(int node) => present[node];

    /// <summary>The logarithm of a sum of two numbers that are given by theirs.</summary>
    public static double Together(double a, double b)
    {
        var most = Math.Max(a, b);
        return double.IsNegativeInfinity(most) ? most : most + Math.Log(1 + Math.Exp(-Math.Abs(a - b)));
    }

    /// <summary>Adds to a node's sum.</summary>
    /// <param name="node">The node.</param>
    /// <param name="value">A number, or its logarithm.</param>
    public void Add(int node, double value)
    {
        if (!present[node])
        {
            present[node] = true;
            touched.Add(node);
        }

        values[node] = !logarithmic ? values[node] + value
            : double.IsNegativeInfinity(values[node]) ? value : Together(values[node], value);
    }

    /// <summary>Forgets all sums.</summary>
    public void Clear()
    {
        foreach (var node in touched)
        {
            (present[node], values[node]) = (false, Nothing);
        }

        touched.Clear();
    }

    private static double[] Filled(int count, double value)
    {
        var all = new double[count];
        all.AsSpan().Fill(value);
        return all;
    }
}
