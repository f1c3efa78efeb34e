using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Irreducible representations of orbitals in an Abelian point group (D2h or a subgroup of it), numbered from 1 so that
/// products are exclusive ors of the numbers less 1: ORBSYM of an FCIDUMP file. They tell states apart and choose none.
/// </summary>
/// <param name="Orbitals">The label of each orbital, 1 to 8.</param>
/// <param name="Stated">ISYM: the label of the state that the file is meant for; null where none is named.</param>
internal sealed partial record OrbitalSymmetry(int[] Orbitals, int? Stated)
{
    private const int Irreps = 8;

    // Files carry 5 to 16 digits.
    private const double Coupled = 1e-6;

    /// <summary>Reads ORBSYM and ISYM from a header.</summary>
    /// <returns>Null, with a note where something is named that cannot be used.</returns>
    public static OrbitalSymmetry? Of(string header, int orbitals, Notes notes)
    {
        var isym = SymmetryPattern().Match(header) is { Success: true } s
            && int.TryParse(s.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : 0;
        var list = OrbitalPattern().Match(header);
        if (!list.Success)
        {
            if (isym > 1)
            {
                notes.Add($"ISYM = {isym} was not used: the header names no ORBSYM, and energies are the lowest of all symmetries.");
            }

            return null;
        }

        var labels = Labels(list.Groups[1].Value);
        if (labels is null || labels.Count != orbitals || labels.Exists(l => l is < 1 or > Irreps))
        {
            var problem = labels is null || labels.Count == orbitals ? $"its labels are not all from 1 to {Irreps}"
                : $"it has {labels.Count} labels for {orbitals} orbitals";
            notes.Add($"ORBSYM was not used: {problem}. Energies are the lowest of all symmetries.");
            return null;
        }

        return new OrbitalSymmetry([.. labels], isym is > 0 and <= Irreps ? isym : null);
    }

    /// <summary>This, where no one-electron integral couples two labels; else null, with a note.</summary>
    public OrbitalSymmetry? Fitting(MolecularIntegrals integrals, Notes notes)
    {
        var n = integrals.Orbitals;
        if (Orbitals.Length != n)
        {
            return null; // spin orbitals
        }

        var (largest, mixed, at) = (0.0, 0.0, (P: 0, Q: 0));
        for (var p = 0; p < n; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                var size = Math.Abs(integrals.One(p, q));
                largest = Math.Max(largest, size);
                if (Orbitals[p] != Orbitals[q] && size > mixed)
                {
                    (mixed, at) = (size, (p, q));
                }
            }
        }

        if (mixed <= Coupled * largest)
        {
            return this;
        }

        notes.Add($"ORBSYM was not used: orbitals {at.P + 1} and {at.Q + 1} have other labels, but an integral couples them.");
        return null;
    }

    /// <summary>Labels of some of the orbitals.</summary>
    public OrbitalSymmetry Select(int[] chosen) => this with { Orbitals = Array.ConvertAll(chosen, p => Orbitals[p]) };

    /// <summary>The label of a determinant.</summary>
    public int Of(ReferenceDeterminant determinant)
    {
        var product = 0;
        for (var odd = determinant.Alpha ^ determinant.Beta; odd != 0; odd &= odd - 1)
        {
            product ^= Orbitals[BitOperations.TrailingZeroCount(odd)] - 1;
        }

        return product + 1;
    }

    private static List<int>? Labels(string text)
    {
        var result = new List<int>();
        foreach (var part in text.Split([' ', ',', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            // Fortran repeats: 3*1.
            var pieces = part.Split('*');
            if (pieces.Length > 2 || !Array.TrueForAll(pieces,
                p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                return null;
            }

            var times = pieces.Length == 2 ? int.Parse(pieces[0], CultureInfo.InvariantCulture) : 1;
            if (times + result.Count > 1024)
            {
                return null;
            }

            result.AddRange(Enumerable.Repeat(int.Parse(pieces[^1], CultureInfo.InvariantCulture), times));
        }

        return result;
    }

    [GeneratedRegex(@"(?<![A-Z0-9_])ORBSYM\s*=\s*([\d\s,*+-]*)(?=[A-Z&/$]|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex OrbitalPattern();

    [GeneratedRegex(@"(?<![A-Z0-9_])ISYM\s*=\s*(\d+)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SymmetryPattern();
}
