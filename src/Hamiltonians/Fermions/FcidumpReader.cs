using System.Globalization;
using Quiver.GFlowNet.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Reads FCIDUMP integral files (Knowles and Handy, Comput. Phys. Commun. 54, 75 (1989)): restricted ones, unrestricted
/// ones in blocks (alpha-alpha, beta-beta, alpha-beta, h alpha, h beta, each ended by a line of zeros), and unrestricted
/// ones whose beta orbitals are numbered after the alpha ones.
/// </summary>
public static class FcidumpReader
{
    private const int MaxOrbitals = 100;

    /// <summary>Whether a first line opens an FCIDUMP file.</summary>
    /// <param name="line">The first line that is not empty.</param>
    /// <returns>True for a namelist named FCI.</returns>
    public static bool Recognises(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.TrimStart().StartsWith("&FCI", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The integrals.</returns>
    /// <exception cref="InputException">The file is no FCIDUMP, is truncated or holds numbers that cannot be.</exception>
    public static MolecularIntegrals Read(string path)
    {
        using var reader = new StreamReader(path);
        long line = 0;
        var header = ReadHeader(reader, path, ref line);
        var n = header.Orbitals;
        var entries = new List<(double Value, int I, int J, int K, int L, int Block)>();
        int block = 0, highest = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var entry = ParseEntry(text, path, line);
            highest = Math.Max(highest, Math.Max(Math.Max(entry.I, entry.J), Math.Max(entry.K, entry.L)));
            if (highest > 2 * n)
            {
                throw new InputException(path, line, $"orbital {highest} does not exist: NORB is {n}.");
            }

            entries.Add((entry.Value, entry.I, entry.J, entry.K, entry.L, block));
            if (header.Unrestricted && entry.I == 0 && block < 5)
            {
                block++;
            }
        }

        if (entries.Count == 0)
        {
            throw new InputException(path, line, "the file ends before the first integral.");
        }

        var store = new Store(n, header.Unrestricted || highest > n);
        foreach (var e in entries)
        {
            store.Put(e, blocks: header.Unrestricted && highest <= n);
        }

        try
        {
            return store.Build(header.Electrons, header.Spin);
        }
        catch (ArgumentException e)
        {
            throw new InputException(path, 1, e.Message, e);
        }
    }

    private static (int Orbitals, int Electrons, int Spin, bool Unrestricted) ReadHeader(StreamReader reader, string path, ref long line)
    {
        var text = string.Empty;
        while (true)
        {
            var next = reader.ReadLine() ?? throw new InputException(path, line, "the FCIDUMP header has no end (&END or /).");
            line++;
            var end = next.IndexOf('/', StringComparison.Ordinal);
            if (end < 0)
            {
                end = next.IndexOf("&END", StringComparison.OrdinalIgnoreCase);
            }

            text += " " + (end < 0 ? next : next[..end]);
            if (end >= 0)
            {
                break;
            }

            if (text.Length > 1 << 20)
            {
                throw new InputException(path, line, "the FCIDUMP header has no end (&END or /).");
            }
        }

        var orbitals = Integer(text, "NORB", path) ?? throw new InputException(path, 1, "the FCIDUMP header names no NORB.");
        if (orbitals < 1 || orbitals > MaxOrbitals)
        {
            throw new InputException(path, 1, $"NORB = {orbitals}: between 1 and {MaxOrbitals} orbitals are supported.");
        }

        var electrons = Integer(text, "NELEC", path) ?? throw new InputException(path, 1, "the FCIDUMP header names no NELEC.");
        var spin = Integer(text, "MS2", path) ?? 0;
        if (((electrons + spin) & 1) != 0)
        {
            // Some programs write MS2=0 for an odd number of electrons.
            spin = 1;
        }

        var upper = text.ToUpperInvariant().Replace(" ", string.Empty, StringComparison.Ordinal);
        return (orbitals, electrons, spin, upper.Contains("IUHF=1", StringComparison.Ordinal) || upper.Contains("UHF=.TRUE.", StringComparison.Ordinal));
    }

    private static int? Integer(string header, string name, string path)
    {
        var at = header.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        var equals = at < 0 ? -1 : header.IndexOf('=', at);
        if (equals < 0)
        {
            return null;
        }

        var value = header[(equals + 1)..].Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? string.Empty;
        return int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InputException(path, 1, $"{name} = '{value}' is not a whole number.");
    }

    private static (double Value, int I, int J, int K, int L) ParseEntry(string text, string path, long line)
    {
        var parts = text.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        Span<int> index = stackalloc int[4];
        if (parts.Length != 5)
        {
            throw new InputException(path, line, "expected a value and four orbital numbers.");
        }

        var number = parts[0].Replace('D', 'E').Replace('d', 'e');
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw new InputException(path, line, $"'{parts[0]}' is not a finite number.");
        }

        for (var k = 0; k < 4; k++)
        {
            if (!int.TryParse(parts[k + 1], NumberStyles.None, CultureInfo.InvariantCulture, out index[k]))
            {
                throw new InputException(path, line, $"'{parts[k + 1]}' is not an orbital number.");
            }
        }

        return (value, index[0], index[1], index[2], index[3]);
    }

