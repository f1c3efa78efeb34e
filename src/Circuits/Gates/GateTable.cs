using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;

namespace Quiver.Circuits.Gates;

/// <summary>
/// The data of every gate, one row each. A new gate is a new last member of <see cref="GateKind"/> and a row here; tests prove that each
/// row simulates, differentiates, inverts, exports and draws.
/// </summary>
public static class GateTable
{
    private static readonly Complex I = Complex.ImaginaryOne;
    private static readonly double R = Math.Sqrt(0.5);

    private static readonly ImmutableArray<GateInfo> Rows =
    [
        new(GateKind.I, "id", 1, 0)
        {
            Matrix = static _ => [1, 0, 0, 1], Form = "|", QSharp = "I(q0)", Label = "I", Aliases = ["i", "ID"], Includes = QasmHeader.Both,
        },
        new(GateKind.X, "x", 1, 0)
        {
            Matrix = static _ => [0, 1, 1, 0], Form = "h 0 | z 0", QSharp = "X(q0)", Symbol = GateSymbol.Not, Includes = QasmHeader.Both,
        },
        new(GateKind.Y, "y", 1, 0)
        {
            Matrix = static _ => [0, -I, I, 0], Form = "sdg 0 | x 0", QSharp = "Y(q0)", Includes = QasmHeader.Both,
        },
        new(GateKind.Z, "z", 1, 0)
        {
            Matrix = static _ => [1, 0, 0, -1], Phase = "pi", QSharp = "Z(q0)", Symbol = GateSymbol.Dot, Includes = QasmHeader.Both,
        },
        new(GateKind.H, "h", 1, 0)
        {
            Matrix = static _ => [R, R, R, -R], Form = "ry(-pi/4) 0 | z 0", QSharp = "H(q0)", Includes = QasmHeader.Both,
        },
        new(GateKind.S, "s", 1, 0)
        {
            Matrix = static _ => [1, 0, 0, I], Adjoint = GateKind.Sdg, Phase = "pi/2", Square = GateKind.Z, QSharp = "S(q0)",
            Includes = QasmHeader.Both,
        },
        new(GateKind.Sdg, "sdg", 1, 0)
        {
            Matrix = static _ => [1, 0, 0, -I], Adjoint = GateKind.S, Phase = "-pi/2", Square = GateKind.Z, QSharp = "Adjoint S(q0)",
            Label = "S†", Includes = QasmHeader.Both,
        },
        new(GateKind.T, "t", 1, 0)
        {
            Matrix = static _ => [1, 0, 0, new Complex(R, R)], Adjoint = GateKind.Tdg, Phase = "pi/4", Square = GateKind.S,
            QSharp = "T(q0)",
            Includes = QasmHeader.Both,
        },
        new(GateKind.Tdg, "tdg", 1, 0)
        {
            Matrix = static _ => [1, 0, 0, new Complex(R, -R)], Adjoint = GateKind.T, Phase = "-pi/4", Square = GateKind.Sdg,
            QSharp = "Adjoint T(q0)", Label = "T†", Includes = QasmHeader.Both,
        },

        // Q# by way of H, since the simulator of qsharp-lang 1.32.5-dev can lose a sign between a deferred Rx and Ry.
        new(GateKind.SX, "sx", 1, 0)
        {
            Matrix = static _ => [new(0.5, 0.5), new(0.5, -0.5), new(0.5, -0.5), new(0.5, 0.5)], Adjoint = GateKind.SXdg,
            Form = "h 0 | s 0",
            QSharp = "H(q0); S(q0); H(q0)", Includes = QasmHeader.Both,
        },
        new(GateKind.SXdg, "sxdg", 1, 0)
        {
            Matrix = static _ => [new(0.5, -0.5), new(0.5, 0.5), new(0.5, 0.5), new(0.5, -0.5)], Adjoint = GateKind.SX,
            Form = "h 0 | sdg 0",
            QSharp = "H(q0); Adjoint S(q0); H(q0)", Label = "SX†", Includes = QasmHeader.Qelib1,
        },
        new(GateKind.RX, "rx", 1, 1)
        {
            Matrix = static a => Turn(a[0], static (c, s) => [c, -I * s, -I * s, c]), Generator = [new("X", 0.5)], Euler = "a; -pi/2; pi/2",
            QSharp = "H(q0); Rz(a0, q0); H(q0)", Includes = QasmHeader.Both,
        },
        new(GateKind.RY, "ry", 1, 1)
        {
            Matrix = static a => Turn(a[0], static (c, s) => [c, -s, s, c]), Generator = [new("Y", 0.5)], Euler = "a; 0; 0",
            QSharp = "Ry(a0, q0)", Includes = QasmHeader.Both,
        },
        new(GateKind.RZ, "rz", 1, 1)
        {
            Matrix = static a => Turn(a[0], static (c, s) => [new(c, -s), 0, 0, new(c, s)]), Generator = [new("Z", 0.5)], Euler = "0; 0; a",
            QSharp = "Rz(a0, q0)", Includes = QasmHeader.Both,
        },
        new(GateKind.P, "p", 1, 1)
        {
            Matrix = static a => [1, 0, 0, Phase(a[0])], Generator = [new("I", -0.5), new("Z", 0.5)], Phase = "a", Euler = "0; 0; a",
            QSharp = "R1(a0, q0)", Aliases = ["u1", "phase", "r1"], Includes = QasmHeader.Both,
        },
        new(GateKind.U, "u", 1, 3)
        {
            Matrix = static a =>
            {
                var (s, c) = Math.SinCos(a[0] / 2);
                return [c, -Phase(a[2]) * s, Phase(a[1]) * s, Phase(a[1] + a[2]) * c];
            },
            Cx = "rz(c) 0; ry(a) 0; rz(b) 0", Euler = "a; b; c", QSharp = "Rz(a2, q0); Ry(a0, q0); Rz(a1, q0)", Aliases = ["U"],
            WrittenName = ("u3", "U"), Includes = QasmHeader.Both,
        },
        Controlled(GateKind.CX, "cx", GateKind.X, 1, "cx 0 1", "CNOT(q0, q1)", "CX", "cnot", "CNOT"),
        Controlled(GateKind.CY, "cy", GateKind.Y, 1, "sdg 1; cx 0 1; s 1", "Controlled Y([q0], q1)"),
        Controlled(GateKind.CZ, "cz", GateKind.Z, 1, "h 1; cx 0 1; h 1", "Controlled Z([q0], q1)"),
        Controlled(GateKind.CH, "ch", GateKind.H, 1, "s 1; h 1; t 1; cx 0 1; tdg 1; h 1; sdg 1", "Controlled H([q0], q1)"),
        new(GateKind.Swap, "swap", 2, 0)
        {
            Matrix = static _ => Exchange(1), Form = "cx 1 0 | cx 0 1", Cx = "cx 0 1; cx 1 0; cx 0 1", QSharp = "SWAP(q0, q1)",
            Symbol = GateSymbol.Exchange, Includes = QasmHeader.Both,
        },
        new(GateKind.ISwap, "iswap", 2, 0)
        {
            Matrix = static _ => Exchange(I), Adjoint = GateKind.ISwapdg, Form = "| s 0; s 1; cz 0 1; swap 0 1",
            Cx = "s 0; s 1; h 0; cx 0 1; cx 1 0; h 1", Exponent = [new("XX", -Math.PI / 4), new("YY", -Math.PI / 4)], Label = "iSW",
        },
        new(GateKind.ISwapdg, "iswapdg", 2, 0)
        {
            Matrix = static _ => Exchange(-I), Adjoint = GateKind.ISwap, Form = "| sdg 0; sdg 1; cz 0 1; swap 0 1",
            Cx = "h 1; cx 1 0; cx 0 1; h 0; sdg 1; sdg 0", Exponent = [new("XX", Math.PI / 4), new("YY", Math.PI / 4)], Label = "iSW†",
        },
        Controlled(GateKind.CRX, "crx", GateKind.RX, 1, "h 1; rz(a/2) 1; cx 0 1; rz(-a/2) 1; cx 0 1; h 1", "Controlled Rx([q0], (a0, q1))"),
        Controlled(GateKind.CRY, "cry", GateKind.RY, 1, "ry(a/2) 1; cx 0 1; ry(-a/2) 1; cx 0 1", "Controlled Ry([q0], (a0, q1))"),
        Controlled(GateKind.CRZ, "crz", GateKind.RZ, 1, "rz(a/2) 1; cx 0 1; rz(-a/2) 1; cx 0 1", "Controlled Rz([q0], (a0, q1))"),
        Controlled(
            GateKind.CP, "cp", GateKind.P, 1, "p(a/2) 0; cx 0 1; p(-a/2) 1; cx 0 1; p(a/2) 1", "Controlled R1([q0], (a0, q1))", "cu1",
            "cphase"),
        new(GateKind.RXX, "rxx", 2, 1)
        {
            Matrix = static a => Turn(a[0], static (c, s) => [c, 0, 0, -I * s, 0, c, -I * s, 0, 0, -I * s, c, 0, -I * s, 0, 0, c]),
            Generator = [new("XX", 0.5)], Cx = "h 0; h 1; cx 0 1; rz(a) 1; cx 0 1; h 0; h 1", Includes = QasmHeader.Qelib1,
        },
        new(GateKind.RYY, "ryy", 2, 1)
        {
            Matrix = static a => Turn(a[0], static (c, s) => [c, 0, 0, I * s, 0, c, -I * s, 0, 0, -I * s, c, 0, I * s, 0, 0, c]),
            Generator = [new("YY", 0.5)], Cx = "sx 0; sx 1; cx 0 1; rz(a) 1; cx 0 1; sxdg 0; sxdg 1",
        },
        new(GateKind.RZZ, "rzz", 2, 1)
        {
            Matrix = static a => Turn(
                a[0], static (c, s) => [new(c, -s), 0, 0, 0, 0, new(c, s), 0, 0, 0, 0, new(c, s), 0, 0, 0, 0, new(c, -s)]),
            Generator = [new("ZZ", 0.5)], Cx = "cx 0 1; rz(a) 1; cx 0 1", Includes = QasmHeader.Qelib1,
        },
        Controlled(
            GateKind.CCX, "ccx", GateKind.X, 2,
            "h 2; cx 1 2; tdg 2; cx 0 2; t 2; cx 1 2; tdg 2; cx 0 2; t 1; t 2; h 2; cx 0 1; t 0; tdg 1; cx 0 1", "CCNOT(q0, q1, q2)",
            "toffoli"),

        // A Clifford turns the commuting generators YX and XY into X on the first and Z on the second qubit.
        new(GateKind.Givens, "givens", 2, 1)
        {
            Matrix = static a => Turn(a[0], static (c, s) => PlaneRotation(4, 0b01, 0b10, c, s)),
            Generator = [new("YX", 0.25), new("XY", -0.25)],
            Cx = "h 0; s 0; sx 1; cx 0 1; rx(a/2) 0; rz(-a/2) 1; cx 0 1; sdg 0; h 0; sxdg 1", Label = "G#",
        },

        // Three CX bring |0011> and |1100> to values of the first qubit where the others read 0, 1, 0; there it is turned by a rotation
        // with three controls, written as eight rotations between CX gates in Gray-code order.
        new(GateKind.DoubleGivens, "double_givens", 4, 1)
        {
            Matrix = static a => Turn(a[0], static (c, s) => PlaneRotation(16, 0b0011, 0b1100, c, s)),
            Generator = DoubleExcitation(),
            Cx =
                "cx 0 1; cx 2 3; cx 0 2; ry(a/8) 0; cx 3 0; ry(a/8) 0; cx 2 0; ry(-a/8) 0; cx 3 0; ry(-a/8) 0; cx 1 0; ry(-a/8) 0; cx 3 0; "
                + "ry(-a/8) 0; cx 2 0; ry(a/8) 0; cx 3 0; ry(a/8) 0; cx 1 0; cx 0 2; cx 2 3; cx 0 1",
            Label = "D#",
        },
        new(GateKind.PauliExp, "pauliexp", 0, 1),
        new(GateKind.Ecr, "ecr", 2, 0)
        {
            Matrix = static _ =>
                [.. new Complex[] { 0, 0, 1, I, 0, 0, I, 1, 1, -I, 0, 0, -I, 1, 0, 0 }.Select(static v => v * Math.Sqrt(0.5))],
            Form = "h 1; rzz(pi/4) 0 1; h 1 | x 0", Cx = "s 0; sx 1; cx 0 1; x 0",
            QSharp = "Exp([PauliZ, PauliX], -0.78539816339744831, [q0, q1]); X(q0)",
        },

        // CX takes |01> and |10> to values of the third qubit where the second reads 1; there it is turned by a rotation with two controls.
        new(GateKind.CGivens, "cgivens", 3, 1)
        {
            Matrix = static a => Controlled(Turn(a[0], static (c, s) => PlaneRotation(4, 0b01, 0b10, c, s))),
            Generator = [new("IYX", 0.125), new("IXY", -0.125), new("ZYX", -0.125), new("ZXY", 0.125)],
            Cx = "cx 2 1; ry(-a/4) 2; cx 1 2; ry(a/4) 2; cx 0 2; ry(-a/4) 2; cx 1 2; ry(a/4) 2; cx 0 2; cx 2 1",
            Label = "G#",
        },
    ];

