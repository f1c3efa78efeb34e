using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Graphs;

/// <summary>Collects the edges that a reader finds and makes the graph of them.</summary>
internal sealed class GraphAssembly(GraphText text, GraphFormat format)
{
    public const int MaximumVertices = 20_000;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly List<(int A, int B, double Weight)> edges = [];

    public Notes Notes { get; } = new();

    public int Count => edges.Count;

    /// <summary>Names 1 to n, or 0 to n-1, in order.</summary>
    public void Number(int vertices, int first, GraphText.Line row)
    {
        Require(vertices, row);
        for (var v = 0; v < vertices; v++)
        {
            Vertex((v + first).ToString(CultureInfo.InvariantCulture), row);
        }
    }

    /// <summary>A vertex by its name; whole numbers are one name however they are written.</summary>
    public int Vertex(string cell, GraphText.Line row)
    {
        var name = Name(cell);
        if (name.Length == 0)
        {
            throw text.Error(row, "a vertex has no name.");
        }

        if (!numbers.TryGetValue(name, out var number))
        {
            number = names.Count;
            Require(number + 1, row);
            numbers.Add(name, number);
            names.Add(name);
        }

        return number;
    }

    public void Add(int a, int b, double weight) => edges.Add((a, b, weight));

    public GraphFile Finish()
    {
        // Whole numbers come in ascending order, whatever the order of the edges; names as they appear.
        var order = Enumerable.Range(0, names.Count).ToArray();
        var values = names.Select(static n =>
            long.TryParse(n, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) ? v : (long?)null).ToArray();
        if (Array.TrueForAll(values, static v => v is not null))
        {
            Array.Sort([.. values.Select(static v => v!.Value)], order);
        }
        else
        {
            var some = string.Join(", ", names.Take(4).Select((n, i) => $"{n} = {i}"));
            Notes.Add($"Vertices have names: they are numbered in the order in which they appear "
                + $"({some}{(names.Count > 4 ? ", ..." : string.Empty)}).");
        }

        var place = new int[names.Count];
        for (var i = 0; i < order.Length; i++)
        {
            place[order[i]] = i;
        }

        var graph = GraphReader.Build(names.Count, Once().Select(e => (place[e.A], place[e.B], e.Weight)));
        return graph.EdgeCount == 0
            ? throw new InputException($"{text.Path}: no edges.")
            : new GraphFile(graph, format, [.. order.Select(i => names[i])], Notes.Sentences);
    }

    /// <summary>The name of a vertex: whole numbers lose their sign of plus, leading zeros and a fraction of zeros.</summary>
    public static string Name(string cell) =>
        long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole.ToString(CultureInfo.InvariantCulture)
        : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15
            && number == Math.Floor(number)
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : cell;

    // A file that lists every edge in both directions means each once; other repetitions add up.
    private IEnumerable<(int A, int B, double Weight)> Once()
    {
        var loops = edges.Count(static e => e.A == e.B);
        if (loops > 0)
        {
            Notes.Add($"{loops} {(loops == 1 ? "edge joins a vertex to itself and was" : "edges join a vertex to itself and were")} "
                + $"left out: no cut contains them.");
        }

        var seen = new Dictionary<(int, int), double>();
        var repeated = 0;
        var paired = true;
        foreach (var (a, b, weight) in edges)
        {
            if (a != b && !seen.TryAdd((a, b), weight))
            {
                paired = false;
                repeated++;
            }
        }

        foreach (var ((a, b), weight) in seen)
        {
            var both = seen.TryGetValue((b, a), out var other);
            paired &= both && other == weight;
            repeated += both && a < b ? 1 : 0;
        }

        if (paired && seen.Count > 0)
        {
            Notes.Add($"The file lists every edge in both directions; each counts once ({seen.Count / 2} edges).");
            return edges.Where(static e => e.A < e.B);
        }

        if (repeated > 0)
        {
            Notes.Add($"{repeated} {(repeated == 1 ? "line repeats an edge that stands" : "lines repeat edges that stand")} there "
                + $"already: weights of parallel edges are added up.");
        }

        return edges;
    }

    private void Require(int vertices, GraphText.Line row)
    {
        if (vertices > MaximumVertices)
        {
            throw text.Error(row, $"graphs of at most {MaximumVertices:N0} vertices are read, this one has more.");
        }
    }
}
