using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Circuits;

public sealed class QasmCommandTests
{
    private const string Feedback = """
        OPENQASM 3.0;
        include "stdgates.inc";
        qubit[2] q;
        bit[2] c;
        h q[0];
        c[0] = measure q[0];
        if (c[0]) { x q[1]; }
        c[1] = measure q[1];
        """;

    [Fact]
    public void Run_MeasuredFile_CountsTheRegisterAndSaysTheOrder()
    {
        var run = QuiverProcess.Run("circuits", "run", Fault("perm.qasm"), "--shots", "100");
        Assert.Equal(0, run.Code);
        Assert.Contains("bits from left to right: out[0] out[1]", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\b01\s+100\s+1\.000000", run.Output);
    }

    [Fact]
    public void Run_Feedback_GivesTheExactDistribution()
    {
        using var folder = new TemporaryFolder();
        var run = QuiverProcess.Run("circuits", "run", folder.Write("feedback.qasm3", Feedback), "--json", "-");
        Assert.Equal(0, run.Code);
        var classical = ResultJson.Results(run.Output).GetProperty("classical").EnumerateArray()
            .ToDictionary(static c => c.GetProperty("bits").GetString()!, static c => c.GetProperty("probability").GetDouble());
        Assert.Equal(2, classical.Count);
        Assert.Equal(0.5, classical["00"], 1e-12);
        Assert.Equal(0.5, classical["11"], 1e-12);
    }

    [Fact]
    public void Convert_Routed_WritesTheLayoutAndKeepsTheBits()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "routed.qasm");
        Assert.Equal(0, QuiverProcess.Run("circuits", "convert", Fault("order.qasm"), path, "--to", "qasm2", "--coupling", "line",
            "--basis", "rz-sx-cx").Code);
        var text = File.ReadAllText(path);
        Assert.Contains("// quiver:layout initial q[0]:", text, StringComparison.Ordinal);
        Assert.Contains("// quiver:layout final q[0]:", text, StringComparison.Ordinal);
        Assert.Contains("creg c[3];", text, StringComparison.Ordinal);
        Assert.Matches(@"\b110\s+10\s+1\.000000", QuiverProcess.Run("circuits", "run", path, "--shots", "10").Output);
    }

    [Theory]
    [InlineData("e1.qasm", "sqrt(-1)")]
    [InlineData("e3.qasm", "1e999")]
    public void Run_AngleThatIsNoNumber_NamesLineAndExpression(string file, string expression)
    {
        var run = QuiverProcess.Run("circuits", "run", Fault(file));
        Assert.Equal(2, run.Code);
        Assert.Contains(file + ":5: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(expression, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BindNaN_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("free.qasm", "OPENQASM 3.0; input float a; qubit q; rx(a) q;");
        var run = QuiverProcess.Run("circuits", "run", path, "--bind", "nan");
        Assert.Equal(2, run.Code);
        Assert.Contains("free parameter a", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seed", "5")]
    [InlineData("--verify", "yes")]
    public void Run_OptionWithoutEffect_IsRefused(string option, string value)
    {
        var run = QuiverProcess.Run("circuits", "run", Fault("order.qasm"), option, value);
        Assert.Equal(2, run.Code);
        Assert.Contains("has no effect", run.Error, StringComparison.Ordinal);
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "circuits", name);

    [Fact]
    public void Run_OfAFolder_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = QuiverProcess.Run("circuits", "run", folder.Path);
        Assert.Equal(2, code);
        Assert.Contains("this is a folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Energy_OfASmallOperator_ShowsItsDigits()
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At("tiny.txt"), "ZZ 5e-13\nXX 2.5e-13\n");
        File.WriteAllText(inputs.At("plain.qasm"), "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; h q[0]; cx q[0], q[1];");
        var (code, output, error) = QuiverInProcess.Run("circuits", "run", inputs.At("plain.qasm"), "--observable", inputs.At("tiny.txt"), "--shots", "100");
        Assert.True(code == 0, output + error);
        Assert.Contains("energy 0.000000000000750000000", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Seed_OfExactNoise_IsRefused()
    {
        using var inputs = new SmallInputs();
        var device = Path.Combine(SharedData.Repository, "data", "devices", "falcon-like.json");
        Assert.Contains("--seed has no effect", QuiverInProcess.Refused("circuits", "run", inputs.At("circuit.qasm"), "--noise", device, "--seed", "3"), StringComparison.Ordinal);
        Assert.Equal(0, QuiverInProcess.Run("circuits", "run", inputs.At("circuit.qasm"), "--noise", device, "--seed", "3", "--trajectories", "20").Code);
    }
}
