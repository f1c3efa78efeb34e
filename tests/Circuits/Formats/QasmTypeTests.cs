using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Tests.Formats;

/// <summary>Whole numbers: widths of their types, and divisions whose fraction comes back in an angle.</summary>
public sealed class QasmTypeTests
{
    [Theory]
    [InlineData("uint[4] u = 15; u += 3;", "u", 2)]
    [InlineData("uint[4] u = 2; u -= 3;", "u", 15)]
    [InlineData("uint[4] u = 5; u = ~u;", "u", 10)]
    [InlineData("uint[4] u = 9; u *= 9;", "u", 1)]
    [InlineData("int[8] n = 127; n += 1;", "n", -128)]
    [InlineData("int[8] n = -128; n -= 1;", "n", 127)]
    [InlineData("uint[3] m = 9;", "m", 1)]
    [InlineData("const uint[3] m = 9;", "m", 1)]
    [InlineData("const int w = 3; uint[w] m = 9;", "m", 1)]
    [InlineData("int[64] n = 5000000000;", "n", 5_000_000_000)]
    [InlineData("", "int[8](300)", 44)]
    [InlineData("", "int[8](200)", -56)]
    [InlineData("", "uint[2](5)", 1)]
    [InlineData("", "uint[2](5.7)", 1)]
    [InlineData("const int w = 2;", "uint[w](7)", 3)]
    [InlineData("uint[4] u = 15;", "u + 3", 18)]
    [InlineData("uint[4] u = 5;", "~u", 10)]
    [InlineData("uint[4] u; u = 5;", "~u", 10)]
    [InlineData("uint[4] u;", "~u", 15)]
    [InlineData("int[4] n = 5;", "~n", -6)]
    [InlineData("", "~uint[3](1)", 6)]
    [InlineData("bool b; b = 3;", "b", 1)]
    [InlineData("bool b = 1/2;", "b", 0)]
    public void Read_WholeNumber_IsTakenModuloItsWidth(string declarations, string expression, long expected)
    {
        var program = Read(declarations, $"rx({expression})");
        Assert.Equal(expected, Angle(program));
        Assert.DoesNotContain(program.Notes, static n => n.Contains("width", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("uint u = 0; u -= 1;", "u", 4_294_967_295)]
    [InlineData("int n = 2147483647; n += 1;", "n", -2_147_483_648)]
    [InlineData("", "int(4294967297)", 1)]
    public void Read_WholeNumberWithoutAWidth_Has32BitsAndANote(string declarations, string expression, long expected)
    {
        var program = Read(declarations, $"rx({expression})");
        Assert.Equal(expected, Angle(program));
        Assert.Contains("without a width has 32 bits", Assert.Single(program.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uint[64] u = 0; u -= 1;", "2^63 - 1")]
    [InlineData("uint[0] u = 0;", "from 1 to 1024")]
    [InlineData("int[1.5] u = 0;", "from 1 to 1024")]
    [InlineData("bit[3] c; if (uint[2](c) == 1) { h q; }", "3 measured bits")]
    public void Read_WidthThatCannotBeHeld_IsRefusedWithItsLine(string declarations, string expected)
    {
        var error = Assert.Throws<InputException>(() => Read(declarations, "h"));
        Assert.Equal(3, error.Line);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("angle[4] a = pi; a += 3*pi/2;", "a == pi/2", true)]
    [InlineData("angle a = -pi/2;", "a == 3*pi/2", true)]
    [InlineData("angle a = -pi/2;", "a > pi", true)]
    [InlineData("angle a = 2*pi;", "a == 0", true)]
    [InlineData("angle a = 1;", "a != 1.001", true)]
    [InlineData("", "angle(5*pi) <= pi", true)]
    [InlineData("float a = -pi/2;", "a == 3*pi/2", false)]
    public void Read_ComparedAngle_IsTakenModuloAFullTurn(string declarations, string condition, bool expected) =>
        Assert.Equal(expected, Read(declarations + $" if ({condition}) rx(1) q;", "h").Gates().Operations.Length == 2);

    [Fact]
    public void Read_FloatWithoutAValue_TakesOneLater() => Assert.Equal(0.5, Angle(Read("float f; f = 0.5;", "rx(f)")));

    [Theory]
    [InlineData("int i = 7;", "rx(i/2)", 3.5)]
    [InlineData("int i = 7;", "rx((i/2)*pi)", 3.5 * Math.PI)]
    [InlineData("const int i = 7;", "rx(i/2*pi)", 3.5 * Math.PI)]
    [InlineData("const int i = 7;", "rx(pi*-(i/2))", -3.5 * Math.PI)]
    [InlineData("const int i = 7;", "rx(0.5 + i/2)", 4)]
    [InlineData("const int i = 9;", "rx(sqrt(i/4))", 1.5)]
    [InlineData("const int i = 3;", "rx((i/2)**2)", 2.25)]
    [InlineData("const int i = 7; const float f = i/2;", "rx(f)", 3.5)]
    [InlineData("const int i = 7; const float f = i/2*1.0;", "rx(f)", 3.5)]
    [InlineData("gate g(t) a { rx(1/2*t) a; }", "g(3.0)", 1.5)]
    public void Read_DivisionOfWholeNumbersInAnAngle_KeepsTheFractionWithANote(string declarations, string call, double expected)
    {
        var program = Read(declarations, call);
        Assert.Equal(expected, Angle(program), 1e-14);
        Assert.Contains("the fraction is kept", Assert.Single(program.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DivisionOfWholeNumbersInALoop_IsNotedOnce()
    {
        var program = QasmReader.ReadProgram("OPENQASM 3.0; qubit q; for int k in [0:2] rx(k/2*pi) q;");
        Assert.Equal([0, Math.PI / 2, Math.PI], program.Gates().Operations.Select(static o => o.Angles[0].Offset));
        Assert.Contains("the fraction is kept", Assert.Single(program.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("const int i = 8;", "rx(i/2*pi)", 4 * Math.PI)]
    [InlineData("const int i = 7;", "rx(int(i/2)*pi)", 3 * Math.PI)]
    [InlineData("const int i = 7; const int j = i/2;", "rx(j*pi)", 3 * Math.PI)]
    [InlineData("const float i = 7;", "rx(i/2*pi)", 3.5 * Math.PI)]
    public void Read_DivisionWithoutAFraction_HasNoNote(string declarations, string call, double expected)
    {
        var program = Read(declarations, call);
        Assert.Equal(expected, Angle(program), 1e-14);
        Assert.Empty(program.Notes);
    }

    private static Programs.CircuitProgram Read(string declarations, string call) =>
        QasmReader.ReadProgram($"OPENQASM 3.0;\nqubit q;\n{declarations}\n{call} q;");

    private static double Angle(Programs.CircuitProgram program) =>
        program.Gates().Operations.Single(static o => o.Kind == GateKind.RX).Angles[0].Offset;
}
