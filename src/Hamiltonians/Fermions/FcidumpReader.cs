using System.Globalization;
using System.Text.RegularExpressions;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Reads FCIDUMP integral files (Knowles and Handy, Comput. Phys. Commun. 54, 75 (1989)): restricted ones; unrestricted
/// ones in blocks (alpha-alpha, beta-beta, alpha-beta, h alpha, h beta, each ended by a line of zeros); unrestricted ones
/// whose beta orbitals are numbered after the alpha ones; and those that count spin orbitals, alpha odd and beta even.
/// </summary>
public static partial class FcidumpReader
{
    private const int MaxOrbitals = 64;
    private const int MaxHeader = 1 << 16;

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
        var zeros = 0;
        foreach (var text in lines.All())
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var entry = ParseEntry(text, lines, header.Unrestricted ? Math.Min(zeros, 5) : 0);
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

        if (zeros == 0)
        {
            throw lines.Error("the file ends without its constant (a line that ends in 0 0 0 0): it looks cut off.");
        }

        var table = new FcidumpTable(path, header.Orbitals, Layout(path, header.Orbitals, header.Unrestricted, zeros, entries));
        foreach (var entry in entries)
        {
            table.Add(entry);
        }

        return table.Build(header.Electrons, header.Spin);
    }

    private static FcidumpLayout Layout(string path, int n, bool unrestricted, int zeros, List<FcidumpEntry> entries)
    {
        var beyond = entries.Find(e => e.Highest > n);
        if (beyond.Highest > n)
        {
            return entries.Exists(e => e.K == 0 && e.I > n && e.J > n)
                ? FcidumpLayout.BetaAfterAlpha
                : throw new InputException(path, beyond.Line, $"orbital {beyond.Highest} does not exist: NORB is {n}.");
        }

        if (!unrestricted)
        {
            return FcidumpLayout.Restricted;
        }

        return zeros > 1 ? FcidumpLayout.Blocks
            : n % 2 == 0 ? FcidumpLayout.SpinOrbitals
            : throw new InputException(path, 1, $"an unrestricted file without blocks counts spin orbitals, but NORB = {n} is odd.");
    }

    private static (int Orbitals, int Electrons, int Spin, bool Unrestricted) ReadHeader(TextLines lines, int? namedElectrons, int? namedSpin, Notes notes)
    {
        var text = string.Empty;
        var opened = false;
        while (true)
        {
            var next = lines.Read() ?? throw lines.Error("the FCIDUMP header has no end (&END or /).");
            opened |= Recognises(next);
            if (!opened)
            {
                if (next.TrimStart() is { Length: > 0 } start && start[0] is not ('!' or '#'))
                {
                    throw lines.Error("an FCIDUMP file starts with &FCI.");
                }

                continue;
            }

            var end = EndPattern().Match(next);
            text += " " + (end.Success ? next[..end.Index] : next);
            if (end.Success)
            {
                break;
            }

            if (text.Length > MaxHeader)
            {
                throw lines.Error("the FCIDUMP header has no end (&END or /).");
            }
        }

        var orbitals = Integer(text, "NORB", lines) ?? throw lines.Error("the FCIDUMP header names no NORB.");
        var unrestricted = UnrestrictedPattern().IsMatch(text);
        if (orbitals < 1 || orbitals > (unrestricted ? 2 : 1) * MaxOrbitals)
        {
            throw lines.Error($"NORB = {orbitals}: between 1 and {MaxOrbitals} orbitals are supported.");
        }

        var electrons = namedElectrons ?? Integer(text, "NELEC", lines) ?? throw lines.Error("the FCIDUMP header names no NELEC.");
        var stated = namedSpin ?? (namedElectrons is null ? Integer(text, "MS2", lines) : null);
        var spin = stated ?? ElectronCounts.DefaultSpin(electrons);
        if (stated is null)
        {
            notes.Add($"2 Ms = {spin} was assumed for {electrons} electrons: {(namedElectrons is null ? "the header names no MS2" : "--ms2 is not given")}.");
        }

        // Where NORB counts spin orbitals, fewer electrons of one spin fit: the integrals decide that later.
        if (ElectronCounts.Problem(orbitals, electrons, spin, ("NORB", namedElectrons is null ? "NELEC" : "--electrons", namedSpin is null ? "MS2" : "--ms2")) is { } problem)
        {
            throw lines.Error(problem);
        }

        return (orbitals, electrons, spin, unrestricted);
    }

    private static int? Integer(string header, string name, TextLines lines)
    {
        var match = Regex.Match(header, $@"(?:^|[\s,]){name}\s*=\s*([^\s,]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        if (!match.Success && !(match = Regex.Match(header, $@"FCI\s*,?\s*{name}\s*=\s*([^\s,]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5))).Success)
        {
            return null;
        }

        return int.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw lines.Error($"{name} = '{match.Groups[1].Value}' is not a whole number.");
    }

    private static FcidumpEntry ParseEntry(string text, TextLines lines, int block)
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

        var value = Number(parts[0], lines);
        for (var k = 0; k < 4; k++)
        {
            if (!int.TryParse(parts[k + 1], NumberStyles.None, CultureInfo.InvariantCulture, out index[k]))
            {
                throw lines.Error($"'{parts[k + 1]}' is not an orbital number.");
            }
        }

        var (i, j, k1, l) = (index[0], index[1], index[2], index[3]);
        var isIntegral = (i > 0 && j > 0 && (k1 > 0) == (l > 0)) || (j == 0 && k1 == 0 && l == 0);
        return isIntegral
            ? new FcidumpEntry(value, i, j, k1, l, block, lines.Line)
            : throw lines.Error($"the orbital numbers {i} {j} {k1} {l} name neither a one- nor a two-electron integral.");
    }

    private static double Number(string text, TextLines lines)
    {
        if (text.StartsWith('(') && text.EndsWith(')') && text.Split(',') is { Length: 2 } pair)
        {
            return Number(pair[1][..^1].Trim(), lines) is var imaginary && Math.Abs(imaginary) < 1e-9
                ? Number(pair[0][1..].Trim(), lines)
                : throw lines.Error("complex integrals are not supported.");
        }

        var plain = text.Replace('D', 'E').Replace('d', 'e');
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw lines.Error($"'{(text.Length > 40 ? text[..37] + "..." : text)}' is not a finite number.");
    }

    [GeneratedRegex(@"/|[&$]END", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex EndPattern();

    [GeneratedRegex(@"IUHF\s*=\s*1|(?:^|[\s,])UHF\s*=\s*(?:\.TRUE\.|\.T\.|T\b|1)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UnrestrictedPattern();
}
