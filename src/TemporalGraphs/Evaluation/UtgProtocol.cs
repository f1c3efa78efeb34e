using System.Globalization;
using System.Text;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>
/// UTG's protocol for snapshot data: the edges of the next snapshot are ranked against fixed negatives, knowing all earlier
/// snapshots. Nodes are numbered in the order in which they first occur; those that are a destination or a negative come last.
/// </summary>
public sealed class UtgProtocol : LinkProtocol
{
    private readonly UtgQuery[] queries;

    /// <summary>Makes a protocol.</summary>
    /// <param name="edges">All edges in order of their snapshots; the snapshots become the times of the events.</param>
    /// <param name="queries">Validation and test edges with their negatives.</param>
    /// <param name="candidates">The nodes that are a destination or a negative.</param>
    /// <param name="trainEnd">The last training snapshot.</param>
    /// <exception cref="ArgumentException">There is no edge of training.</exception>
    public UtgProtocol(IReadOnlyList<UtgEdge> edges, IReadOnlyList<UtgQuery> queries, NodeRange candidates, int trainEnd)
        : base(SplitOf(edges, candidates, trainEnd), Freshness.PerSnapshot(1))
    {
        ArgumentNullException.ThrowIfNull(queries);
        this.queries = [.. queries.OrderBy(q => q.Edge.Snapshot)];
        TrainEnd = trainEnd;
    }

    /// <summary>Validation and test edges with their negatives, in order of their snapshots.</summary>
    public IReadOnlyList<UtgQuery> AllQueries => queries;

    /// <summary>The last training snapshot.</summary>
    public int TrainEnd { get; }

    /// <inheritdoc/>
    public override IEnumerable<QueryBatch> Queries(bool test, bool close)
    {
        var known = 0;
        foreach (var snapshot in queries.Where(q => q.Test == test).GroupBy(q => q.Edge.Snapshot))
        {
            while (known < Split.Count && Split.Times[known] < snapshot.Key)
            {
                known++;
            }

            yield return new QueryBatch(known, snapshot.Select(q => new LinkQuery(
                known, q.Edge.Source, q.Edge.Destination, q.Edge.Snapshot, Negatives: q.Negatives.AsMemory())).ToArray());
        }
    }

    /// <inheritdoc/>
    public override int FirstKnown(bool close) => Split.ValidationStart;

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
            if (edge.Snapshot <= trainEnd)
            {
                throw new InputException(
                    negatives, line, $"snapshot {edge.Snapshot} belongs to training, which ends with snapshot {trainEnd}.");
            }

            var others = cells.Length < 5 ? []
                : cells[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => Known(c, line)).ToArray();
            if (others.Length == 0 || cells[0] is not ("val" or "test"))
            {
                throw new InputException(negatives, line, "a query is val or test and has negatives among the nodes.");
            }

            queries.Add(new UtgQuery(string.Equals(cells[0], "test", StringComparison.Ordinal), edge, [.. others]));
        }

        if (queries.Count == 0)
        {
            throw new InputException($"{negatives}: no queries: split,snapshot,src,dst,negatives was expected, with rows of val or test.");
        }

        var firstTest = queries.Where(q => q.Test).Select(q => q.Edge.Snapshot).DefaultIfEmpty(int.MaxValue).Min();
        if (queries.Exists(q => !q.Test && q.Edge.Snapshot > firstTest))
        {
            throw new InputException($"{negatives}: a validation query lies after a test query; validation comes first.");
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
            : throw new InputException(
                negatives, line, $"'{cell}' is no node of the snapshots; a query is val or test and has negatives among the nodes.");
    }

    private static LinkSplit SplitOf(IReadOnlyList<UtgEdge> edges, NodeRange candidates, int trainEnd)
    {
        ArgumentNullException.ThrowIfNull(edges);
        var validation = edges.TakeWhile(e => e.Snapshot <= trainEnd).Count();
        var events = new EventStream(
            [.. edges.Select(e => e.Source)], [.. edges.Select(e => e.Destination)], [.. edges.Select(e => (double)e.Snapshot)]);
        return new LinkSplit(events, validation, Math.Min(validation + 1, edges.Count), candidates);
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
        var first = candidate.Count(c => !c);
        return new UtgProtocol(
            edges.ConvertAll(Edge),
            queries.ConvertAll(q => new UtgQuery(q.Test, Edge(q.Edge), [.. q.Negatives.Select(n => place[n])])),
            new NodeRange(first, nodes - first),
            trainEnd);
    }

    private static IEnumerable<(string[] Cells, int Line)> Rows(string path)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
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
        ? int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < int.MaxValue
        ? value
        : throw new InputException(path, line, $"'{cells[1]}' is no whole number.")
        : throw new InputException(path, line, "expected split,snapshot,src,dst.");
}
