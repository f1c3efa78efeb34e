using System.Collections.Immutable;

namespace Quiver.Circuits.Gates;

/// <summary>Which pairs of a device's qubits can take a two-qubit gate. Undirected; may have parts that are not connected;
/// immutable.</summary>
public sealed class CouplingMap
{
    /// <summary>Qubits of the largest map: all distances are kept.</summary>
    public const int MostQubits = 2_000;

    private readonly int[][] neighbours;
    private readonly int[][] distances;
    private readonly int[] parts;

    /// <summary>Creates a map.</summary>
    /// <param name="qubits">Number of qubits, at least 1.</param>
    /// <param name="edges">Pairs of different qubits.</param>
    /// <exception cref="ArgumentException">An edge names no such qubit, or there are too many qubits.</exception>
    public CouplingMap(int qubits, IEnumerable<(int A, int B)> edges)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        if (qubits > MostQubits)
        {
            throw new ArgumentException($"A coupling map has at most {MostQubits} qubits, not {qubits}: number the device's qubits from "
                + $"0 without large gaps.", nameof(qubits));
        }

        ArgumentNullException.ThrowIfNull(edges);
        Qubits = qubits;
        Edges = [.. edges.Select(static e => e.A < e.B ? e : (e.B, e.A)).Distinct().Order()];
        foreach (var (a, b) in Edges)
        {
            if (a < 0 || b >= qubits || a == b)
            {
                throw new ArgumentException($"Edge {a}-{b} does not join two of the qubits 0 to {qubits - 1}.", nameof(edges));
            }
        }

        var lists = Enumerable.Range(0, qubits).Select(static _ => new List<int>()).ToArray();
        foreach (var (a, b) in Edges)
        {
            lists[a].Add(b);
            lists[b].Add(a);
        }

        neighbours = [.. lists.Select(static l => l.Order().ToArray())];
        distances = [.. Enumerable.Range(0, qubits).Select(DistancesFrom)];
        parts = [.. Enumerable.Range(0, qubits).Select(q => Array.FindIndex(distances[q], static d => d >= 0))];
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>Edges, smaller qubit first, ascending.</summary>
    public ImmutableArray<(int A, int B)> Edges { get; }

    /// <summary>A chain 0-1-2-...</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <returns>The map.</returns>
    public static CouplingMap Line(int qubits) => new(qubits, Enumerable.Range(0, Math.Max(0, qubits - 1)).Select(static q => (q, q + 1)));

    /// <summary>A closed chain.</summary>
    /// <param name="qubits">Number of qubits, at least 3.</param>
    /// <returns>The map.</returns>
    public static CouplingMap Ring(int qubits) => new(qubits, Enumerable.Range(0, qubits).Select(q => (q, (q + 1) % qubits)));

    /// <summary>A rectangle of qubits, numbered row by row.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <returns>The map.</returns>
    public static CouplingMap Grid(int rows, int columns)
    {
        var right = Enumerable.Range(0, rows * columns).Where(q => q % columns < columns - 1).Select(static q => (q, q + 1));
        var down = Enumerable.Range(0, (rows - 1) * columns).Select(q => (q, q + columns));
        return new(rows * columns, right.Concat(down));
    }

    /// <summary>Every pair.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <returns>The map.</returns>
    public static CouplingMap Full(int qubits) =>
        new(qubits, Enumerable.Range(0, qubits).SelectMany(a => Enumerable.Range(a + 1, qubits - a - 1).Select(b => (a, b))));

    /// <summary>Reads <c>line</c>, <c>ring</c>, <c>full</c>, <c>grid:RxC</c> or a list of edges <c>0-1,1-2</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="qubits">Number of qubits for the named shapes.</param>
    /// <returns>The map.</returns>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static CouplingMap Parse(string text, int qubits)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (qubits > MostQubits)
        {
            throw new FormatException($"A coupling map has at most {MostQubits} qubits, not {qubits}.");
        }

        switch (text)
        {
            case "line":
                return Line(qubits);
            case "ring":
                return Ring(qubits);
            case "full":
                return Full(qubits);
            default:
                break;
        }

        var culture = System.Globalization.CultureInfo.InvariantCulture;
        if (text.StartsWith("grid:", StringComparison.Ordinal))
        {
            var sides = text[5..].Split('x');
            if (sides.Length == 2 && int.TryParse(sides[0], culture, out var rows) && int.TryParse(sides[1], culture, out var columns)
                && rows > 0 && columns > 0)
            {
                return (long)rows * columns <= MostQubits
                    ? Grid(rows, columns)
                    : throw new FormatException($"'{text}' has {(long)rows * columns} qubits; a coupling map has at most {MostQubits}.");
            }
        }

        var edges = new List<(int, int)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (ends.Length != 2 || !int.TryParse(ends[0], culture, out var a) || !int.TryParse(ends[1], culture, out var b))
            {
                throw new FormatException($"'{text}' is no coupling map: write line, ring, full, grid:2x3 or edges such as 0-1,1-2.");
            }

            if (a == b)
            {
                throw new FormatException($"The edge {part} joins a qubit with itself.");
            }

            edges.Add((a, b));
        }

        if (edges.Exists(static e => e.Item1 < 0 || e.Item2 < 0 || e.Item1 >= MostQubits || e.Item2 >= MostQubits))
        {
            throw new FormatException($"A coupling map's qubits are 0 to {MostQubits - 1}.");
        }

        return new(Math.Max(qubits, edges.Count == 0 ? 1 : edges.Max(static e => Math.Max(e.Item1, e.Item2)) + 1), edges);
    }

    /// <summary>Qubits next to one, ascending.</summary>
    /// <param name="qubit">The qubit.</param>
    /// <returns>Its neighbours.</returns>
    public ReadOnlySpan<int> Neighbours(int qubit) => neighbours[qubit];

    /// <summary>Number of edges on a shortest path.</summary>
    /// <param name="a">One qubit.</param>
    /// <param name="b">The other.</param>
    /// <returns>0 for the same qubit, 1 for neighbours, -1 for qubits of separate parts.</returns>
    public int Distance(int a, int b) => distances[a][b];

    /// <summary>The connected part that a qubit belongs to.</summary>
    /// <param name="qubit">The qubit.</param>
    /// <returns>The smallest qubit of the part.</returns>
    public int Part(int qubit) => parts[qubit];

    /// <summary>Whether a two-qubit gate is possible.</summary>
    /// <param name="a">One qubit.</param>
    /// <param name="b">The other.</param>
    /// <returns>True for neighbours.</returns>
    public bool Allows(int a, int b) => distances[a][b] == 1;

    private int[] DistancesFrom(int start)
    {
        var distance = new int[Qubits];
        Array.Fill(distance, -1);
        distance[start] = 0;
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var q))
        {
            foreach (var n in neighbours[q])
            {
                if (distance[n] < 0)
                {
                    distance[n] = distance[q] + 1;
                    queue.Enqueue(n);
                }
            }
        }

        return distance;
    }
}
