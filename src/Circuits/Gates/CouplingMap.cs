using System.Collections.Immutable;

namespace Quiver.Circuits.Gates;

/// <summary>Which pairs of a device's qubits can take a two-qubit gate. Undirected; may have parts that are not connected;
/// immutable.</summary>
public sealed class CouplingMap
{
    /// <summary>Qubits of the largest map: all distances are kept.</summary>
    public const int MostQubits = 2_000;

    private static readonly (string Prefix, Func<int, int, CouplingMap> Create)[] Rectangles =
        [("grid:", Grid), ("heavy-hex:", HeavyHex)];

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

    /// <summary>A square grid cut to a number of qubits: as many columns as their root, rounded up, filled row by row.</summary>
    /// <param name="qubits">Number of qubits, at least 1.</param>
    /// <returns>The map.</returns>
    public static CouplingMap Square(int qubits)
    {
        var columns = (int)Math.Ceiling(Math.Sqrt(qubits));
        return new(
            qubits, Grid((qubits + columns - 1) / columns, columns).Edges.Where(e => e.B < qubits));
    }

    /// <summary>
    /// The heavy-hexagon lattice of superconducting devices: rows of neighbouring qubits, and between two rows one qubit in every fourth
    /// column that joins them, the columns moved by two from one gap to the next. Numbered row by row, joining qubits between the rows.
    /// </summary>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Qubits of a row, at least 1.</param>
    /// <returns>The map.</returns>
    public static CouplingMap HeavyHex(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var edges = new List<(int, int)>();
        var (start, next) = (0, 0);
        for (var row = 0; row < rows; row++)
        {
            start = next;
            edges.AddRange(Enumerable.Range(start, columns - 1).Select(static q => (q, q + 1)));
            next = start + columns;
            if (row + 1 < rows)
            {
                var joined = Enumerable.Range(0, columns).Where(c => c % 4 == (row % 2 == 0 ? 0 : 2)).ToArray();
                foreach (var (k, column) in joined.Index())
                {
                    edges.Add((start + column, next + k));
                    edges.Add((next + k, next + joined.Length + column));
                }

                next += joined.Length;
            }
        }

        return new(next, edges);
    }

    /// <summary>A connected piece of the heavy-hexagon lattice, around a qubit with three neighbours, nearest qubits first.</summary>
    /// <param name="qubits">Number of qubits, at least 1.</param>
    /// <returns>The map.</returns>
    public static CouplingMap HeavyHex(int qubits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        if (qubits > MostQubits / 4)
        {
            throw new ArgumentException(
                $"A piece of the heavy-hexagon lattice has at most {MostQubits / 4} qubits, not {qubits}: write heavy-hex:ROWSxCOLUMNS.",
                nameof(qubits));
        }

        // Far enough from the edges: the qubits within distance d are fewer than d^2 + d + 2, but more than half of them.
        var side = 4 + (4 * (int)Math.Ceiling(Math.Sqrt(qubits) / 2));
        var lattice = HeavyHex(side / 2 | 1, (2 * side) + 1);
        var centre = Enumerable.Range(0, lattice.Qubits).Where(q => lattice.neighbours[q].Length == 3)
            .MinBy(q => Enumerable.Range(0, lattice.Qubits).Max(o => lattice.Distance(q, o)));
        var near = Enumerable.Range(0, lattice.Qubits).OrderBy(q => lattice.Distance(centre, q)).ThenBy(static q => q).Take(qubits)
            .ToArray();
        var place = near.Index().ToDictionary(static p => p.Item, static p => p.Index);
        return new(
            qubits, lattice.Edges.Where(e => place.ContainsKey(e.A) && place.ContainsKey(e.B)).Select(e => (place[e.A], place[e.B])));
    }

    /// <summary>Every pair.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <returns>The map.</returns>
    public static CouplingMap Full(int qubits) =>
        new(qubits, Enumerable.Range(0, qubits).SelectMany(a => Enumerable.Range(a + 1, qubits - a - 1).Select(b => (a, b))));

    /// <summary>Reads <c>line</c>, <c>ring</c>, <c>full</c>, <c>square</c>, <c>heavy-hex</c>, <c>grid:RxC</c>, <c>heavy-hex:RxC</c> or a
    /// list of edges <c>0-1,1-2</c>.</summary>
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
            case "square":
                return Square(qubits);
            case "heavy-hex":
                return HeavyHex(qubits);
            case "ring":
                return Ring(qubits);
            case "full":
                return Full(qubits);
            default:
                break;
        }

        var culture = System.Globalization.CultureInfo.InvariantCulture;
        foreach (var (prefix, create) in Rectangles)
        {
            var sides = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..].Split('x') : [];
            if (sides.Length == 2 && int.TryParse(sides[0], culture, out var rows) && int.TryParse(sides[1], culture, out var columns)
                && rows > 0 && columns > 0)
            {
                return (long)rows * columns <= MostQubits
                    ? create(rows, columns)
                    : throw new FormatException($"'{text}' has {(long)rows * columns} qubits; a coupling map has at most {MostQubits}.");
            }
        }

        var edges = new List<(int, int)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (ends.Length != 2 || !int.TryParse(ends[0], culture, out var a) || !int.TryParse(ends[1], culture, out var b))
            {
                throw new FormatException($"'{text}' is no coupling map: write line, ring, full, square, heavy-hex, grid:2x3, "
                    + "heavy-hex:3x9 or edges such as 0-1,1-2.");
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
