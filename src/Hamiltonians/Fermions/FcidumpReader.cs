using System.Globalization;
using System.Text.RegularExpressions;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Reads FCIDUMP integral files (Knowles and Handy, Comput. Phys. Commun. 54, 75 (1989)): restricted ones; unrestricted
/// ones in blocks (alpha-alpha, beta-beta, alpha-beta, h alpha, h beta, each ended by a line of zeros); unrestricted ones
/// whose beta orbitals are numbered after the alpha ones; and those that count spin orbitals, alpha odd and beta even.
/// </summary>
public static class FcidumpReader
{
    private const int MaxOrbitals = 64;

    // Real orbitals printed as complex ones keep remainders of the rotation that made them real.
    private const double ImaginaryShare = 1e-9;

    /// <summary>Whether a first line opens an FCIDUMP file.</summary>
    /// <param name="line">The first line that is not empty.</param>
    /// <returns>True for a namelist named FCI.</returns>
    public static bool Recognises(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var text = line.TrimStart();
        return text.StartsWith("&FCI", StringComparison.OrdinalIgnoreCase) || text.StartsWith("$FCI", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The integrals.</returns>
    /// <exception cref="InputException">The file is no FCIDUMP, is truncated or holds numbers that cannot be.</exception>
    public static MolecularIntegrals Read(string path) => Read(path, null, null, new Notes());

    /// <summary>Reads a file, with numbers of electrons and spin that count more than the header's.</summary>
    internal static MolecularIntegrals Read(string path, int? namedElectrons, int? namedSpin, Notes notes)
    {
        using var lines = new TextLines(path);
        var header = ReadHeader(lines, namedElectrons, namedSpin, notes);
        var entries = new List<FcidumpEntry>();
        var imaginary = (Value: 0.0, Line: 0L);
        var zeros = 0;
        foreach (var text in lines.All())
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var entry = ParseEntry(text, lines, Math.Min(zeros, 5), ref imaginary);
            if (entry.Highest > 2 * header.Orbitals)
            {
                throw lines.Error($"orbital {entry.Highest} does not exist: NORB is {header.Orbitals}.");
            }

            entries.Add(entry);
            zeros += entry.I == 0 ? 1 : 0;
        }

        if (entries.Count == 0)
        {
            throw lines.Error("the file ends before the first integral.");
        }

        RequireReal(path, entries, imaginary, notes);
        var layout = FcidumpLayouts.Of(path, header.Orbitals, header.Unrestricted, entries, notes);
        var table = new FcidumpTable(path, header.Orbitals, layout, entries.Max(e => Math.Abs(e.Value)));
        foreach (var entry in entries)
        {
            table.Add(entry);
        }

        return table.Build(header.Electrons, header.Spin, header.Symmetry, notes);
    }

    private static void RequireReal(string path, List<FcidumpEntry> entries, (double Value, long Line) imaginary, Notes notes)
    {
        if (imaginary.Value == 0)
        {
            return;
        }

        if (imaginary.Value > ImaginaryShare * entries.Max(e => Math.Abs(e.Value)))
        {
            throw new InputException(path, imaginary.Line, "complex integrals are not supported.");
        }

        notes.Add(FormattableString.Invariant(
            $"Imaginary parts of at most {imaginary.Value:G3} were taken for rounding remainders and left out."));
    }

    private static (int Orbitals, int Electrons, int Spin, bool? Unrestricted, OrbitalSymmetry? Symmetry) ReadHeader(TextLines lines,
        int? namedElectrons, int? namedSpin, Notes notes)
    {
        var text = FcidumpHeader.Read(lines);
        var orbitals = Integer(text, "NORB", lines) ?? throw lines.Error("the FCIDUMP header names no NORB.");
        if (Logical(text, "TREL", lines) is true || Logical(text, "GHF", lines) is true)
        {
            throw lines.Error("the file's orbitals mix both spins (TREL or GHF is true), which is not supported.");
        }

        var unrestricted = Logical(text, "I?UHF", lines);
        if (orbitals < 1 || orbitals > (unrestricted is true ? 2 : 1) * MaxOrbitals)
        {
            throw lines.Error($"NORB = {orbitals}: between 1 and {MaxOrbitals} orbitals are supported.");
        }

        var electrons = namedElectrons ?? Integer(text, "NELEC", lines) ?? throw lines.Error("the FCIDUMP header names no NELEC.");
        var stated = namedSpin ?? (namedElectrons is null ? Integer(text, "MS2", lines) : null);
        var spin = stated ?? ElectronCounts.DefaultSpin(electrons);
        if (stated is null)
        {
            notes.Add($"2 Ms = {spin} was assumed for {electrons} electrons: "
                + $"{(namedElectrons is null ? "the header names no MS2" : "option Spin is not given")}.");
        }

        // Where NORB counts spin orbitals, fewer electrons of one spin fit: the integrals decide that later.
        if (ElectronCounts.Problem(orbitals, electrons, spin,
            ("NORB", namedElectrons is null ? "NELEC" : "option Electrons", namedSpin is null ? "MS2" : "option Spin")) is { } problem)
        {
            throw lines.Error(problem);
        }

        return (orbitals, electrons, spin, unrestricted, OrbitalSymmetry.Of(text, orbitals, notes));
    }

    private static int? Integer(string header, string name, TextLines lines)
    {
        var match = Regex.Match(header, $@"(?:^|[\s,]){name}\s*=\s*([^\s,]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5));
        if (!match.Success && !(match = Regex.Match(header, $@"FCI\s*,?\s*{name}\s*=\s*([^\s,]*)",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5))).Success)
        {
            return null;
        }

        return int.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw lines.Error($"{name} = '{match.Groups[1].Value}' is not a whole number.");
    }

    /// <summary>A logical as Fortran's namelists read it: T or F after an optional point, whatever follows; or a number. Null where it is
    /// not named.</summary>
    private static bool? Logical(string header, string name, TextLines lines)
    {
        bool? result = null;
        foreach (Match match in Regex.Matches(header, $@"(?<![A-Z0-9_]){name}\s*=\s*([^\s,]*)",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)))
        {
            var text = match.Groups[1].Value;
            bool value = text.TrimStart('.') is [var first, ..] && char.ToUpperInvariant(first) is 'T' or 'F'
                ? char.ToUpperInvariant(text.TrimStart('.')[0]) == 'T'
                : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number != 0
                    : throw lines.Error($"'{match.Value.Trim()}' is neither true (.TRUE., T, 1) nor false (.FALSE., F, 0).");
            if (result is { } before && before != value)
            {
                throw lines.Error("the header says in one place that the orbitals are restricted and in another that they are not.");
            }

            result = value;
        }

        return result;
    }

