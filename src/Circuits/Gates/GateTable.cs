using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;

namespace Quiver.Circuits.Gates;

/// <summary>The data of every gate. Matrices are in <see cref="GateMatrices"/>.</summary>
public static class GateTable
{
    private static readonly ImmutableArray<GateInfo> Rows =
    [
        Fixed(GateKind.I, "id", 1, diagonal: true),
        Fixed(GateKind.X, "x", 1),
        Fixed(GateKind.Y, "y", 1),
        Fixed(GateKind.Z, "z", 1, diagonal: true),
        Fixed(GateKind.H, "h", 1),
        Fixed(GateKind.S, "s", 1, diagonal: true, adjoint: GateKind.Sdg),
        Fixed(GateKind.Sdg, "sdg", 1, diagonal: true, adjoint: GateKind.S),
        Fixed(GateKind.T, "t", 1, diagonal: true, adjoint: GateKind.Tdg),
        Fixed(GateKind.Tdg, "tdg", 1, diagonal: true, adjoint: GateKind.T),
        Fixed(GateKind.SX, "sx", 1, adjoint: GateKind.SXdg),
        Fixed(GateKind.SXdg, "sxdg", 1, adjoint: GateKind.SX),
        Rotation(GateKind.RX, "rx", false, ("X", 0.5)),
        Rotation(GateKind.RY, "ry", false, ("Y", 0.5)),
        Rotation(GateKind.RZ, "rz", false, ("Z", 0.5)),
        Rotation(GateKind.P, "p", false, ("I", -0.5), ("Z", 0.5)),
        new(GateKind.U, "u", 1, 3, GateKind.U, false, false, []),
        Fixed(GateKind.CX, "cx", 2),
        Fixed(GateKind.CY, "cy", 2),
        Fixed(GateKind.CZ, "cz", 2, diagonal: true, symmetric: true),
        Fixed(GateKind.CH, "ch", 2),
        Fixed(GateKind.Swap, "swap", 2, symmetric: true),
        Fixed(GateKind.ISwap, "iswap", 2, symmetric: true, adjoint: GateKind.ISwapdg),
        Fixed(GateKind.ISwapdg, "iswapdg", 2, symmetric: true, adjoint: GateKind.ISwap),
        Rotation(GateKind.CRX, "crx", false, ("IX", 0.25), ("ZX", -0.25)),
        Rotation(GateKind.CRY, "cry", false, ("IY", 0.25), ("ZY", -0.25)),
        Rotation(GateKind.CRZ, "crz", false, ("IZ", 0.25), ("ZZ", -0.25)),
        Rotation(GateKind.CP, "cp", true, ("II", -0.25), ("IZ", 0.25), ("ZI", 0.25), ("ZZ", -0.25)),
        Rotation(GateKind.RXX, "rxx", true, ("XX", 0.5)),
        Rotation(GateKind.RYY, "ryy", true, ("YY", 0.5)),
        Rotation(GateKind.RZZ, "rzz", true, ("ZZ", 0.5)),
        Fixed(GateKind.CCX, "ccx", 3),
        Rotation(GateKind.Givens, "givens", false, ("YX", 0.25), ("XY", -0.25)),
        Rotation(GateKind.DoubleGivens, "double_givens", false, DoubleExcitation()),
        new(GateKind.PauliExp, "pauliexp", 0, 1, GateKind.PauliExp, false, false, []),
    ];

    private static readonly FrozenDictionary<string, GateInfo> ByName = Rows.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);

    /// <summary>All gates, in the order of <see cref="GateKind"/>.</summary>
    public static ImmutableArray<GateInfo> All => Rows;

    /// <summary>The data of one gate.</summary>
    /// <param name="kind">The gate.</param>
    /// <returns>Its row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such gate.</exception>
    public static GateInfo Get(GateKind kind) => (uint)kind < (uint)Rows.Length
        ? Rows[(int)kind]
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, $"There are gates 0 to {Rows.Length - 1}.");

    /// <summary>Finds a gate by name.</summary>
    /// <param name="name">Lower-case name, for example <c>cx</c>.</param>
    /// <param name="info">Its row.</param>
    /// <returns>False when no gate has the name.</returns>
    public static bool TryFind(string name, out GateInfo info) => ByName.TryGetValue(name, out info!);

    private static GateInfo Fixed(GateKind kind, string name, int qubits, bool diagonal = false, bool symmetric = false, GateKind? adjoint = null) =>
        new(kind, name, qubits, 0, adjoint ?? kind, diagonal, symmetric || qubits == 1, []);

    private static GateInfo Rotation(GateKind kind, string name, bool symmetric, params (string Letters, double Coefficient)[] terms)
    {
        var qubits = terms[0].Letters.Length;
        var diagonal = terms.All(t => !t.Letters.Contains('X', StringComparison.Ordinal) && !t.Letters.Contains('Y', StringComparison.Ordinal));
        return new(kind, name, qubits, 1, kind, diagonal, symmetric || qubits == 1, [.. terms.Select(t => new GeneratorTerm(t.Letters, t.Coefficient))]);
    }

    // (i |1100><0011| + h.c.) / 2 in Pauli strings, with |1><0| = (X - iY)/2 on the first pair, |0><1| = (X + iY)/2 on the second.
    private static (string Letters, double Coefficient)[] DoubleExcitation()
    {
        var terms = new List<(string, double)>();
        for (var pattern = 0; pattern < 16; pattern++)
        {
            var letters = new char[4];
            var factor = Complex.ImaginaryOne;
            for (var q = 0; q < 4; q++)
            {
                var isY = ((pattern >> (3 - q)) & 1) == 1;
                letters[q] = isY ? 'Y' : 'X';
                factor *= isY ? (q < 2 ? -Complex.ImaginaryOne : Complex.ImaginaryOne) : 1;
            }

            if (Math.Abs(factor.Real) > 0.5)
            {
                terms.Add((new string(letters), Math.Round(factor.Real) / 16));
            }
        }

        return [.. terms];
    }
}
