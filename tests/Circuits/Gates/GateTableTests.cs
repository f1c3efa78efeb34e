using System.Numerics;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Gradients;
using Quiver.Circuits.Optimization;
using Quiver.Circuits.QSharp;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Gates;

/// <summary>Every row of the table is a whole gate: whatever reads the table can do with it what it does with the others.</summary>
public sealed class GateTableTests
{
    private static readonly double[] SomeAngles = [0.731, -1.2, 2.9];

    public static TheoryData<GateKind> Kinds => [.. Enum.GetValues<GateKind>()];

    [Fact]
    public void All_Rows_StandAtThePlaceOfTheirKind()
    {
        Assert.Equal(Enum.GetValues<GateKind>(), GateTable.All.Select(static r => r.Kind));
        Assert.All(GateTable.All, static r => Assert.Same(r, GateTable.Get(r.Kind)));
        var names = GateTable.All.SelectMany(static r => r.Aliases.Add(r.Name)).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_Simulates_AsItsClosedForm(GateKind kind)
    {
        var circuit = OnAGenericState(kind);
        var expected = DenseSimulator.Run(circuit);
        using var direct = circuit.Simulate();
        AssertClose(expected, direct.ToArray(), 1e-12);
        using var planned = new StateVector<double>(circuit.Qubits);
        using var compiled = CompiledCircuit<double>.Compile(circuit);
        compiled.Apply(planned);
        AssertClose(expected, planned.ToArray(), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_Differentiates_AsItsShifts(GateKind kind)
    {
        var circuit = OnAGenericState(kind, free: true);
        var h = RandomCircuit.Hamiltonian(circuit.Qubits, 12, 3);
        double[] x = [.. SomeAngles.Take(circuit.ParameterCount)];
        var gradient = new double[x.Length];
        Assert.Equal(StateObservables.Expectation(h, DenseSimulator.Run(circuit, x)), circuit.Gradient(h, x, gradient), 1e-12);
        Assert.All(ParameterShift.Gradient(circuit, x, h).Zip(gradient), static p => Assert.Equal(p.First, p.Second, 1e-12));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_Inverts_AndSaysWhetherItIsItsOwnInverse(GateKind kind)
    {
        var circuit = OnAGenericState(kind);
        var back = DenseSimulator.Run(circuit.Then(circuit.Inverse()));
        Assert.Equal(1, back[0].Magnitude, 1e-12);
        if (GateTable.Get(kind).Qubits > 0)
        {
            var m = GateMatrices.Of(Operation(kind, free: false));
            Assert.Equal(GateTable.Get(kind).IsSelfInverse, IsIdentity(Product(m, m)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_Transpiles_ToEveryBasisUpToAPhase(GateKind kind)
    {
        var circuit = OnAGenericState(kind, free: true);
        double[] x = [.. SomeAngles.Take(circuit.ParameterCount)];
        var expected = DenseSimulator.Run(circuit, x);
        foreach (var basis in Enum.GetValues<GateBasis>())
        {
            foreach (var simplify in new[] { true, false })
            {
                AssertSameUpToAPhase(expected, DenseSimulator.Run(Transpiler.Transpile(circuit, basis, simplify), x));
            }
        }

        var operation = Operation(kind, free: true);
        Assert.Equal(GateDecomposition.ToCx(operation).Count(static o => o.Kind == GateKind.CX), GateDecomposition.CxCount(operation));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_Writes_QasmThatReadsBackAsTheGate(GateKind kind)
    {
        var circuit = OnAGenericState(kind);
        foreach (var version in new[] { QasmVersion.V2, QasmVersion.V3 })
        {
            var back = QasmReader.Read(QasmWriter.Write(circuit, version));
            Assert.Contains(back.Operations, o => o.Kind == kind);
            AssertClose(DenseSimulator.Run(circuit), DenseSimulator.Run(back), 1e-12);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_UnderControlsAndPowers_IsTheMatrixOfIt(GateKind kind)
    {
        var info = GateTable.Get(kind);
        if (info.Qubits == 0)
        {
            return;
        }

        // ctrl @ g, and g to the half twice, beside g itself. The table's u has a real first entry; QasmPhaseTests is about U.
        var values = info.Angles == 0 ? string.Empty : "(" + string.Join(", ", SomeAngles.Take(info.Angles)) + ")";
        var qubits = string.Join(", ", Enumerable.Range(0, info.Qubits).Select(static q => $"q[{q + 1}]"));
        var name = info.Name;
        var define = $"OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[{info.Qubits + 1}] q;\n";
        var mixed = string.Concat(Enumerable.Range(0, info.Qubits + 1).Select(static q => $"ry({0.5 + q}) q[{q}];\nrz({0.9 - q}) q[{q}];\n"));
        var controlled = QasmReader.Read(define + mixed + $"ctrl @ {name}{values} q[0], {qubits};\n");
        var start = QasmReader.Read(define + mixed);
        var expected = DenseSimulator.Run(start);
        DenseSimulator.Apply(Controlled(GateMatrices.Of(Operation(kind, free: false))), [.. Enumerable.Range(0, info.Qubits + 1)], info.Qubits + 1, expected);
        AssertClose(expected, DenseSimulator.Run(controlled), 1e-11);
        var whole = QasmReader.Read(define + mixed + $"{name}{values} {qubits};\n");
        var halves = QasmReader.Read(define + mixed + string.Concat(Enumerable.Repeat($"pow(0.5) @ {name}{values} {qubits};\n", 2)));
        AssertSameUpToAPhase(DenseSimulator.Run(whole), DenseSimulator.Run(halves));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_Writes_QSharpOnItsOwnQubits(GateKind kind)
    {
        var operation = Operation(kind, free: false);
        var count = operation.Qubits.Length;
        var text = QSharpWriter.Write(new Circuit(count, [operation]));
        var body = text[(text.IndexOf("Unit {", StringComparison.Ordinal) + 6)..text.IndexOf("@EntryPoint", StringComparison.Ordinal)];
        Assert.All(Enumerable.Range(0, count), q => Assert.Contains($"qs[{q}]", body, StringComparison.Ordinal));
        Assert.DoesNotMatch(@"\b[qa][0-9]\b", body);
        Assert.Contains(";", body, StringComparison.Ordinal);
        Assert.Contains($",[{(int)kind}],", QSharpSource.Arguments(new Circuit(count, [operation])), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_Draws_SomethingOnEachOfItsQubits(GateKind kind)
    {
        var operation = Operation(kind, free: false);
        var lines = CircuitText.Draw(new Circuit(operation.Qubits.Length, [operation])).Split('\n').Where(static l => l.StartsWith('q')).ToArray();
        Assert.Equal(operation.Qubits.Length, lines.Length);
        Assert.All(lines, static l => Assert.False(l[2..].All(static c => c is '-' or ' ' or '─' or ':'), l));
        Assert.Contains("<svg", CircuitSvg.Draw(new Circuit(operation.Qubits.Length, [operation])), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_Axes_AreThoseTheGateCommutesWith(GateKind kind)
    {
        // The letters that were once written down by hand, as a twin of those computed from matrices.
        var expected = kind switch
        {
            GateKind.X or GateKind.SX or GateKind.SXdg or GateKind.RX => "X",
            GateKind.Y or GateKind.RY => "Y",
            GateKind.I or GateKind.Z or GateKind.S or GateKind.Sdg or GateKind.T or GateKind.Tdg or GateKind.RZ or GateKind.P => "Z",
            GateKind.H or GateKind.U => "-",
            GateKind.CX or GateKind.CRX => "ZX",
            GateKind.CY or GateKind.CRY => "ZY",
            GateKind.CH => "Z-",
            GateKind.CZ or GateKind.CRZ or GateKind.CP or GateKind.RZZ => "ZZ",
            GateKind.RXX => "XX",
            GateKind.RYY => "YY",
            GateKind.CCX => "ZZX",
            GateKind.Swap or GateKind.ISwap or GateKind.ISwapdg or GateKind.Givens => "--",
            GateKind.DoubleGivens => "----",
            GateKind.PauliExp => string.Empty,
            _ => null,
        };
        Assert.True(expected is null || expected == GateTable.Get(kind).Axes, GateTable.Get(kind).Axes);
        var four = kind is GateKind.CRX or GateKind.CRY or GateKind.CRZ or GateKind.Givens or GateKind.DoubleGivens;
        Assert.True(expected is null || four == GateTable.Get(kind).HasTwoFrequencies);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Row_SquareAndOrder_FitTheMatrix(GateKind kind)
    {
        var info = GateTable.Get(kind);
        if (info.Angles > 0)
        {
            return;
        }

        // Whole powers in OpenQASM are taken modulo 8.
        var m = GateMatrices.Of(kind);
        Assert.True(IsIdentity(Enumerable.Repeat(m, 7).Aggregate(m, Product)));
        if (info.Square is { } square)
        {
            AssertClose(GateMatrices.Of(square), Product(m, m), 1e-14);
        }
    }

    [Fact]
    public void Place_AnglesOfTheWord_BecomeThoseOfTheOperation()
    {
        var word = GateWord.Parse("h 1; rz(-a/2) 0; u(b,pi/4,-c) 1; cx 1 0; ry(-0.25) 0");
        var on = new GateOperation(GateKind.U, [0], Angle.Free(4, 3, 1), 0.5, Angle.Free(2));
        Assert.Equal(Angle.Free(4, -1.5, -0.5), GateWord.Place(word[1].Angles[0], on.Angles));
        Assert.Equal([Angle.Of(0.5), Angle.Of(Math.PI / 4), Angle.Free(2, -1)], word[2].Angles.ToArray().Select(a => GateWord.Place(a, on.Angles)));
        Assert.Equal(-0.25, word[4].Angles[0].Offset);
        Assert.Equal([1, 0], word[3].Qubits.ToArray());
    }

    private static GateOperation Operation(GateKind kind, bool free, int first = 0)
    {
        Angle Value(int k) => free ? Angle.Free(k) : SomeAngles[k];
        if (kind == GateKind.PauliExp)
        {
            return GateOperation.PauliExponential(PauliString.Parse("XYZ"), [first, first + 1, first + 2], Value(0));
        }

        var info = GateTable.Get(kind);
        return new(kind, [.. Enumerable.Range(first, info.Qubits)], [.. Enumerable.Range(0, info.Angles).Select(Value)]);
    }

    // One idle qubit before the gate's own, all turned and entangled first.
    private static Circuit OnAGenericState(GateKind kind, bool free = false)
    {
        var operation = Operation(kind, free, first: 1);
        var qubits = operation.Qubits.Length + 1;
        var builder = new CircuitBuilder(qubits);
        for (var q = 0; q < qubits; q++)
        {
            builder.RY(0.4 + (0.37 * q), q).RZ(1.1 - (0.23 * q), q).CX(q, (q + 1) % qubits).RX(0.3 + (0.2 * q), q);
        }

        return builder.Add(operation).Build();
    }

    private static Complex[] Product(Complex[] a, Complex[] b)
    {
        var size = (int)Math.Sqrt(a.Length);
        return [.. Enumerable.Range(0, a.Length).Select(i => Enumerable.Range(0, size)
            .Aggregate(Complex.Zero, (sum, k) => sum + (a[(i / size * size) + k] * b[(k * size) + (i % size)])))];
    }

    private static bool IsIdentity(Complex[] m)
    {
        var size = (int)Math.Sqrt(m.Length);
        return Enumerable.Range(0, m.Length).All(i => (m[i] - (i / size == i % size ? 1 : 0)).Magnitude < 1e-12);
    }

    private static Complex[] Controlled(Complex[] m)
    {
        var half = (int)Math.Sqrt(m.Length);
        var result = new Complex[4 * m.Length];
        for (var i = 0; i < half; i++)
        {
            result[(i * 2 * half) + i] = 1;
            m.AsSpan(i * half, half).CopyTo(result.AsSpan(((half + i) * 2 * half) + half));
        }

        return result;
    }

    private static void AssertClose(Complex[] expected, Complex[] actual, double tolerance) =>
        Assert.All(expected.Zip(actual), p => Assert.True((p.First - p.Second).Magnitude < tolerance, $"{p.First} is not {p.Second}"));

    private static void AssertSameUpToAPhase(Complex[] expected, Complex[] actual) => Assert.Equal(
        1, expected.Zip(actual, static (a, b) => Complex.Conjugate(a) * b).Aggregate(Complex.Zero, static (s, v) => s + v).Magnitude, 1e-11);
}
