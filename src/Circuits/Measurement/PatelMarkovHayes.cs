using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Networks of CX for linear maps of bits in O(n^2 / log n) gates (Patel, Markov, Hayes, quant-ph/0302002), and the measurement
/// circuit that uses nothing cleverer: H until the X block has full rank, the network for the X block, then CZ, S and H.
/// </summary>
internal static class PatelMarkovHayes
{
    /// <summary>The CX gates that turn a matrix into the identity by adding rows to rows.</summary>
    /// <param name="rows">An invertible matrix, bit c of rows[r]; destroyed.</param>
    /// <returns>Pairs (row added, row it is added to), in order.</returns>
    /// <exception cref="ArgumentException">More than 64 rows.</exception>
    public static List<(int From, int To)> Network(ulong[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var n = rows.Length;
        if (n > 64)
        {
            throw new ArgumentException($"A network takes at most 64 rows, not {n}.", nameof(rows));
        }

        var section = Math.Max(1, (int)Math.Round(Math.Log2(Math.Max(2, n)) / 2));
        var lower = Triangle(rows, section);
        var transposed = Transpose(rows);
        var upper = Triangle(transposed, section);
        upper.Reverse();
        return [.. lower, .. upper.Select(static g => (g.To, g.From))];
    }

    /// <summary>The circuit that turns strings into strings of Z.</summary>
    internal static Circuit Diagonalize(StabilizerColumns strings)
    {
        var n = strings.Qubits;
        var builder = new CircuitBuilder(n);
        var columns = strings.Copy();
        var frame = new List<int>();
        ulong used = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            for (var q = 0; q < n; q++)
            {
                var column = pass == 0 ? columns.X[q] : columns.Z[q];
                if (frame.Contains(q) || (column & ~used) == 0)
                {
                    continue;
                }

                if (pass == 1)
                {
                    builder.H(q);
                    (columns.X[q], columns.Z[q]) = (columns.Z[q], columns.X[q]);
                }

                used |= Pivot(columns, q, used);
                frame.Add(q);
            }
        }

        // String t has its own pivot; the X block, filled up with unit rows, is what the network inverts.
        var rows = new ulong[n];
        var own = new int[n];
        for (var q = 0; q < n; q++)
        {
            own[q] = frame.Contains(q) ? System.Numerics.BitOperations.TrailingZeroCount(columns.X[q]) : -1;
        }

        for (var q = 0; q < n; q++)
        {
            for (var c = 0; c < n; c++)
            {
                var bit = own[c] < 0 ? q == c : ((columns.X[q] >> own[c]) & 1) == 1;
                rows[q] |= bit ? 1UL << c : 0;
            }
        }

        foreach (var (from, to) in Network(rows))
        {
            builder.CX(from, to);
            columns.X[to] ^= columns.X[from];
            columns.Z[from] ^= columns.Z[to];
        }

        for (var a = 0; a < n; a++)
        {
            for (var b = 0; b < n && own[a] >= 0; b++)
            {
                if (((columns.Z[b] >> own[a]) & 1) == 0)
                {
                    continue;
                }

                if (a == b)
                {
                    builder.Add(GateKind.S, a);
                }
                else if (own[b] < 0 || a < b)
                {
                    builder.CZ(a, b);
                }
            }
        }

        foreach (var q in frame)
        {
            builder.H(q);
        }

        return builder.Build();
    }

    private static ulong Pivot(StabilizerColumns columns, int q, ulong used)
    {
        var candidates = columns.X[q] & ~used;
        var bit = candidates & (~candidates + 1);
        var others = columns.X[q] ^ bit;
        for (var k = 0; k < columns.Qubits; k++)
        {
            columns.X[k] ^= (columns.X[k] & bit) != 0 ? others : 0;
            columns.Z[k] ^= (columns.Z[k] & bit) != 0 ? others : 0;
        }

        return bit;
    }

    // Lower triangle: equal patterns within a section of columns are added once, then single entries column by column.
    private static List<(int From, int To)> Triangle(ulong[] rows, int section)
    {
        var n = rows.Length;
        var gates = new List<(int, int)>();
        void Add(int from, int to)
        {
            rows[to] ^= rows[from];
            gates.Add((from, to));
        }

        for (var start = 0; start < n; start += section)
        {
            var width = Math.Min(section, n - start);
            var mask = ((1UL << width) - 1) << start;
            var first = new Dictionary<ulong, int>();
            for (var r = start; r < n; r++)
            {
                var pattern = rows[r] & mask;
                if (pattern != 0 && !first.TryAdd(pattern, r))
                {
                    Add(first[pattern], r);
                }
            }

            for (var c = start; c < start + width; c++)
            {
                var diagonal = ((rows[c] >> c) & 1) == 1;
                for (var r = c + 1; r < n; r++)
                {
                    if (((rows[r] >> c) & 1) == 0)
                    {
                        continue;
                    }

                    if (!diagonal)
                    {
                        Add(r, c);
                        diagonal = true;
                    }

                    Add(c, r);
                }
            }
        }

        return gates;
    }

    private static ulong[] Transpose(ulong[] rows)
    {
        var result = new ulong[rows.Length];
        for (var r = 0; r < rows.Length; r++)
        {
            for (var c = 0; c < rows.Length; c++)
            {
                result[c] |= ((rows[r] >> c) & 1) << r;
            }
        }

        return result;
    }
}