    private static readonly FrozenDictionary<string, GateInfo> ByName = Rows.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, GateInfo> ByAlias =
        Rows.SelectMany(static r => r.Aliases.Select(a => (a, r)))
            .ToFrozenDictionary(static p => p.a, static p => p.r, StringComparer.Ordinal);

    private static readonly FrozenDictionary<(GateKind, int), GateInfo> ByControls =
        Rows.Where(static r => r.Controls > 0).ToFrozenDictionary(static r => (r.Target, r.Controls));

    private static readonly FrozenDictionary<string, GateInfo> ByLetters =
        Rows.Where(static r => r.Generator is [{ Coefficient: 0.5 }])
            .ToFrozenDictionary(static r => r.Generator[0].Letters, StringComparer.Ordinal);

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

    /// <summary>A gate by its name or one of its aliases; null when there is none.</summary>
    internal static GateInfo? Known(string name) => ByName.GetValueOrDefault(name) ?? ByAlias.GetValueOrDefault(name);

    /// <summary>The gate that is another one under controls; null when the table has none.</summary>
    internal static GateInfo? Controlled(GateKind target, int controls) => ByControls.GetValueOrDefault((target, controls));

    /// <summary>The gate exp(-i angle P / 2); null when the table has none but the Pauli exponential.</summary>
    internal static GateInfo? Rotation(string letters) => ByLetters.GetValueOrDefault(letters);

