using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Circuits;

/// <summary>Inputs like those of public bug reports, through the command.</summary>
public sealed class CircuitFaultTests
{
    [Theory]
    [InlineData("bip5.txt", -5)]
    [InlineData("tri.txt", -2)]
    [InlineData("dimacs.txt", -4)]
    [InlineData("nx.txt", -2)]
    public void MaxCut_OfAGraphFile_HasItsBestCut(string file, double least)
    {
        var row = Row("vqe", "maxcut:" + Fault(file), "--ansatz", "x-only", "--verify", "no", "--json", "-");
        Assert.Equal(least, row.GetProperty("energy").GetDouble() - row.GetProperty("error").GetDouble(), 9);
    }

    [Fact]
    public void Classify_NamesWithoutHeader_LosesNoRow()
    {
        var rows = Results("vqe", $"classify:{Fault("named_nohead.csv")}:0,1", "--verify", "no", "--json", "-");
        Assert.Equal(0.5, rows[0].GetProperty("testAccuracy").GetDouble(), 12);
        Assert.Equal(0.050970, rows[1].GetProperty("energy").GetDouble(), 5);
        Assert.Equal(0.050970, Results("vqe", $"classify:{Fault("onetwo.csv")}", "--verify", "no", "--json", "-")[1].GetProperty("energy").GetDouble(), 5);
    }

    [Theory]
    [InlineData("h3plus_tri.fcidump", "adapt", -1.262040606)]
    [InlineData("h3plus_tri.fcidump", "qubit-adapt", -1.262040606)]
    [InlineData("h3plus_tri.fcidump", "hea", -1.262040606)]
    [InlineData("h3p.fcidump", "adapt", -1.227617212)]
    [InlineData("h3p.fcidump", "qubit-adapt", -1.227617212)]
    public void Vqe_OfACation_StaysInItsSector(string file, string ansatz, double energy) =>
        Assert.Equal(energy, Row("vqe", Fault(file), "--ansatz", ansatz, "--verify", "no", "--json", "-").GetProperty("energy").GetDouble(), 6);

    [Theory]
    [InlineData("jw", "chemistry")]
    [InlineData("parity", "chemistry")]
    [InlineData("bk", "hardware-real")]
    public void Design_OfACation_PrintsNothingBelowTheSector(string mapping, string gates)
    {
        var rows = Results("circuits", "design", Fault("h3p.fcidump"), "--gates", gates, "--mapping", mapping, "--fits", "600", "--rounds", "2", "--verify", "no", "--json", "-");
        Assert.All(rows, r => Assert.True(r.GetProperty("error").GetDouble() > -1e-6));
    }

