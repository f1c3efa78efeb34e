using System.Globalization;
using System.Text;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// UTG's protocol for snapshot data: the edges of the next snapshot are ranked against fixed negatives, knowing all earlier
/// snapshots. Nodes are numbered in the order in which they first occur; those that are a destination or a negative come last.
/// </summary>
/// <param name="Edges">All edges in order of their snapshots.</param>
/// <param name="Queries">Validation and test edges with their negatives.</param>
/// <param name="NodeCount">Number of nodes.</param>
/// <param name="TrainEnd">The last training snapshot.</param>
public sealed record UtgProtocol(IReadOnlyList<UtgEdge> Edges, IReadOnlyList<UtgQuery> Queries, int NodeCount, int TrainEnd)
{
    /// <summary>The first node that is a destination or a negative: candidates are the nodes from here on.</summary>
    public int FirstCandidate { get; private init; }

    /// <summary>Reads both files.</summary>
    /// <param name="snapshots">CSV <c>split,snapshot,src,dst</c>, plain or gzip; ids of any kind.</param>
    /// <param name="negatives">CSV <c>split,snapshot,src,dst,negatives</c>, negatives separated by blanks.</param>
    /// <returns>The protocol.</returns>
    /// <exception cref="InputException">A row cannot be read.</exception>
    public static UtgProtocol Read(string snapshots, string negatives)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var edges = new List<UtgEdge>();
        var trainEnd = int.MinValue;
        foreach (var (cells, line) in Rows(snapshots))
        {
            var edge = new UtgEdge(Snapshot(snapshots, cells, line), Node(cells[2], line), Node(cells[3], line));
            if (edges.Count > 0 && edge.Snapshot < edges[^1].Snapshot)
            {
                throw new InputException(snapshots, line, "snapshots must be in order.");
            }

            if (cells[0] is not ("train" or "val" or "test"))
            {
                throw new InputException(snapshots, line, $"'{cells[0]}' is no split: use train, val or test.");
            }

            edges.Add(edge);
            trainEnd = string.Equals(cells[0], "train", StringComparison.Ordinal) ? Math.Max(trainEnd, edge.Snapshot) : trainEnd;
        }

        if (trainEnd == int.MinValue)
        {
            throw new InputException($"{snapshots}: no training edges.");
        }

        var queries = new List<UtgQuery>();
        foreach (var (cells, line) in Rows(negatives))
        {
            var edge = new UtgEdge(Snapshot(negatives, cells, line), Known(cells[2], line), Known(cells[3], line));
            var others = cells.Length < 5 ? []
                : cells[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => Known(c, line)).ToArray();
            if (others.Length == 0 || cells[0] is not ("val" or "test"))
            {
                throw new InputException(negatives, line, "a query is val or test and has negatives among the nodes.");
            }

            queries.Add(new UtgQuery(string.Equals(cells[0], "test", StringComparison.Ordinal), edge, others));
        }

        return Numbered(edges, queries, ids.Count, trainEnd);

        int Node(string cell, int line)
        {
            if (cell.Length == 0)
            {
                throw new InputException(snapshots, line, "a node has no name.");
            }

            return ids.TryGetValue(Canonical(cell), out var node) ? node : ids[Canonical(cell)] = ids.Count;
        }

        int Known(string cell, int line) => ids.TryGetValue(Canonical(cell), out var node)
            ? node
            : throw new InputException(negatives, line, $"'{cell}' is no node of the snapshots; a query is val or test and has negatives among the nodes.");
    }

    // Candidates get the highest numbers; the order of appearance stays.
    private static UtgProtocol Numbered(List<UtgEdge> edges, List<UtgQuery> queries, int nodes, int trainEnd)
    {
        var candidate = new bool[nodes];
        foreach (var edge in edges)
        {
            candidate[edge.Destination] = true;
        }

        foreach (var query in queries)
        {
            candidate[query.Edge.Destination] = true;
            foreach (var node in query.Negatives)
            {
                candidate[node] = true;
            }
        }

        var place = new int[nodes];
        var next = 0;
        foreach (var wanted in new[] { false, true })
        {
            for (var node = 0; node < nodes; node++)
            {
                place[node] = candidate[node] == wanted ? next++ : place[node];
            }
        }

        UtgEdge Edge(UtgEdge edge) => new(edge.Snapshot, place[edge.Source], place[edge.Destination]);
        return new UtgProtocol(
            edges.ConvertAll(Edge),
            [.. queries.OrderBy(q => q.Edge.Snapshot).Select(q => new UtgQuery(q.Test, Edge(q.Edge), Array.ConvertAll(q.Negatives, n => place[n])))],
            nodes,
            trainEnd) { FirstCandidate = candidate.Count(c => !c) };
    }

    private static IEnumerable<(string[] Cells, int Line)> Rows(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"There is no file {path}.");
        }

        using var reader = new StreamReader(EventFile.OpenText(path), Encoding.UTF8);
        for (var line = 1; Next(reader, path) is { } text; line++)
        {
            if (line == 1 && !text.StartsWith("split,", StringComparison.Ordinal))
            {
                throw new InputException(path, 1, "the header split,snapshot,src,dst[,negatives] was expected.");
            }

            if (line > 1 && text.Length > 0)
            {
                yield return (text.Split(','), line);
            }
        }
    }

    private static string? Next(StreamReader reader, string path)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (InvalidDataException e)
        {
            throw new InputException(path, 0, "the gzip data is cut off or damaged; get the file again.", e);
        }
    }

    // The same number however it is written is the same node.
    private static string Canonical(string cell) =>
        long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? id.ToString(CultureInfo.InvariantCulture) : cell;

    private static int Snapshot(string path, string[] cells, int line) => cells.Length >= 4
        ? int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < int.MaxValue ? value : throw new InputException(path, line, $"'{cells[1]}' is no whole number.")
        : throw new InputException(path, line, "expected split,snapshot,src,dst.");
}
