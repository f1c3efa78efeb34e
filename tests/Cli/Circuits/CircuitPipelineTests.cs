using System.Globalization;
using System.Text.Json;

namespace Quiver.Cli.Tests.Circuits;

/// <summary>A circuit that goes through the commands keeps its state.</summary>
public sealed class CircuitPipelineTests
{
    private const string Circuit = """
        OPENQASM 3.0;
        include "stdgates.inc";
        qubit[3] q;
        bit[3] c;
        h q[0];
        cx q[0], q[2];
        ry(0.7) q[1];
        rz(-1.3) q[1];
        cp(0.4) q[1], q[2];
        sx q[2];
        swap q[0], q[1];
        c = measure q;
        """;

    [Theory]
    [InlineData("--to", "qasm2")]
    [InlineData("--to", "qasm3")]
    [InlineData("--to", "qasm3", "--simplify")]
    [InlineData("--to", "qasm2", "--basis", "cx")]
    [InlineData("--to", "qasm3", "--basis", "rz-sx-cx")]
    [InlineData("--to", "qasm2", "--basis", "rx-ry-rz-cx", "--coupling", "line")]
    [InlineData("--to", "qasm3", "--coupling", "0-2,1-2", "--basis", "rz-sx-cx")]
    [InlineData("--to", "qasm3", "--coupling", "ring", "--simplify")]
    [InlineData("--to", "qasm2", "--coupling", "heavy-hex", "--basis", "rz-sx-ecr")]
    [InlineData("--to", "qasm3", "--coupling", "square", "--basis", "rz-rx-rzz")]
    public void Convert_OfACircuit_KeepsItsDistribution(params string[] options)
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("c.qasm"), Circuit);
        var output = inputs.At("out." + options[1]);
        var (code, text, error) = QuiverInProcess.Run(["circuits", "convert", inputs.At("c.qasm"), output, .. options]);
        Assert.True(code == 0 && text.Length == 0, error);
        var (before, after) = (Distribution(inputs.At("c.qasm")), Distribution(output));
        Assert.Equal(1, before.Values.Sum(), 1e-12);
        foreach (var bits in before.Keys.Union(after.Keys))
        {
            Assert.Equal(before.GetValueOrDefault(bits), after.GetValueOrDefault(bits), 1e-9);
        }

        // Without OUTPUT the same text goes to standard output.
        var (_, shown, _) = QuiverInProcess.Run(["circuits", "convert", inputs.At("c.qasm"), .. options]);
        Assert.Equal(File.ReadAllText(output), shown);
        Assert.Equal(shown, QuiverInProcess.Run(["circuits", "convert", inputs.At("c.qasm"), "-", .. options]).Output);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(200)]
    public void Draw_InANarrowTerminal_KeepsToItsWidth(int width)
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("c.qasm"), Circuit);
        foreach (var ascii in new[] { false, true })
        {
            string[] more = ascii ? ["--ascii"] : [];
            var (code, output, error) = QuiverInProcess.Run(["circuits", "draw", inputs.At("c.qasm"), "--width", $"{width}", .. more]);
            Assert.True(code == 0, error);
            Assert.All(output.Split('\n'), l => Assert.True(l.Length <= width, $"{l.Length} columns: {l}"));
            Assert.True(!ascii || output.All(char.IsAscii), output);
            Assert.Contains("0.7", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, "(1)")]
    [InlineData(2, "(0.71)")]
    [InlineData(10, "(0.7123456789)")]
    public void Draw_Digits_AreThoseOfTheAngles(int digits, string angle)
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("c.qasm"), Circuit.Replace("ry(0.7)", "ry(0.71234567891)", StringComparison.Ordinal));
        Assert.Contains("RY" + angle, QuiverInProcess.Run("circuits", "draw", inputs.At("c.qasm"), "--width", "300", "--digits", $"{digits}").Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Run_WithParameters_IsThatOfTheNumbersInTheirPlaces()
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("free.qasm"), "OPENQASM 3.0; include \"stdgates.inc\"; input float a; input float b; qubit[2] q; bit[2] c; ry(a) q[0]; cx q[0], q[1]; ry(2*b) q[1]; c = measure q;");
        File.WriteAllText(inputs.At("bound.qasm"), "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; bit[2] c; ry(0.3) q[0]; cx q[0], q[1]; ry(-2.2) q[1]; c = measure q;");
        Assert.Equal(Distribution(inputs.At("bound.qasm")), Distribution(inputs.At("free.qasm"), "--bind", "0.3", "-1.1"));
        Assert.Contains("2 free parameters", QuiverInProcess.Refused("circuits", "run", inputs.At("free.qasm"), "--bind", "1"), StringComparison.Ordinal);
        Assert.Contains("free parameter", QuiverInProcess.Refused("circuits", "run", inputs.At("free.qasm")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithShots_CountsThemAllWithinTheirSpread()
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("c.qasm"), Circuit);
        var exact = Distribution(inputs.At("c.qasm"));
        var rows = Results("circuits", "run", inputs.At("c.qasm"), "--shots", "20000", "--seed", "2").GetProperty("classical").EnumerateArray().ToArray();
        Assert.Equal(20_000, rows.Sum(r => r.GetProperty("count").GetInt64()));
        foreach (var row in rows)
        {
            var (p, found) = (exact[row.GetProperty("bits").GetString()!], row.GetProperty("count").GetInt64() / 20_000.0);
            Assert.InRange(found, p - (6 * Math.Sqrt(p * (1 - p) / 20_000)), p + (6 * Math.Sqrt(p * (1 - p) / 20_000)));
        }
    }

    [Theory]
    [InlineData("--top", "0")]
    [InlineData("--shots", "-1")]
    [InlineData("--shots", "100000001")]
    [InlineData("--shots", "1e400")]
    [InlineData("--simulator", "other")]
    [InlineData("--verify", "perhaps")]
    [InlineData("--seed", "x")]
    public void Run_WithAValueThatIsNone_NamesTheOption(string option, string value)
    {
        using var inputs = new SmallInputs();
        Assert.Contains(option[2..], QuiverInProcess.Refused("circuits", "run", inputs.At("circuit.qasm"), option, value), StringComparison.OrdinalIgnoreCase);
    }

    private static SortedDictionary<string, double> Distribution(string path, params string[] more) => new(
        Results(["circuits", "run", path, "--top", "64", .. more]).GetProperty("classical").EnumerateArray()
            .ToDictionary(c => c.GetProperty("bits").GetString()!, c => Math.Round(c.GetProperty("probability").GetDouble(), 12), StringComparer.Ordinal), StringComparer.Ordinal);

    private static JsonElement Results(params string[] args)
    {
        var (code, output, error) = QuiverInProcess.Run([.. args, "--json", "-"]);
        Assert.True(code == 0, error);
        return ResultJson.Results(output);
    }
}
