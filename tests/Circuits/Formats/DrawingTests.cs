using System.Xml.Linq;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Tests.Formats;

public sealed class DrawingTests
{
    [Fact]
    public void Text_SmallCircuit_LooksAsExpected()
    {
        var circuit = new CircuitBuilder(3).H(0).CX(0, 2).RX(0.5, 1).Add(GateKind.Swap, 1, 2).Add(GateKind.CRY, Angle.Free(0, 2), 2, 1).Build();
        const string expected = """
            q0: ─H─●─────────────────
                   │
            q1: ───┼─RX(0.5)─×─RY(2t0)─
                   │         │ │
            q2: ───⊕─────────×─●───────

            """;
        Assert.Equal(Normalise(expected), Normalise(CircuitText.Draw(circuit)));
    }

    [Fact]
    public void Text_Ascii_HasOnlyAscii()
    {
        var circuit = RandomCircuit.Create(5, 60, 1);
        var text = CircuitText.Draw(circuit, ascii: true);
        Assert.All(text, c => Assert.InRange(c, '\n', '~'));
    }

    [Fact]
    public void Text_LongCircuit_IsBrokenAtTheWidth()
    {
        var circuit = RandomCircuit.Create(4, 80, 2, allowed: g => g.Qubits is 1 or 2);
        var lines = CircuitText.Draw(circuit, width: 60).Split('\n');
        Assert.All(lines, l => Assert.InRange(l.Length, 0, 60));
        Assert.True(lines.Length > 3 * 7);
    }

    [Fact]
    public void Svg_RandomCircuits_IsXmlWithOneBoxPerBoxedQubit()
    {
        var circuit = new CircuitBuilder(3).H(0).CX(0, 2).RX(0.5, 1).Givens(Angle.Free(0), 0, 2).Add(GateKind.Tdg, 1).Build();
        var svg = XDocument.Parse(CircuitSvg.Draw(circuit));
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal(5, svg.Descendants(ns + "rect").Count());
        Assert.Contains(svg.Descendants(ns + "text"), t => t.Value == "G1(t0)");
        for (var seed = 0; seed < 5; seed++)
        {
            XDocument.Parse(CircuitSvg.Draw(RandomCircuit.Create(6, 50, seed, free: true)));
        }
    }

    [Fact]
    public void Draw_EmptyCircuit_ShowsTheQubits()
    {
        Assert.Equal(["q0: ─", "", "q1: ─", ""], CircuitText.Draw(new CircuitBuilder(2).Build()).Split('\n'));
    }

    private static string Normalise(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(l => l.TrimEnd('─', ' ')));
}