    private static GateInfo Controlled(
        GateKind kind, string name, GateKind target, int controls, string cx, string qsharp, params string[] aliases)
    {
        var letters = target switch { GateKind.RX => "X", GateKind.RY => "Y", GateKind.RZ or GateKind.P => "Z", _ => string.Empty };
        return new(kind, name, controls + 1, letters.Length > 0 ? 1 : 0)
        {
            Matrix = a => Enumerable.Range(0, controls).Aggregate(GateMatrices.Of(target, a), static (m, _) => Controlled(m)),
            Controls = controls,
            ControlledKind = target,
            Cx = cx,
            QSharp = qsharp,
            Aliases = [.. aliases],
            Includes = QasmHeader.Both,

            // The control's projector (I - Z) / 2 times the target's generator; that of P is (Z - I) / 2.
            Generator = letters.Length == 0 ? []
                : target == GateKind.P ? [new("II", -0.25), new("IZ", 0.25), new("ZI", 0.25), new("ZZ", -0.25)]
                : [new("I" + letters, 0.25), new("Z" + letters, -0.25)],
        };
    }

    private static Complex[] Turn(double angle, Func<double, double, Complex[]> matrix)
    {
        var (s, c) = Math.SinCos(angle / 2);
        return matrix(c, s);
    }

