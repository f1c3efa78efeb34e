using System.Globalization;
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
        using var lines = new TextLines(path);
        var table = new IntegralTable(path);
        double constant = 0;
        foreach (var raw in lines.All())
        {
            if (string.IsNullOrWhiteSpace(raw) || raw.TrimStart()[0] == '#')
            {
                continue;
            }

            var equals = raw.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                throw lines.Error("expected p,q=value or p,q,r,s=value.");
            }

            var key = raw[..equals].Trim();
            if (key is "tst" or "info" or "orbs" or "consts" or "Ehf")
            {
                continue;
            }

            if (!NumberText.TryParse(raw.AsSpan(equals + 1), out var number) || number.Imaginary != 0)
            {
                throw lines.Error($"'{SumCollector.Short(raw.AsSpan(equals + 1))}' is not a finite number.");
            }

            if (key is "nuc")
            {
                constant = number.Real;
                continue;
            }

            var index = key.Split(',').Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < IntegralTable.MaxOrbitals ? i : -1).ToArray();
            if (index.Length is not (2 or 4) || index.Contains(-1))
            {
                throw lines.Error($"'{SumCollector.Short(key)}' is not two or four orbital numbers.");
            }

            if (index.Length == 2)
            {
                table.One(index[0], index[1], number.Real, lines.Line);
            }
            else
            {
                table.Two(index[0], index[3], index[1], index[2], number.Real, lines.Line);
            }
        }

        return table.Build(null, 0, 0, constant);
    }
}
