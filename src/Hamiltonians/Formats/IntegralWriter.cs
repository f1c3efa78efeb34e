using System.Globalization;
using System.Text;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Writes molecular integrals: FCIDUMP, or OpenFermion's HDF5.</summary>
public static class IntegralWriter
{
    private static readonly string[] Names = ["fcidump", "openfermion-hdf5"];

    /// <summary>The names that <see cref="Write"/> takes.</summary>
    public static IReadOnlyList<string> FormatNames => Names;

    /// <summary>Writes a file in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="integrals">Integrals of real orbitals, in hartree.</param>
    /// <param name="format">One of <see cref="FormatNames"/>.</param>
    /// <exception cref="InputException">The format is not known, or HDF5 is asked for alpha and beta orbitals that differ.</exception>
    public static void Write(string path, MolecularIntegrals integrals, string format)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(integrals);
        switch (format)
        {
            case "fcidump":
                AtomicFile.WriteText(path, Fcidump(integrals));
                break;
            case "openfermion-hdf5":
                HamLibWriter.Write(path, integrals);
                break;
            default:
                throw new InputException($"Unknown format '{format}': use one of {string.Join(", ", Names)}.");
        }
    }

    /// <summary>FCIDUMP text (Knowles and Handy 1989): each integral that is not 0 once, chemists' notation, orbitals from 1; numbers
    /// round-trip exactly. Unrestricted sets stand in the five blocks of Molpro with UHF=.TRUE.</summary>
    /// <param name="integrals">Integrals of real orbitals.</param>
    /// <returns>The whole file.</returns>
    public static string Fcidump(MolecularIntegrals integrals)
    {
        ArgumentNullException.ThrowIfNull(integrals);
        var text = new StringBuilder();
        var labels = integrals.Symmetry?.Orbitals is { } orbitals ? string.Join(',', orbitals) : string.Join(',', Enumerable.Repeat(1,
            integrals.Orbitals));
        text.Append(CultureInfo.InvariantCulture,
            $"&FCI NORB={integrals.Orbitals},NELEC={integrals.Electrons},MS2={integrals.Spin},\n ORBSYM={labels},\n " +
            $"ISYM={integrals.Symmetry?.Stated ?? 1},\n");
        text.Append(integrals.IsRestricted ? "&END\n" : " UHF=.TRUE.,\n&END\n");
        if (integrals.IsRestricted)
        {
            Two(text, integrals, false, false);
            One(text, integrals, false);
        }
        else
        {
            foreach (var (first, second) in new[] { (false, false), (true, true), (false, true) })
            {
                Two(text, integrals, first, second);
                Line(text, 0, 0, 0, 0, 0);
            }

            foreach (var beta in new[] { false, true })
            {
                One(text, integrals, beta);
                Line(text, 0, 0, 0, 0, 0);
            }
        }

        Line(text, integrals.Constant, 0, 0, 0, 0);
        return text.ToString();
    }

    private static void One(StringBuilder text, MolecularIntegrals integrals, bool beta)
    {
        for (var p = 0; p < integrals.Orbitals; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                var value = integrals.One(p, q, beta);

                // A restricted file without its constant is known by the integrals of its last orbital.
                if (value != 0 || (p == q && p == integrals.Orbitals - 1))
                {
                    Line(text, value, p + 1, q + 1, 0, 0);
                }
            }
        }
    }

    private static void Two(StringBuilder text, MolecularIntegrals integrals, bool first, bool second)
    {
        for (var p = 0; p < integrals.Orbitals; p++)
        {
            for (var q = 0; q <= p; q++)
            {
                // Alpha-beta integrals keep their pairs in order.
                for (var r = 0; r <= (first == second ? p : integrals.Orbitals - 1); r++)
                {
                    for (var s = 0; s <= (first == second && r == p ? q : r); s++)
                    {
                        if (integrals.Two(p, q, r, s, first, second) is var value and not 0)
                        {
                            Line(text, value, p + 1, q + 1, r + 1, s + 1);
                        }
                    }
                }
            }
        }
    }

    private static void Line(StringBuilder text, double value, int p, int q, int r, int s) =>
        text.Append(CultureInfo.InvariantCulture, $" {value:R} {p} {q} {r} {s}\n");
}
