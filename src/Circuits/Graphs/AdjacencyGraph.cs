namespace Quiver.Circuits.Graphs;

/// <summary>Adjacency lists as networkx writes them: a vertex, then its neighbours, each edge once or from both its ends.</summary>
internal static class AdjacencyGraph
{
    /// <summary>Whether lines have different lengths, some beyond an edge's, and begin with different vertices.</summary>
    public static bool Matches(GraphText text)
    {
        var firsts = new HashSet<string>(StringComparer.Ordinal);
        var (shortest, longest) = (int.MaxValue, 0);
        foreach (var row in text.Rows)
        {
            var cells = text.Cells(row);
            (shortest, longest) = (Math.Min(shortest, cells.Length), Math.Max(longest, cells.Length));
            if (!firsts.Add(GraphAssembly.Name(cells[0]))
                || Array.Exists(cells, static c => c.StartsWith('{') || c.Contains('.', StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return longest > shortest && (longest > 3 || shortest == 1) && longest > 1;
    }

    public static GraphFile Read(GraphText text)
    {
        var graph = new GraphAssembly(text, GraphFormat.Adjacency);
        foreach (var row in text.Rows)
        {
            var cells = text.Cells(row);
            var vertex = graph.Vertex(cells[0].TrimEnd(':'), row);
            for (var k = 1; k < cells.Length; k++)
            {
                graph.Add(vertex, graph.Vertex(cells[k], row), 1);
            }
        }

        graph.Notes.Add("Read as an adjacency list: a vertex, then its neighbours.");
        return graph.Finish();
    }
}