    private static FcidumpEntry ParseEntry(string text, TextLines lines, int block, ref (double Value, long Line) imaginary)
    {
        // Complex files write (re,im).
        var close = text.IndexOf(')', StringComparison.Ordinal);
        string[] parts = close < 0
            ? text.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries)
            : [text[..(close + 1)].Trim(), .. text[(close + 1)..].Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries)];
        Span<int> index = stackalloc int[4];
        if (parts.Length != 5)
        {
            throw lines.Error("expected a value and four orbital numbers.");
        }

        var value = Number(parts[0], lines, ref imaginary);
        for (var k = 0; k < 4; k++)
        {
            if (!int.TryParse(parts[k + 1], NumberStyles.None, CultureInfo.InvariantCulture, out index[k]))
            {
                throw lines.Error($"'{Short(parts[k + 1])}' is not an orbital number.");
            }
        }

        var (i, j, k1, l) = (index[0], index[1], index[2], index[3]);
        var isIntegral = (i > 0 && j > 0 && (k1 > 0) == (l > 0)) || (j == 0 && k1 == 0 && l == 0);
        return isIntegral
            ? new FcidumpEntry(value, i, j, k1, l, block, lines.Line)
            : throw lines.Error($"the orbital numbers {i} {j} {k1} {l} name neither a one- nor a two-electron integral.");
    }

    private static double Number(string text, TextLines lines, ref (double Value, long Line) imaginary)
    {
        if (text.StartsWith('(') && text.EndsWith(')') && text.Split(',') is { Length: 2 } pair)
        {
            var part = Math.Abs(Real(pair[1][..^1].Trim(), lines));
            imaginary = part > imaginary.Value ? (part, lines.Line) : imaginary;
            return Real(pair[0][1..].Trim(), lines);
        }

        return Real(text, lines);
    }

    private static double Real(string text, TextLines lines) =>
        FortranNumber.TryParse(text, out var value) ? value : throw lines.Error($"'{Short(text)}' is not a finite number.");

    private static string Short(string text) => text.Length > 40 ? text[..37] + "..." : text;
}
