using System.Numerics;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Simulation;
using Quiver.Core.Numbers;

namespace Quiver.Circuits.Tests.Formats;

/// <summary>The phase of U: e^{i theta/2} where a file takes it back by gphase, as the OpenQASM 3 specification does, else a real first
/// entry.</summary>
public sealed class QasmPhaseTests
{
    // The definitions of the OpenQASM 3 specification, section "Standard library".
    private const string Definitions = """
        OPENQASM 3.0;
        gate p(l) a { ctrl @ gphase(l) a; }
        gate x a { U(pi, 0, pi) a; gphase(-pi/2); }
        gate y a { U(pi, pi/2, pi/2) a; gphase(-pi/2); }
        gate z a { p(pi) a; }
        gate h a { U(pi/2, 0, pi) a; gphase(-pi/4); }
        gate s a { pow(1/2) @ z a; }
        gate sx a { pow(1/2) @ x a; }
        gate rx(t) a { U(t, -pi/2, pi/2) a; gphase(-t/2); }
        gate ry(t) a { U(t, 0, 0) a; gphase(-t/2); }
        gate rz(l) a { gphase(-l/2); U(0, 0, l) a; }
        gate cx a, b { ctrl @ x a, b; }
        gate crx(t) a, b { ctrl @ rx(t) a, b; }
        gate ch a, b { ctrl @ h a, b; }
        gate ccx a, b, c { ctrl @ ctrl @ x a, b, c; }
        gate cu(t, f, l, g) a, b { p(g - t/2) a; ctrl @ U(t, f, l) a, b; }
        gate u2(f, l) a { gphase(-(f + l + pi/2)/2); U(pi/2, f, l) a; }
        gate u3(t, f, l) a { gphase(-(f + l + t)/2); U(t, f, l) a; }
        qubit[4] q;

        """;

    [Theory]
    [InlineData("x q[1]")]
    [InlineData("y q[1]")]
    [InlineData("z q[1]")]
    [InlineData("h q[1]")]
    [InlineData("s q[1]")]
    [InlineData("sx q[1]")]
    [InlineData("rx(0.7) q[1]")]
    [InlineData("ry(0.7) q[1]")]
    [InlineData("rz(0.7) q[1]")]
    [InlineData("u2(0.4, 0.5) q[1]")]
    [InlineData("u3(0.3, 0.4, 0.5) q[1]")]
    [InlineData("cx q[1], q[2]")]
    [InlineData("crx(0.7) q[1], q[2]")]
    [InlineData("ch q[1], q[2]")]
    [InlineData("ccx q[1], q[2], q[3]")]
    [InlineData("cu(0.3, 0.4, 0.5, 0.6) q[1], q[2]")]
    public void Read_DefinitionOfTheSpecification_IsTheLibrarysGateUnderAControlToo(string call)
    {
        // The library's gates are held to matrices in QasmLibraryTests.
        foreach (var text in new[] { call, "ctrl @ " + call.Replace(" q[1]", " q[0], q[1]", StringComparison.Ordinal) })
        {
            AssertSame("OPENQASM 3.0; include \"stdgates.inc\"; qubit[4] q; " + text + ";", Definitions + text + ";");
        }
    }

    [Fact]
    public void Run_OwnHAndCx_UndoThemselves()
    {
        var state = DenseSimulator.Run(QasmReader.Read(Definitions + "h q[0]; cx q[0], q[1]; cx q[0], q[1]; h q[0];"));
        Assert.Equal(1, state[0].Magnitude, 1e-12);
    }

    [Theory]
    [InlineData("OPENQASM 3.0; ", "U", 0)]
    [InlineData("", "U", 0)]
    [InlineData("OPENQASM 2.0; ", "U", 0)]
    [InlineData("OPENQASM 3.0; gate x a { U(pi, 0, pi) a; } ", "U", 0)]
    [InlineData("OPENQASM 3.0; gate x a { U(pi, 0, pi) a; gphase(-pi/2); } ", "U", 1)]
    [InlineData("OPENQASM 3.0; gate x a { U(pi, 0, pi) a; gphase(-pi/2); } ", "u", 0)]
    [InlineData("OPENQASM 2.0; ", "u", 0)]
    public void Read_ControlledU_HasThePhaseThatItsFileShows(string version, string name, double halves)
    {
        var unitary = DenseSimulator.Unitary(QasmReader.Read(version + $"qreg q[2]; ctrl @ {name}(0.8, 0.3, 0.4) q[0], q[1];"));
        var expected = Complex.FromPolarCoordinates(Math.Cos(0.4), 0.4 * halves);
        Assert.InRange(((unitary[2, 2] / unitary[0, 0]) - expected).Magnitude, 0, 1e-12);
    }

    [Theory]
    [InlineData("OPENQASM 3.0; qubit[2] q; ctrl @ U(pi, 0, pi) q[0], q[1];", "real first entry")]
    [InlineData("OPENQASM 3.0; gate g a { U(pi, 0, pi) a; } gate k a { g a; } qubit[2] q; ctrl @ k q[0], q[1];", "real first entry")]
    [InlineData("OPENQASM 2.0; gate g a { U(pi, 0, pi) a; } qreg q[2]; ctrl @ g q[0], q[1];", "real first entry")]
    [InlineData("OPENQASM 3.0; gate g a { U(pi, 0, pi) a; gphase(-pi/2); } qubit[2] q; ctrl @ g q[0], q[1];", null)]
    [InlineData("OPENQASM 3.0; gate g(l) a { U(0, 0, l) a; } qubit[2] q; ctrl @ g(1) q[0], q[1];", null)]
    [InlineData("OPENQASM 3.0; gate g a { U(pi, 0, pi) a; } qubit[2] q; inv @ g q[0];", null)]
    public void Read_ModifiedU_NotesThePhaseWhereItIsInDoubt(string text, string? expected)
    {
        var notes = QasmReader.ReadProgram(text).Notes;
        if (expected is null)
        {
            Assert.Empty(notes);
        }
        else
        {
            Assert.Contains(expected, Assert.Single(notes), StringComparison.Ordinal);
        }
    }

    private static void AssertSame(string expected, string actual)
    {
        ComplexMatrix u = DenseSimulator.Unitary(QasmReader.Read(expected)), v = DenseSimulator.Unitary(QasmReader.Read(actual));
        Complex trace = 0;
        for (var j = 0; j < u.Size; j++)
        {
            for (var i = 0; i < u.Size; i++)
            {
                trace += Complex.Conjugate(u[i, j]) * v[i, j];
            }
        }

        Assert.Equal(1, trace.Magnitude / u.Size, 1e-10);
    }
}