    /// <summary>Fills the arrays, with all permutations that leave an integral unchanged.</summary>
    private sealed class Store
    {
        private readonly int n;
        private readonly double[][] one;
        private readonly double[][] two;
        private double constant;

        public Store(int orbitals, bool unrestricted)
        {
            n = orbitals;
            one = [.. Enumerable.Range(0, unrestricted ? 2 : 1).Select(_ => new double[n * n])];
            two = [.. Enumerable.Range(0, unrestricted ? 3 : 1).Select(_ => new double[n * n * n * n])];
        }

        public void Put((double Value, int I, int J, int K, int L, int Block) e, bool blocks)
        {
            if (e.I == 0)
            {
                constant = e.Value != 0 ? e.Value : constant;
            }
            else if (e.K == 0 && e.J != 0)
            {
                var spin = blocks ? (e.Block == 4 ? 1 : 0) : e.I > n ? 1 : 0;
                PutOne(spin, (e.I - 1) % n, (e.J - 1) % n, e.Value);
            }
            else if (e.K != 0)
            {
                int p = (e.I - 1) % n, q = (e.J - 1) % n, r = (e.K - 1) % n, s = (e.L - 1) % n;
                if (blocks)
                {
                    PutTwo(e.Block switch { 0 => 0, 1 => 2, _ => 1 }, p, q, r, s, e.Value);
                }
                else if (e.I <= n && e.K <= n)
                {
                    PutTwo(0, p, q, r, s, e.Value);
                }
                else if (e.I > n && e.K > n)
                {
                    PutTwo(2, p, q, r, s, e.Value);
                }
                else
                {
                    // (alpha alpha | beta beta), whichever pair the file names first.
                    (p, q, r, s) = e.I <= n ? (p, q, r, s) : (r, s, p, q);
                    PutTwo(1, p, q, r, s, e.Value);
                }
            }
        }

        public MolecularIntegrals Build(int electrons, int spin) => new(n, electrons, spin, constant, one, two);

        private void PutOne(int spin, int p, int q, double value)
        {
            one[spin][p * n + q] = value;
            one[spin][q * n + p] = value;
        }

        private void PutTwo(int kind, int p, int q, int r, int s, double value)
        {
            foreach (var (a, b, c, d) in new[] { (p, q, r, s), (q, p, r, s), (p, q, s, r), (q, p, s, r) })
            {
                two[kind][((a * n + b) * n + c) * n + d] = value;
                if (kind != 1)
                {
                    two[kind][((c * n + d) * n + a) * n + b] = value;
                }
            }
        }
    }
}
