using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Graphs;

/// <summary>Decides by the whole file in which format a graph is written.</summary>
internal static class GraphFormats
{
    private static readonly (string Start, string Name)[] Foreign =
    [
        ("<", "GraphML or another XML format"), ("{", "JSON"), ("[", "JSON"), ("graph", "GML or DOT"), ("digraph", "DOT"),
            ("strict", "DOT"), ("Creator", "GML"),
        ("*", "Pajek"), (">>", "graph6 or sparse6"), ("NAME", "TSPLIB"),
    ];

    public static GraphFormat Detect(GraphText text)
    {
        if (text.IsMatrixMarket)
        {
            return GraphFormat.MatrixMarket;
        }

        var first = text.Span(text.Rows[0]);
        foreach (var (start, name) in Foreign)
        {
            if (first.StartsWith(start, StringComparison.OrdinalIgnoreCase)
                && (!char.IsLetter(start[0]) || first.Length == start.Length || !char.IsLetterOrDigit(first[start.Length])))
            {
                throw new InputException($"{text.Path}: this looks like {name}, which is not read: write an edge list "
                    + $"(networkx.write_weighted_edgelist), a Gset or a DIMACS file.");
            }
        }

        if (DimacsGraph.Matches(text))
        {
            return GraphFormat.Dimacs;
        }

        if (MatrixGraph.Matches(text))
        {
            return GraphFormat.Matrix;
        }

        if (MetisGraph.TryRead(text, out _) is not null)
        {
            return GraphFormat.Metis;
        }

        return GsetGraph.Matches(text) ? GraphFormat.Gset : AdjacencyGraph.Matches(text) ? GraphFormat.Adjacency : GraphFormat.Auto;
    }

    /// <summary>A whole number of at least 0.</summary>
    public static bool TryWhole(string cell, out int value) =>
        int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>A finite weight.</summary>
    public static double Weight(GraphText text, GraphText.Line row, string cell)
    {
        var plain = text.Semicolons ? cell.Replace(',', '.') : cell;
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && double.IsFinite(weight)
            ? weight
            : throw text.Error(row, $"'{cell}' is no finite weight: an edge is two vertices and, if wanted, a weight.");
    }
}
