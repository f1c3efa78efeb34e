using Quiver.Core.Runs;

namespace Quiver.Circuits.Graphs;

/// <summary>METIS graphs: "vertices edges [fmt [weights]]", then for every vertex from 1 the line of its neighbours, empty where it has
/// none.</summary>
internal static class MetisGraph
{
    /// <summary>Reads a file that keeps every rule of the format.</summary>
    /// <param name="text">The file.</param>
    /// <param name="problem">What rule it breaks.</param>
    /// <returns>The graph, or null.</returns>
    public static GraphFile? TryRead(GraphText text, out InputException? problem)
    {
        problem = null;
        var header = text.Rows[0];
        var first = text.Cells(header);
        if (first.Length is < 2 or > 4 || !GraphFormats.TryWhole(first[0], out var vertices)
            || !GraphFormats.TryWhole(first[1], out var edges) || vertices < 1)
        {
            problem = text.Error(header, "a METIS file begins with the numbers of vertices and edges.");
            return null;
        }

        var fmt = first.Length > 2 ? first[2].PadLeft(3, '0') : "000";
        var sizes = 0;
        if (fmt.Length != 3 || fmt.AsSpan().ContainsAnyExcept('0', '1')
            || (first.Length > 3 && !GraphFormats.TryWhole(first[3], out sizes)))
        {
            problem = text.Error(header, $"'{first[2]}' is no METIS format: three digits of 0 and 1.");
            return null;
        }

        sizes = (fmt[0] - '0') + (fmt[1] == '1' ? Math.Max(1, sizes) : 0);
        var weighted = fmt[2] == '1';
        var lines = text.WithBlanks.SkipWhile(l => l != header).Skip(1).ToList();
        while (lines.Count > vertices && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        if (lines.Count != vertices || vertices > GraphAssembly.MaximumVertices)
        {
            problem = text.Error(header, $"{vertices} vertices need as many lines of neighbours; there are {lines.Count}.");
            return null;
        }

        var ends = new Dictionary<(int, int), double>();
        for (var v = 1; v <= vertices; v++)
        {
            var cells = text.Cells(lines[v - 1]);
            var used = cells.Length - sizes;
            if (used < 0 || (weighted && used % 2 != 0))
            {
                problem = text.Error(lines[v - 1],
                    "the line of a vertex has its sizes, then its neighbours" + (weighted ? " with a weight each." : "."));
                return null;
            }

            for (var k = sizes; k < cells.Length; k += weighted ? 2 : 1)
            {
                double weight = 1;
                if (!GraphFormats.TryWhole(cells[k], out var other) || other < 1 || other > vertices || other == v
                    || (weighted && !double.TryParse(cells[k + 1], System.Globalization.CultureInfo.InvariantCulture, out weight))
                        || !double.IsFinite(weight) || !ends.TryAdd((v, other), weight))
                {
                    problem = text.Error(lines[v - 1], $"neighbours are other vertices between 1 and {vertices}, each once.");
                    return null;
                }
            }
        }

        if (ends.Count != 2L * edges || ends.Any(e => !ends.TryGetValue((e.Key.Item2, e.Key.Item1), out var w) || w != e.Value))
        {
            problem = text.Error(header, $"{edges} edges stand in the lines of both their ends; there are {ends.Count} neighbours.");
            return null;
        }

        var graph = new GraphAssembly(text, GraphFormat.Metis);
        graph.Number(vertices, 1, header);
        foreach (var ((a, b), weight) in ends.Where(static e => e.Key.Item1 < e.Key.Item2))
        {
            graph.Add(a - 1, b - 1, weight);
        }

        graph.Notes.Add($"Read as a METIS file of {vertices} vertices and {edges} edges.");
        if (sizes > 0)
        {
            graph.Notes.Add("Sizes and weights of vertices were left out.");
        }

        return edges == 0 ? null : graph.Finish();
    }
}
