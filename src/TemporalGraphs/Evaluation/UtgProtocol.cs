using System.Globalization;
using System.IO.Compression;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// UTG's protocol for snapshot data: the edges of the next snapshot are ranked against fixed negatives, knowing all earlier
/// snapshots.
/// </summary>
/// <param name="Edges">All edges in order of their snapshots.</param>
/// <param name="Queries">Validation and test edges with their negatives.</param>
/// <param name="NodeCount">Largest node id plus one.</param>
/// <param name="TrainEnd">The last training snapshot.</param>
public sealed record UtgProtocol(IReadOnlyList<UtgEdge> Edges, IReadOnlyList<UtgQuery> Queries, int NodeCount, int TrainEnd)
{
    /// <summary>Reads both files.</summary>
    /// <param name="snapshots">CSV <c>split,snapshot,src,dst</c>, plain or gzip.</param>
    /// <param name="negatives">CSV <c>split,snapshot,src,dst,negatives</c>, negatives separated by blanks.</param>
    /// <returns>The protocol.</returns>
    /// <exception cref="InputException">A row cannot be read.</exception>
    public static UtgProtocol Read(string snapshots, string negatives)
    {
        var edges = new List<UtgEdge>();
        var (nodes, trainEnd) = (0, int.MinValue);
        foreach (var (cells, line) in Rows(snapshots))
        {
            var edge = Edge(snapshots, cells, line);
            if (edges.Count > 0 && edge.Snapshot < edges[^1].Snapshot)
            {
                throw new InputException(snapshots, line, "snapshots must be in order.");
            }

            edges.Add(edge);
            nodes = Math.Max(nodes, Math.Max(edge.Source, edge.Destination) + 1);
            trainEnd = string.Equals(cells[0], "train", StringComparison.Ordinal) ? Math.Max(trainEnd, edge.Snapshot) : trainEnd;
        }

        if (trainEnd == int.MinValue)
        {
            throw new InputException($"{snapshots}: no training edges.");
        }

        var queries = new List<UtgQuery>();
        foreach (var (cells, line) in Rows(negatives))
        {
            var edge = Edge(negatives, cells, line);
            var others = cells.Length < 5 ? [] : cells[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => Number(negatives, c, line)).ToArray();
            if (others.Length == 0 || cells[0] is not ("val" or "test") || others.Max() >= nodes)
            {
                throw new InputException(negatives, line, "a query is val or test and has negatives among the nodes.");
            }

            queries.Add(new UtgQuery(string.Equals(cells[0], "test", StringComparison.Ordinal), edge, others));
        }

        return new UtgProtocol(edges, [.. queries.OrderBy(q => q.Edge.Snapshot)], nodes, trainEnd);
    }

    private static IEnumerable<(string[] Cells, int Line)> Rows(string path)
    {
        if (!File.Exists(path))
        {
            throw new InputException($"There is no file {path}.");
        }

        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            yield return (text.Split(','), line);
        }
    }

    private static UtgEdge Edge(string path, string[] cells, int line) => cells.Length >= 4
        ? new UtgEdge(Number(path, cells[1], line), Number(path, cells[2], line), Number(path, cells[3], line))
        : throw new InputException(path, line, "expected split,snapshot,src,dst.");

    private static int Number(string path, string cell, int line) => int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new InputException(path, line, $"'{cell}' is no whole number.");
}
