using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Programs;
using Quiver.Circuits.Simulation;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Formats;

/// <summary>Files that were answered wrongly once; right values from independent state vectors.</summary>
public sealed class QasmFaultTests
{
    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "circuits", name);

    [Theory]
    [InlineData("sum.qasm", 0.9)]
    [InlineData("prod.qasm", 0.14)]
    [InlineData("sin.qasm", 0.644217687237691)]
    public void Read_GateBodyWithExpression_IsEvaluatedAtTheCall(string file, double angle)
    {
        var circuit = QasmReader.ReadFile(Fault(file));
        Assert.Equal(new GateOperation(GateKind.RZ, [0], angle), circuit.Operations[1], (a, b) => a.Kind == b.Kind
            && Math.Abs(a.Angles[0].Offset - b.Angles[0].Offset) < 1e-14);
    }

    [Theory]
    [InlineData("e1.qasm", "sqrt(-1)")]
    [InlineData("e2.qasm", "ln(0)")]
    [InlineData("e3.qasm", "1e999")]
    [InlineData("e4.qasm", "ln(-1)")]
    [InlineData("e5.qasm", "(-2)^0.5")]
    public void Read_AngleThatIsNoNumber_NamesLineAndExpression(string file, string expression)
    {
        var error = Assert.Throws<InputException>(() => QasmReader.ReadProgramFile(Fault(file)));
        Assert.Equal(5, error.Line);
        Assert.Contains(expression, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("perm.qasm", "01")]
    [InlineData("order.qasm", "110")]
    [InlineData("mirror.qasm", "000")]
    public void Run_MeasuredFile_CountsTheRegisterAsWired(string file, string bits)
    {
        var program = QasmReader.ReadProgramFile(Fault(file));
        Assert.Equal(bits, Assert.Single(ProgramSimulator.Exact(program)!.Weights).Key);
        Assert.Equal(new(bits, 100), Assert.Single(ProgramSimulator.Sample(program, 100).Weights));
        foreach (var basis in Enum.GetValues<GateBasis>())
        {
            var routed = ProgramRouter.Route(ProgramTranspiler.Transpile(program, basis), CouplingMap.Line(4)).Program;
            Assert.Equal(bits, Assert.Single(ProgramSimulator.Exact(routed)!.Weights).Key);
        }
    }

    [Fact]
    public void Simplify_Mirror_StopsAtBarriers()
    {
        var program = ProgramTranspiler.Simplify(QasmReader.ReadProgramFile(Fault("mirror.qasm")));
        Assert.Equal(8, program.Steps.OfType<GateStep>().Count());
        Assert.Equal(3, program.Steps.OfType<BarrierStep>().Count());
        Assert.Equal(3, program.Steps.OfType<MeasureStep>().Count());
    }

    [Theory]
    [InlineData("a_reset.qasm", "00:0.5 11:0.5")]
    [InlineData("c_constsize.qasm", "000:0.5 101:0.5")]
    [InlineData("d_slice.qasm", "0001:0.125 0011:0.125 0101:0.125 0111:0.125 1001:0.125 1011:0.125 1101:0.125 1111:0.125")]
    [InlineData("f_negctrl.qasm", "01:1")]
    [InlineData("g_pow.qasm", "1:1")]
    [InlineData("k_physical.qasm", "00:0.5 11:0.5")]
    [InlineData("l_ctrluser.qasm", "000:0.5 100:0.25 111:0.25")]
    public void Read_PublishedVersion3_GivesTheState(string file, string expected)
    {
        var circuit = QasmReader.ReadProgramFile(Fault(file)).Gates();
        var state = DenseSimulator.Run(circuit);
        var text = string.Join(' ', state.Select((a, i) => (P: Math.Round(a.Magnitude * a.Magnitude, 10), i)).Where(static s => s.P > 0)
            .Select(s => FormattableString.Invariant($"{Convert.ToString(s.i, 2).PadLeft(circuit.Qubits, '0')}:{s.P}")));
        Assert.Equal(expected, text);
    }

    [Theory]
    [InlineData("c3x.qasm", "0100", 0.477125)]
    [InlineData("rccx.qasm", "001", 0.660006)]
    public void Read_LibraryGates_GiveTheState(string file, string state, double probability)
    {
        var amplitudes = DenseSimulator.Run(QasmReader.ReadFile(Fault(file)));
        Assert.Equal(probability, Math.Pow(amplitudes[Convert.ToInt32(state, 2)].Magnitude, 2), 1e-6);
    }

    [Fact]
    public void Write_SmallAngles_HaveAPoint()
    {
        var program = QasmReader.ReadProgramFile(Fault("tiny.qasm"));
        foreach (var version in Enum.GetValues<QasmVersion>())
        {
            var text = QasmWriter.Write(program, version);
            Assert.Contains("rx(2.0e-06)", text, StringComparison.Ordinal);
            Assert.Contains("ry(1.0e-10)", text, StringComparison.Ordinal);
            Assert.Equal(program, QasmReader.ReadProgram(text));
        }
    }

    [Theory]
    [InlineData("nested parentheses", "200 brackets")]
    [InlineData("minus signs", "200 brackets")]
    [InlineData("doubling", "grows to more than")]
    [InlineData("empty doubling", "calls of gates")]
    [InlineData("deep", "levels")]
    [InlineData("recursion", "calls itself")]
    [InlineData("self include", "cannot be included")]
    [InlineData("huge register", "at most 100,000 qubits")]
    [InlineData("huge loop", "at most 1,000,000 elements")]
    [InlineData("nested loops", "5,000,000 statements")]
    [InlineData("nested blocks", "100 levels")]
    [InlineData("nested ifs", "100 levels")]
    [InlineData("powers", "200 brackets")]
    [InlineData("controls", "1 to 100 controls")]
    [InlineData("large power", "makes more than")]
    [InlineData("large expression", "too large")]
    public void Read_Excess_IsRefusedWithALine(string kind, string expected)
    {
        var error = Assert.Throws<InputException>(() => QasmReader.ReadProgram(Excess(kind)));
        Assert.True(error.Line > 0);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static string Excess(string kind)
    {
        string Doubling(string first) =>
            $"gate g0 a {{ {first} }}\n" + string.Concat(Enumerable.Range(1, 40).Select(i =>
                $"gate g{i} a {{ g{i - 1} a; g{i - 1} a; }}\n")) + "qubit q; g40 q;";
        string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
        return kind switch
        {
            "nested parentheses" => "qubit q; rx(" + Repeat("(", 200_000) + "1" + Repeat(")", 200_000) + ") q;",
            "minus signs" => "qubit q; rx(" + Repeat("-", 100_000) + "1) q;",
            "doubling" => Doubling("h a;"),
            "empty doubling" => Doubling(string.Empty),
            "deep" => "gate g0 a { h a; }\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"gate g{i} a {{ g{i - 1} a; }}\n")),
            "recursion" => "gate g a { g a; }",
            "self include" => "include \"circuit.qasm\";",
            "huge register" => "qreg q[1000000000];",
            "huge loop" => "qubit q; for int i in [0:1000000000] { }",
            "nested loops" => "qubit q; for int i in [0:9999] { for int j in [0:9999] { } }",
            "nested blocks" => Repeat("{", 100_000),
            "nested ifs" => "qubit q; bit c; " + Repeat("if (c) ", 100_000) + "x q;",
            "powers" => "qubit q; rx(2" + Repeat("**2", 100_000) + ") q;",
            "controls" => "qubit q; ctrl(1000000000) @ x q;",
            "large power" => "qubit[2] q; gate f a, b { h a; cx a, b; } pow(1000000000) @ f q[0], q[1];",
            _ => "input float a; qubit q; rx(a" + Repeat("+a*a", 200) + ") q;",
        };
    }
}