    [Fact]
    public void Vqe_WithoutPenalty_SaysThatTheEnergyIsBelowTheSector()
    {
        var (code, text, error) = QuiverProcess.Run(["vqe", Fault("h3p.fcidump"), "--ansatz", "hea", "--penalty", "0", "--verify", "no", "--json", "-"]);
        Assert.Equal(0, code);
        Assert.Contains("is below -1.227617212", error, StringComparison.Ordinal);
        Assert.Contains("is below", string.Join(' ', ResultJson.Notes(text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unitary:qft:2")]
    [InlineData("state:cplx4.txt")]
    [InlineData("unitary:h4.txt")]
    public void Design_OfAComplexTarget_ChoosesGatesThatReachIt(string problem)
    {
        problem = problem.EndsWith(".txt", StringComparison.Ordinal) ? problem[..(problem.IndexOf(':', StringComparison.Ordinal) + 1)] + Fault(problem[(problem.IndexOf(':', StringComparison.Ordinal) + 1)..]) : problem;
        var (code, text, error) = QuiverProcess.Run(["circuits", "design", problem, "--fits", "4000", "--rounds", "4", "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        Assert.Contains("--gates hardware", error, StringComparison.Ordinal);
        Assert.InRange(ResultJson.Results(text).GetProperty("circuits").EnumerateArray().Min(r => r.GetProperty("energy").GetDouble()), -1e-9, 1e-6);
    }

    [Theory]
    [InlineData("ideal.json", 0.726798)]
    [InlineData("onlyt1.json", 0.722605)]
    public void Run_WithIdleQubitsUnderNoise_IsExact(string device, double probability)
    {
        var (code, text, error) = QuiverProcess.Run(["circuits", "run", Fault("idle12.qasm"), "--noise", Fault(device), "--json", "-"]);
        Assert.True(code == 0, error);
        var state = ResultJson.Results(text).GetProperty("states")[0];
        Assert.Equal(probability, state.GetProperty("probability").GetDouble(), 6);
        Assert.Equal(string.Equals(device, "onlyt1.json", StringComparison.Ordinal), error.Contains("T2 = 2 T1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("parity", "uccsd")]
    [InlineData("parity", "adapt")]
    [InlineData("all", "uccsd")]
    [InlineData("all", "adapt")]
    public void Vqe_OfATaperedCation_KeepsTheFilesElectrons(string taper, string ansatz)
    {
        string[] args = ["vqe", Hamiltonian("h4_2plus.fcidump"), "--taper", taper, "--ansatz", "x-only," + ansatz, "--verify", "no", "--json", "-"];
        var rows = Results(args);
        Assert.Equal(-0.8389324891, rows[0].GetProperty("energy").GetDouble(), 8);
        Assert.Equal(-0.8803183929, rows[1].GetProperty("energy").GetDouble(), 8);
    }

    [Fact]
    public void Run_OfAnObservableWithAssumptions_PrintsTheReadersNotes()
    {
        using var folder = new TemporaryFolder();
        var circuit = Path.Combine(folder.Path, "c.qasm");
        File.WriteAllText(circuit, "OPENQASM 2.0;\nqreg q[2];\nh q[0];\n");
        var sum = Path.Combine(folder.Path, "sum.txt");
        File.WriteAllText(sum, "ZI 1\nIZ 0.5\nXX 0\n");
        var (code, _, error) = QuiverProcess.Run(["circuits", "run", circuit, "--observable", sum]);
        Assert.Equal(0, code);
        Assert.Contains("note: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SeedOfAProgramThatMayBeSampled_IsTaken()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "mid.qasm");
        File.WriteAllText(path, "OPENQASM 3.0;\nqubit q; bit c;\nfor int k in [1:16] { h q; c = measure q; }\n");
        Assert.Equal(0, QuiverProcess.Run(["circuits", "run", path, "--seed", "5"]).Code);
    }

    [Theory]
    [InlineData("c3x.qasm")]
    [InlineData("rccx.qasm")]
    public void Draw_GatesOfTheOldLibrary_AreDrawn(string file)
    {
        var (code, text, error) = QuiverProcess.Run(["circuits", "draw", Fault(file)]);
        Assert.True(code == 0, error);
        Assert.Contains("\u25cf", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FortyThousandGates_Answers()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "long.qasm");
        var random = new Random(1);
        File.WriteAllText(path, "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[4];\n" + string.Concat(Enumerable.Range(0, 40_000).Select(g =>
            g % 3 == 0 ? $"cx q[{g % 4}],q[{(g + 1) % 4}];\n" : $"ry({random.NextDouble().ToString("F6", System.Globalization.CultureInfo.InvariantCulture)}) q[{random.Next(4)}];\n")));
        var (code, _, error) = QuiverProcess.Run(["circuits", "run", path]);
        Assert.True(code == 0, error);
    }

    [Theory]
    [InlineData("--trajectories", "circuits", "run", "idle12.qasm", "--trajectories", "10")]
    [InlineData("--graph-format", "vqe", "h3p.fcidump", "--graph-format", "gset")]
    [InlineData("--encoding", "vqe", "h3p.fcidump", "--encoding", "angle")]
    [InlineData("--mapping", "vqe", "maxcut:tri.txt", "--mapping", "bk")]
    [InlineData("--penalty", "vqe", "maxcut:tri.txt", "--penalty", "1")]
    [InlineData("--layers", "vqe", "h3p.fcidump", "--ansatz", "uccsd", "--layers", "2")]
    [InlineData("--ensemble", "circuits", "design", "state:ghz:2", "--ensemble", "3")]
    [InlineData("--gates chemistry", "circuits", "design", "state:ghz:2", "--gates", "chemistry")]
    public void Option_WithoutEffect_IsRefused(string option, params string[] args)
    {
        var placed = args.Select(a => a.Contains('.', StringComparison.Ordinal) ? (a.StartsWith("maxcut:", StringComparison.Ordinal) ? "maxcut:" + Fault(a[7..]) : Fault(a)) : a).ToArray();
        var (code, _, error) = QuiverInProcess.Run(placed);
        Assert.Equal(2, code);
        Assert.Contains(option, error, StringComparison.Ordinal);
        Assert.Contains("no effect", error, StringComparison.Ordinal);
    }

    private static string Fault(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "circuits", name);

    private static string Hamiltonian(string name) => Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", name);

    private static JsonElement Row(params string[] args) => Results(args)[0];

    private static JsonElement[] Results(params string[] args)
    {
        var (code, text, error) = QuiverProcess.Run(args);
        Assert.True(code == 0, error);
        return [.. ResultJson.Results(text).GetProperty("circuits").EnumerateArray()];
    }
}
