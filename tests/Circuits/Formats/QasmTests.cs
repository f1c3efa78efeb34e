using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Tests.Formats;

public sealed class QasmTests
{
    [Fact]
    public void RoundTrip_RandomCircuitsOverAllGates_GivesTheSameCircuit()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var bound = RandomCircuit.Create(5, 40, seed);
            Assert.Equal(bound, QasmReader.Read(QasmWriter.Write(bound, QasmVersion.V2)));
            Assert.Equal(bound, QasmReader.Read(QasmWriter.Write(bound, QasmVersion.V3)));
            var free = RandomCircuit.Create(5, 40, seed, free: true);
            Assert.Equal(free, QasmReader.Read(QasmWriter.Write(free, QasmVersion.V3)));
        }
    }

    [Fact]
    public void Read_OwnDefinitionsUnderForeignNames_AreExpandedToTheSameState()
    {
        // A reader that does not know our gates uses the definitions in the file: rename them and compare.
        for (var seed = 0; seed < 10; seed++)
        {
            var circuit = RandomCircuit.Create(5, 30, seed);
            var text = QasmWriter.Write(circuit, QasmVersion.V3);
            foreach (var name in new[] { "double_givens", "givens", "iswapdg", "iswap", "rxx", "ryy", "rzz", "pauliexp_" })
            {
                text = text.Replace(name + "(", "other_" + name + "(", StringComparison.Ordinal).Replace(name + " ",
                    "other_" + name + " ", StringComparison.Ordinal);
            }

            text = text.Replace("pauliexp_", "other_", StringComparison.Ordinal);
            var a = DenseSimulator.Run(circuit);
            var b = DenseSimulator.Run(QasmReader.Read(text));
            var overlap = a.Zip(b, (x, y) => System.Numerics.Complex.Conjugate(x) * y).Aggregate((x, y) => x + y);
            Assert.Equal(1, overlap.Magnitude, 1e-10);
        }
    }

    [Fact]
    public void Read_Version2File_UnderstandsTheUsualConstructs()
    {
        const string text = """
            OPENQASM 2.0; // a comment
            include "qelib1.inc";
            /* two
               lines */
            gate majority(x) a,b,c { cx c,b; cx c,a; u1(x/2) a; ccx a,b,c; }
            qreg left[2];
            qreg right[1];
            creg c[2];
            h left;
            u2(0,pi) right[0];
            barrier left, right;
            majority(-2*pi^2/3e0+sin(0.5)) left[0],left[1],right[0];
            cx left, right;
            measure left -> c;
            """;
        var circuit = QasmReader.Read(text);
        Assert.Equal(3, circuit.Qubits);
        Assert.Equal([GateKind.H, GateKind.H, GateKind.U, GateKind.CX, GateKind.CX, GateKind.P, GateKind.CCX, GateKind.CX, GateKind.CX],
            circuit.Operations.Select(o => o.Kind));
        Assert.Equal(((-2 * Math.Pow(Math.PI, 2) / 3) + Math.Sin(0.5)) / 2, circuit.Operations[5].Angles[0].Offset, 1e-14);
        Assert.Equal([1, 2], circuit.Operations[8].Qubits.ToArray());
    }

    [Fact]
    public void Read_Version3File_UnderstandsModifiersAndInputs()
    {
        const string text = """
            OPENQASM 3.0;
            include "stdgates.inc";
            input float[64] alpha;
            const float half = pi / 2;
            qubit[3] q;
            bit[3] c;
            ctrl @ ry(2*alpha - half) q[0], q[1];
            inv @ s q[2];
            ctrl(2) @ x q[0], q[1], q[2];
            inv @ cu3(0.1, 0.2, 0.3) q[0], q[1];
            c = measure q;
            """;
        var circuit = QasmReader.Read(text);
        Assert.Equal(1, circuit.ParameterCount);
        Assert.Equal(new GateOperation(GateKind.CRY, [0, 1], Angle.Free(0, 2, -Math.PI / 2)), circuit.Operations[0]);
        Assert.Equal(GateKind.Sdg, circuit.Operations[1].Kind);
        Assert.Equal(GateKind.CCX, circuit.Operations[2].Kind);

        // The inverse of cu3 undoes cu3.
        var forth = QasmReader.Read("qubit[2] q; h q; cu3(0.1, 0.2, 0.3) q[0], q[1]; inv @ cu3(0.1, 0.2, 0.3) q[0], q[1]; h q;");
        Assert.Equal(1, DenseSimulator.Run(forth)[0].Magnitude, 1e-12);
    }

    [Fact]
    public void Read_ControlledGates_MatchTheirMatrices()
    {
        // cu(theta, phi, lambda, gamma) is U with a phase, controlled: compare its four entries with U's.
        var u = GateMatrices.Of(GateKind.U, 0.4, 0.5, 0.6);
        var unitary = DenseSimulator.Unitary(QasmReader.Read("qubit[2] q; cu(0.4, 0.5, 0.6, 0.7) q[0], q[1];"));
        var phase = System.Numerics.Complex.FromPolarCoordinates(1, 0.7);
        var relative = unitary[0, 0];
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++)
            {
                Assert.InRange(((unitary[2 + i, 2 + j] / relative) - (phase * u[(i * 2) + j])).Magnitude, 0, 1e-12);
            }
        }

        var swap = DenseSimulator.Unitary(QasmReader.Read("qubit[3] q; cswap q[0], q[1], q[2];"));
        Assert.Equal(1, swap[0b110, 0b101].Real, 1e-12);
        Assert.Equal(1, swap[0b001, 0b001].Real, 1e-12);
    }

    [Theory]
    [InlineData("OPENQASM 2.0;\nqreg q[2];\nfoo q[0];", 3, "'foo' is not known")]
    [InlineData("qubit[2] q;\ncx q[0];", 2, "takes 0 angles and 2 qubits")]
    [InlineData("qubit[2] q;\ncx q[0], q[0];", 2, "same qubit twice")]
    [InlineData("qubit[2] a;\nqubit[3] b;\ncx a, b;", 3, "different sizes")]
    [InlineData("qubit[2] q;\nh q[2];", 2, "has 2 qubits")]
    [InlineData("qubit[2] q;\nrx(0.1 q[0];", 2, "expected ')'")]
    [InlineData("qubit[2] q;\n\nrx(x) q[0];", 3, "'x' is neither")]
    [InlineData("qubit[2] q;\nif (c) x q[0];", 2, "'if' is not supported")]
    [InlineData("qubit q;\nbit c;\nc = measure q;\nh q;", 4, "follows a measurement")]
    [InlineData("input float a;\ninput float b;\nqubit q;\nrx(a+b) q;", 4, "one free parameter")]
    [InlineData("include \"mine.inc\";", 1, "cannot be included")]
    [InlineData("/* open", 1, "never closed")]
    [InlineData("OPENQASM 4.0;", 1, "version 4.0")]
    public void Read_BadInput_NamesTheLineAndTheTrouble(string text, int line, string expected)
    {
        var error = Assert.Throws<InputException>(() => QasmReader.Read(text, "bad.qasm"));
        Assert.Equal(line, error.Line);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("bad.qasm:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FreeParametersInVersion2_SaysWhatToDo()
    {
        var circuit = new CircuitBuilder(1).RX(Angle.Free(0), 0).Build();
        Assert.Contains("bind", Assert.Throws<InputException>(() => QasmWriter.Write(circuit, QasmVersion.V2)).Message,
            StringComparison.Ordinal);
    }
}
