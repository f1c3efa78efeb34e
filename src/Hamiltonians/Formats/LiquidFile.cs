using System.Globalization;
using Quiver.GFlowNet.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>
/// LIQUi|&gt; integral files: <c>nuc=</c>, <c>p,q=</c> and <c>p,q,r,s=</c>, orbitals from 0, two-electron integrals in
/// the order of a†_p a†_q a_r a_s, that is (ps|qr). They state no number of electrons.
/// </summary>
internal static class LiquidFile
{
    public static MolecularIntegrals Read(string path)
    {
        var entries = new List<(int[] Index, double Value)>();
        double constant = 0;
        long line = 0;
        foreach (var raw in File.ReadLines(path))
        {
            line++;
            var equals = raw.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                continue;
            }

            var key = raw[..equals].Trim();
            if (!char.IsAsciiDigit(key.FirstOrDefault()) && key is not "nuc")
            {
                continue;
            }

            if (!double.TryParse(raw.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            {
                throw new InputException(path, line, $"'{SumCollector.Short(raw.AsSpan(equals + 1))}' is not a finite number.");
            }

            if (key is "nuc")
            {
                constant = value;
                continue;
            }

            var index = key.Split(',').Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < 100 ? i : -1).ToArray();
            if (index.Length is not (2 or 4) || index.Contains(-1))
            {
                throw new InputException(path, line, $"'{SumCollector.Short(key)}' is not two or four orbital numbers.");
            }

            entries.Add((index, value));
        }

        if (entries.Count == 0)
        {
            throw new InputException(path, line, "the file holds no integral.");
        }

        var n = entries.Max(e => e.Index.Max()) + 1;
        var table = new IntegralTable(n);
        foreach (var (i, value) in entries)
        {
            if (i.Length == 2)
            {
                table.One(i[0], i[1], value);
            }
            else
            {
                table.Two(i[0], i[3], i[1], i[2], value);
            }
        }

        return table.Build(0, 0, constant);
    }
}
