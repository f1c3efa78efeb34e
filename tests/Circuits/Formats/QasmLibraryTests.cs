using System.Numerics;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Formats;

/// <summary>Every gate of qelib1.inc and stdgates.inc, and every modifier, against matrices built from scratch.</summary>
public sealed class QasmLibraryTests
{
    private static readonly Complex I = Complex.ImaginaryOne;
    private static readonly Complex[,] X = { { 0, 1 }, { 1, 0 } };
    private static readonly Complex[,] Z = { { 1, 0 }, { 0, -1 } };
    private static readonly Complex[,] H = Scale(Math.Sqrt(0.5), new Complex[,] { { 1, 1 }, { 1, -1 } });
    private static readonly Complex[,] SX = Scale(0.5, new Complex[,] { { 1 + I, 1 - I }, { 1 - I, 1 + I } });

    public static TheoryData<string> Names =>
    [
        "u3(0.3,0.4,0.5)", "u2(0.4,0.5)", "u1(0.5)", "u(0.3,0.4,0.5)", "U(0.3,0.4,0.5)", "u0(1)", "p(0.5)", "phase(0.5)", "id", "x", "y",
            "z", "h", "s", "sdg",
        "t", "tdg", "sx", "sxdg", "rx(0.7)", "ry(0.7)", "rz(0.7)", "cx", "CX", "cy", "cz", "ch", "csx", "swap", "iswap", "dcx",
            "crx(0.7)", "cry(0.7)",
        "crz(0.7)", "cp(0.7)", "cphase(0.7)", "cu1(0.7)", "cu3(0.3,0.4,0.5)", "cu(0.3,0.4,0.5,0.6)", "rxx(0.7)", "ryy(0.7)", "rzz(0.7)",
            "rzx(0.7)", "ecr",
        "ccx", "ccz", "cswap", "rccx", "c3x", "c3sqrtx", "c4x", "rc3x", "cs", "csdg",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_NamedGate_HasItsMatrix(string call)
    {
        var expected = Expected(call);
        AssertSame(expected, call + " ", expected.GetLength(0));
    }

    [Theory]
    [InlineData("ctrl @ ", 1)]
    [InlineData("negctrl @ ", -1)]
    [InlineData("ctrl(2) @ ", 2)]
    [InlineData("ctrl @ negctrl @ inv @ ", 3)]
    public void Read_ControlledGate_HasItsMatrix(string modifiers, int kind)
    {
        foreach (string call in Names.Select(static r => r.Data))
        {
            // Here the phases count: those of the version 3 library.
            var u = Exact(call);
            if (u.GetLength(0) > 8)
            {
                continue;
            }

            var expected = kind switch
            {
                1 => Controlled(u, true),
                -1 => Controlled(u, false),
                2 => Controlled(Controlled(u, true), true),
                _ => Controlled(Controlled(Dagger(u), false), true),
            };
            AssertSame(expected, modifiers + call + " ", expected.GetLength(0));
        }
    }

    [Theory]
    [InlineData("pow(2) @ ", 2)]
    [InlineData("pow(-3) @ ", -3)]
    [InlineData("ctrl @ pow(3) @ ", 3)]
    public void Read_WholePower_IsRepetition(string modifiers, int power)
    {
        foreach (string call in Names.Select(static r => r.Data).Where(static c => Expected(c).GetLength(0) <= 8))
        {
            var once = power < 0 ? Dagger(Exact(call)) : Exact(call);
            var u = Identity(once.GetLength(0));
            for (var k = 0; k < Math.Abs(power); k++)
            {
                u = Times(once, u);
            }

            u = modifiers.StartsWith('c') ? Controlled(u, true) : u;
            AssertSame(u, modifiers + call + " ", u.GetLength(0));
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("y")]
    [InlineData("h")]
    [InlineData("z")]
    [InlineData("s")]
    [InlineData("sx")]
    [InlineData("t")]
    [InlineData("rx(5)")]
    [InlineData("rz(-4)")]
    [InlineData("p(5)")]
    [InlineData("u3(0.3,0.4,0.5)")]
    [InlineData("cx")]
    [InlineData("cz")]
    [InlineData("ch")]
    [InlineData("cp(2)")]
    [InlineData("swap")]
    [InlineData("iswap")]
    [InlineData("rzz(3)")]
    [InlineData("ccx")]
    public void Read_RootOfAGate_IsItsRootUnderAControlToo(string call)
    {
        // The square root twice, under a control, is the gate under a control; phases included.
        var u = Controlled(Exact(call), true);
        var n = Qubits(u.GetLength(0));
        var line = "ctrl @ pow(0.5) @ " + call + " " + Arguments(n) + ";";
        AssertSameText(u, line + line, n);
        var third = "ctrl @ pow(1/3) @ " + call + " " + Arguments(n) + ";";
        AssertSameText(u, third + third + third, n);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Read_ManyControls_IsExact(int controls)
    {
        foreach (var call in new[] { "x", "ry(0.4)", "gphase(0.3)" })
        {
            var u = call is "gphase(0.3)" ? new Complex[,] { { Complex.FromPolarCoordinates(1, 0.3) } } : Exact(call);
            for (var k = 0; k < controls; k++)
            {
                u = Controlled(u, true);
            }

            AssertSame(u, $"ctrl({controls}) @ {call} ", u.GetLength(0));
        }
    }

    private static Complex[,] Exact(string call) => call.Split('(')[0] switch
    {
        // In stdgates.inc u2 and u3 have determinant 1.
        "u3" => Scale(Complex.FromPolarCoordinates(1, -0.45), U(0.3, 0.4, 0.5)),
        "u2" => Scale(Complex.FromPolarCoordinates(1, -0.45), U(Math.PI / 2, 0.4, 0.5)),
        _ => Expected(call),
    };

    private static Complex[,] Expected(string call)
    {
        var name = call.Split('(')[0];
        var a = call.Contains('(', StringComparison.Ordinal)
            ? call[(call.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',').Select(static t =>
                double.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToArray()
            : [];
        Complex P(double angle) => Complex.FromPolarCoordinates(1, angle);
        return name switch
        {
            "u3" or "u" or "U" => U(a[0], a[1], a[2]),
            "u2" => U(Math.PI / 2, a[0], a[1]),
            "u1" or "p" or "phase" => Diagonal(1, P(a[0])),
            "u0" or "id" => Identity(2),
            "x" => X,
            "y" => new Complex[,] { { 0, -I }, { I, 0 } },
            "z" => Z,
            "h" => H,
            "s" => Diagonal(1, I),
            "sdg" => Diagonal(1, -I),
            "t" => Diagonal(1, P(Math.PI / 4)),
            "tdg" => Diagonal(1, P(-Math.PI / 4)),
            "sx" => SX,
            "sxdg" => Dagger(SX),
            "rx" => Exponential(a[0], X),
            "ry" => Exponential(a[0], Expected("y")),
            "rz" => Exponential(a[0], Z),
            "cx" or "CX" => Controlled(X, true),
            "cy" => Controlled(Expected("y"), true),
            "cz" => Controlled(Z, true),
            "ch" => Controlled(H, true),
            "cs" => Controlled(Expected("s"), true),
            "csdg" => Controlled(Expected("sdg"), true),
            "csx" => Controlled(SX, true),
            "swap" => new Complex[,] { { 1, 0, 0, 0 }, { 0, 0, 1, 0 }, { 0, 1, 0, 0 }, { 0, 0, 0, 1 } },
            "iswap" => new Complex[,] { { 1, 0, 0, 0 }, { 0, 0, I, 0 }, { 0, I, 0, 0 }, { 0, 0, 0, 1 } },
            "dcx" => new Complex[,] { { 1, 0, 0, 0 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 }, { 0, 1, 0, 0 } },
            "crx" or "cry" or "crz" => Controlled(Expected($"{name[1..]}({call[4..]}"), true),
            "cp" or "cphase" or "cu1" => Diagonal(1, 1, 1, P(a[0])),
            "cu3" => Controlled(U(a[0], a[1], a[2]), true),
            "cu" => Controlled(Scale(P(a[3]), U(a[0], a[1], a[2])), true),
            "rxx" => Exponential(a[0], Kron(X, X)),
            "ryy" => Exponential(a[0], Kron(Expected("y"), Expected("y"))),
            "rzz" => Exponential(a[0], Kron(Z, Z)),
            "rzx" => Exponential(a[0], Kron(Z, X)),

            // (X I - Y X) / sqrt 2 in the order first qubit, second qubit (Qiskit's ECRGate, its right qubit first).
            "ecr" => Scale(Math.Sqrt(0.5), Plus(Kron(X, Identity(2)), Scale(-1, Kron(Expected("y"), X)))),
            "ccx" => Controlled(Controlled(X, true), true),
            "ccz" => Controlled(Controlled(Z, true), true),
            "cswap" => Controlled(Expected("swap"), true),
            "c3x" => Controlled(Expected("ccx"), true),
            "c4x" => Controlled(Expected("c3x"), true),
            "c3sqrtx" => Controlled(Controlled(Controlled(SX, true), true), true),

            // Toffolis up to phases: Qiskit's documented matrices, first control most significant here.
            "rccx" => RelativeToffoli(),
            "rc3x" => RelativeToffoli3(),
            _ => throw new InvalidOperationException(call),
        };
    }

    // |101> gets -1; |110> -> i|111>, |111> -> -i|110> (Maslov 2015, fig. 3).
    private static Complex[,] RelativeToffoli()
    {
        var m = Identity(8);
        m[5, 5] = -1;
        m[6, 6] = m[7, 7] = 0;
        m[6, 7] = -I;
        m[7, 6] = I;
        return m;
    }

    // Qiskit's RC3XGate: |a b c d>, a least significant there. 1100 (a=1,b=1,c=0): i, -i; a=b=c=1: flips with signs.
    private static Complex[,] RelativeToffoli3()
    {
        var m = Identity(16);
        m[12, 12] = I;
        m[13, 13] = -I;
        m[14, 14] = m[15, 15] = 0;
        m[14, 15] = 1;
        m[15, 14] = -1;
        return m;
    }

    private static int Qubits(int size) => BitOperations.Log2((uint)size);

    private static string Arguments(int n) =>
        string.Join(',', Enumerable.Range(0, n).Select(static q => FormattableString.Invariant($"q[{q}]")));

    private static void AssertSame(Complex[,] expected, string call, int size) =>
        AssertSameText(expected, call + Arguments(Qubits(size)) + ";", Qubits(size));

    private static void AssertSameText(Complex[,] expected, string text, int n)
    {
        var unitary = DenseSimulator.Unitary(QasmReader.Read(FormattableString.Invariant($"OPENQASM 3.0; qubit[{n}] q; ") + text));
        Complex trace = 0;
        for (var j = 0; j < unitary.Size; j++)
        {
            for (var i = 0; i < unitary.Size; i++)
            {
                trace += Complex.Conjugate(expected[i, j]) * unitary[i, j];
            }
        }

        Assert.True(Math.Abs((trace.Magnitude / unitary.Size) - 1) < 1e-10, $"{text}: {trace.Magnitude / unitary.Size}");
    }

    private static Complex[,] U(double theta, double phi, double lambda)
    {
        var (s, c) = Math.SinCos(theta / 2);
        Complex P(double angle) => Complex.FromPolarCoordinates(1, angle);
        return new[,] { { c, -P(lambda) * s }, { P(phi) * s, P(phi + lambda) * c } };
    }

    private static Complex[,] Identity(int n) => Map(n, static (i, j) => i == j ? 1 : 0);

    private static Complex[,] Diagonal(params Complex[] d) => Map(d.Length, (i, j) => i == j ? d[i] : 0);

    private static Complex[,] Exponential(double angle, Complex[,] p) =>
        Map(p.GetLength(0), (i, j) => ((i == j ? 1 : 0) * Math.Cos(angle / 2)) - (I * Math.Sin(angle / 2) * p[i, j]));

    private static Complex[,] Scale(Complex factor, Complex[,] m) => Map(m.GetLength(0), (i, j) => factor * m[i, j]);

    private static Complex[,] Plus(Complex[,] a, Complex[,] b) => Map(a.GetLength(0), (i, j) => a[i, j] + b[i, j]);

    private static Complex[,] Dagger(Complex[,] m) => Map(m.GetLength(0), (i, j) => Complex.Conjugate(m[j, i]));

    private static Complex[,] Times(Complex[,] a, Complex[,] b) =>
        Map(a.GetLength(0), (i, j) => Enumerable.Range(0, a.GetLength(0)).Aggregate(Complex.Zero, (s, k) => s + (a[i, k] * b[k, j])));

    private static Complex[,] Kron(Complex[,] a, Complex[,] b)
    {
        var n = b.GetLength(0);
        return Map(a.GetLength(0) * n, (i, j) => a[i / n, j / n] * b[i % n, j % n]);
    }

    private static Complex[,] Controlled(Complex[,] u, bool on)
    {
        var n = u.GetLength(0);
        return Map(2 * n, (i, j) => i / n != j / n ? 0 : i / n == (on ? 1 : 0) ? u[i % n, j % n] : i == j ? 1 : 0);
    }

    private static Complex[,] Map(int n, Func<int, int, Complex> of)
    {
        var m = new Complex[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                m[i, j] = of(i, j);
            }
        }

        return m;
    }
}
