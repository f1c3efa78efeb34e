using Quiver.Hamiltonians.States;

namespace Quiver.Cli.Grouping;

/// <summary>A sector in words and for JSON: electrons, 2 Sz, and the symmetries' eigenvalues after tapering.</summary>
internal static class SectorText
{
    public static string Words(ElectronSector sector) =>
        string.Join("; ", new[] { Electrons(sector), string.Join(", ", Symmetries(sector)) }.Where(t => t.Length > 0));

    public static string Electrons(ElectronSector sector) =>
        FormattableString.Invariant($"{sector.Electrons} electrons, 2 Sz = {sector.Spin}");

    /// <summary>An energy with as many decimals as asked, or with a power of ten where it is too small or too large for those.</summary>
    public static string Energy(double value, int decimals)
    {
        var magnitude = Math.Abs(value);
        var format = magnitude is not 0 && (magnitude < 1e-3 || magnitude >= 1e9) ? "E" : "F";
        return (value == 0 ? 0 : value).ToString(FormattableString.Invariant($"{format}{decimals}"),
            System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The eigenvalue of every symmetry tapered; none for the full register.</summary>
    public static IEnumerable<string> Symmetries(ElectronSector sector) =>
        sector.Tapering?.Generators.Select((g, i) => $"{Short(g.ToString())} = {(sector.NegativeSymmetries[i] ? "-1" : "+1")}") ?? [];

    /// <summary>Occupied orbitals of the reference, numbered from 1 as in the file.</summary>
    public static string Reference(ElectronSector sector, int qubits)
    {
        var orbitals = Enumerable.Range(0, sector.SpinOrbitals(qubits) / 2);
        return string.Concat(orbitals.Select(p => (sector.Occupies(p, 0), sector.Occupies(p, 1)) switch
        {
            (true, true) => '2',
            (true, false) => 'a',
            (false, true) => 'b',
            _ => '0',
        }));
    }

    public static object? Json(ElectronSector? sector, int qubits) => sector is null ? null : new
    {
        sector.Electrons,
        Ms2 = sector.Spin,
        Symmetries = sector.Tapering?.Generators.Select((g, i) =>
            new { Symmetry = g.ToString(), Eigenvalue = sector.NegativeSymmetries[i] ? -1 : 1 }) ?? [],
        Reference = Reference(sector, qubits),
    };

    // A parity of many qubits is named by the qubits it holds.
    private static string Short(string label) => label.Length <= 24
        ? label
        : string.Concat(label.Select((c, q) => (c, q)).Where(p => p.c != 'I').Select(p => FormattableString.Invariant($"{p.c}{p.q}")));
}