    private static Complex Phase(double angle) => new(Math.Cos(angle), Math.Sin(angle));

    private static Complex[] Exchange(Complex factor) => [1, 0, 0, 0, 0, 0, factor, 0, 0, factor, 0, 0, 0, 0, 0, 1];

    private static Complex[] Controlled(Complex[] gate)
    {
        var half = (int)Math.Sqrt(gate.Length);
        var dimension = 2 * half;
        var matrix = new Complex[dimension * dimension];
        for (var i = 0; i < half; i++)
        {
            matrix[(i * dimension) + i] = 1;
            gate.AsSpan(i * half, half).CopyTo(matrix.AsSpan(((half + i) * dimension) + half));
        }

        return matrix;
    }

    private static Complex[] PlaneRotation(int dimension, int from, int to, double c, double s)
    {
        var matrix = new Complex[dimension * dimension];
        for (var i = 0; i < dimension; i++)
        {
            matrix[(i * dimension) + i] = 1;
        }

        matrix[(from * dimension) + from] = c;
        matrix[(to * dimension) + to] = c;
        matrix[(to * dimension) + from] = s;
        matrix[(from * dimension) + to] = -s;
        return matrix;
    }

    // (i |1100><0011| + h.c.) / 2 in Pauli strings, with |1><0| = (X - iY)/2 on the first pair, |0><1| = (X + iY)/2 on the second.
    private static ImmutableArray<GeneratorTerm> DoubleExcitation()
    {
        var terms = new List<GeneratorTerm>();
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
                terms.Add(new(new string(letters), Math.Round(factor.Real) / 16));
            }
        }

        return [.. terms];
    }
}
