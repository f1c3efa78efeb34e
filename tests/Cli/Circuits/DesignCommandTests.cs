using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Circuits;

public sealed class DesignCommandTests
{
    private static readonly string Hydrogen = SharedData.Molecule("h2.fcidump");

    [Fact]
    public void Design_OfHydrogen_WritesTheAgreedJsonAndFiles()
    {
        using var folder = new TemporaryFolder();
        var output = Path.Combine(folder.Path, "new", "place");
        var (code, text, error) = QuiverProcess.Run(["circuits", "design", Hydrogen, "--fits", "6000", "--rounds", "3", "--max-gates", "16", "--baselines", "--out", output, "--json", "-"]);
        Assert.True(code == 0, error);
        var root = ResultJson.Results(text);
        Assert.Equal("h2", root.GetProperty("problem").GetString());
        Assert.Equal("gflownet", Assert.Single(root.GetProperty("searches").EnumerateArray()).GetProperty("method").GetString());
        var results = root.GetProperty("circuits").EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.InRange(results["gflownet"].GetProperty("error").GetDouble(), -1e-9, 1e-3);
        Assert.Equal(0, results["X only"].GetProperty("cx").GetInt32());
        Assert.Equal(56, results["uccsd"].GetProperty("cx").GetInt32());
        Assert.True(results["gflownet"].GetProperty("cx").GetInt32() < 20);
        Assert.True(root.GetProperty("pareto").GetArrayLength() > 0);
        foreach (var name in new[] { "result.json", "best.qasm", "best.qs", "best.svg", "best.txt", "front.png", "front.svg" })
        {
            Assert.True(new FileInfo(Path.Combine(output, name)).Length > 0, name);
        }

        // What was written runs and has the energy of the table.
        var run = QuiverProcess.Run(["circuits", "run", Path.Combine(output, "best.qasm"), "--observable", Hydrogen, "--json", "-"]);
        Assert.True(run.Code == 0, run.Error);
        var energy = ResultJson.Results(run.Output).GetProperty("circuit").GetProperty("energy").GetDouble();
        Assert.Equal(results["gflownet"].GetProperty("energy").GetDouble(), energy, 9);
    }

    [Theory]
    [InlineData("circuits", "design", "nothing.txt")]
    [InlineData("circuits", "design", "maxcut:regular:5:3:0")]
    [InlineData("circuits", "design", "maxcut:regular:5")]
    [InlineData("circuits", "design", "state:ghz:99")]
    [InlineData("circuits", "design", "classify:nothing.csv")]
    [InlineData("circuits", "design", "state:ghz:2", "--method", "wrong")]
    [InlineData("circuits", "design", "state:ghz:2", "--fits", "0")]
    [InlineData("circuits", "design", "state:ghz:2", "--beta", "-1")]
    [InlineData("circuits", "design", "state:ghz:2", "--coupling", "0-9")]
    [InlineData("circuits", "design", "maxcut:regular:4:2:0", "--simulator", "qsharp")]
    [InlineData("circuits", "design", "state:ghz:2", "--target-error", "0.1")]
    [InlineData("circuits", "design", "state:ghz:2", "--qaoa", "2")]
    [InlineData("circuits", "design", "classify:tests/data/none.csv", "--gates", "rz-sx-ecr")]
    [InlineData("circuits", "design", "state:ghz:2", "--max-depth", "0")]
    [InlineData("circuits", "design", "state:ghz:2", "--reuploading")]
    [InlineData("vqe", "state:ghz:2", "--ansatz", "uccsd")]
    [InlineData("vqe", "state:ghz:2", "--ansatz", "other")]
    [InlineData("circuits", "run", "nothing.qasm")]
    public void Commands_WithWrongInput_SayOneSentenceAndExitWithTwo(params string[] args)
    {
        var (code, _, error) = QuiverInProcess.Run(args);
        Assert.Equal(2, code);
        Assert.StartsWith("quiver: ", error.Split('\n').Last(l => l.Length > 0), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Design_WithoutOptions_SaysFirstWhetherTheTargetIsMet()
    {
        var (code, text, error) = QuiverProcess.Run(["circuits", "design", SharedData.Molecule("h4.fcidump"), "--fits", "16000", "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        Assert.Contains("within 0.0016 Ha", error, StringComparison.Ordinal);
        var root = ResultJson.Results(text);
        var target = root.GetProperty("targets")[0];
        Assert.True(target.GetProperty("met").GetBoolean());
        Assert.Equal(5, target.GetProperty("searchedQubits").GetInt32());
        Assert.Equal((860, 1991), (target.GetProperty("uccsdCx").GetInt32(), target.GetProperty("uccsdGates").GetInt32()));
        var lead = root.GetProperty("circuits")[0];
        Assert.Equal("gflownet", lead.GetProperty("name").GetString());
        Assert.InRange(lead.GetProperty("error").GetDouble(), 0, 1.6e-3);
        Assert.InRange(lead.GetProperty("estimatedError").GetDouble(), 0, 1.6e-3);
        Assert.InRange(lead.GetProperty("cx").GetInt32(), 1, 20);
    }

    [Theory]
    [InlineData("", 2, 0, 0.0)]
    [InlineData("--ms2 2", 2, 2, 2.0)]
    [InlineData("--electrons 3 --ms2 1", 3, 1, 0.75)]
    public void Design_OfIonsTripletsAndRadicals_CountsElectronsAndSpin(string options, int electrons, int ms2, double spin)
    {
        var ion = Path.Combine(SharedData.Repository, "tests", "data", "faults", "circuits", "h3plus_tri.fcidump");
        var (code, text, error) = QuiverProcess.Run(["circuits", "design", ion, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--method", "annealing", "--time", "0.1s", "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        Assert.Contains($"(the exact state: {spin:F4})", error, StringComparison.Ordinal);
        var root = ResultJson.Results(text);
        Assert.Equal(spin, root.GetProperty("exact").GetProperty("totalSpin").GetDouble(), 6);
        var lead = root.GetProperty("circuits")[0];
        Assert.InRange(lead.GetProperty("error").GetDouble(), -1e-9, 1.6e-3);
        Assert.InRange(lead.GetProperty("electrons").GetDouble(), electrons - 0.01, electrons + 0.01);
        Assert.InRange(lead.GetProperty("ms2").GetDouble(), ms2 - 0.01, ms2 + 0.01);
        Assert.InRange(lead.GetProperty("totalSpin").GetDouble(), spin - 0.05, spin + 0.05);
    }

    [Fact]
    public void Design_WithScan_DesignsEveryGeometryInOrderAndCarriesCircuitsOver()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "h2-10.5.fcidump", "h2-9.5.fcidump", "notes.md" })
        {
            File.Copy(Hydrogen, Path.Combine(folder.Path, name));
        }

        using var kept = new TemporaryFolder();
        var run = Path.Combine(kept.Path, "run");
        var (code, text, error) = QuiverProcess.Run([
            "circuits", "design", "--scan", folder.Path, "--method", "annealing", "--time", "0.05s", "--verify", "no", "--json", "-", "--run", run]);
        Assert.True(code == 0, error);
        Assert.Equal(ResultJson.Results(text).GetRawText(), ResultJson.Results(File.ReadAllText(Path.Combine(run, "result.json"))).GetRawText());
        Assert.Contains("2 geometries: all within 0.0016 Ha", error, StringComparison.Ordinal);
        var rows = ResultJson.Results(text).GetProperty("scan").EnumerateArray().ToArray();
        Assert.Equal(["h2-9.5.fcidump", "h2-10.5.fcidump"], rows.Select(r => r.GetProperty("file").GetString()));
        Assert.Equal([false, true], rows.Select(r => r.GetProperty("carried").GetBoolean()));
        Assert.All(rows, r => Assert.InRange(r.GetProperty("error").GetDouble(), -1e-9, 1.6e-3));
    }

    [Theory]
    [InlineData("--noise", "profile.json")]
    [InlineData("--baselines")]
    [InlineData("--method", "random")]
    [InlineData("--method", "gflownet,annealing")]
    public void Design_ScanWithWhatItCannotDo_IsRefused(params string[] more)
    {
        using var folder = new TemporaryFolder();
        File.Copy(Hydrogen, Path.Combine(folder.Path, "a1.fcidump"));
        File.Copy(Hydrogen, Path.Combine(folder.Path, "a2.fcidump"));
        Assert.Contains("--scan", QuiverInProcess.Refused(["circuits", "design", "--scan", folder.Path, .. more]), StringComparison.Ordinal);
    }

    [Fact]
    public void Design_ScanOfNoFolderOrOneFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Hydrogen, Path.Combine(folder.Path, "a1.fcidump"));
        Assert.Contains("at least 2 files", QuiverInProcess.Refused(["circuits", "design", "--scan", folder.Path]), StringComparison.Ordinal);
        Assert.Contains("no such folder", QuiverInProcess.Refused(["circuits", "design", "--scan", Hydrogen]), StringComparison.Ordinal);
    }

    [Fact]
    public void Design_UnderNoiseThatNoGateIsWorth_SaysSo()
    {
        var (code, text, error) = QuiverProcess.Run(["circuits", "design", SharedData.Molecule("h4.fcidump"), "--noise", Path.Combine(SharedData.Repository, "data", "devices", "falcon-like.json"), "--fits", "40", "--rounds", "1", "--method", "annealing", "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        Assert.Contains(ResultJson.Notes(text), n => n.StartsWith("No gate pays for itself under this noise", StringComparison.Ordinal));
        Assert.Equal(0, ResultJson.Results(text).GetProperty("circuits")[0].GetProperty("cx").GetInt32());
    }

    [Fact]
    public void Design_AboveItsTarget_SaysSoAndExitsWithThree()
    {
        var (code, text, error) = QuiverProcess.Run(["circuits", "design", SharedData.Molecule("h4.fcidump"), "--fits", "500", "--max-gates", "12", "--verify", "no"]);
        Assert.True(code == 3, error);
        Assert.StartsWith("gflownet: NO circuit within 0.0016 Ha", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Design_OfALargerMolecule_NamesTheSpaceItProposes()
    {
        var (code, text, error) = QuiverProcess.Run(["circuits", "design", SharedData.Molecule("lih.fcidump"), "--fits", "200", "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        Assert.Contains("note: The 1 core orbital is frozen: 2 electrons in 5 orbitals, 10 qubits", error, StringComparison.Ordinal);
        Assert.InRange(JsonDocument.Parse(text).RootElement.GetProperty("results").GetProperty("circuits")[0].GetProperty("cx").GetInt32(), 1, 20);
    }

    [Fact]
    public void Design_OfAGraph_ShowsQaoaOfAllDepthsAndTheBestCutByTheFilesNames()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "ring.txt");
        File.WriteAllText(path, "5 6 2\n6 7 3\n7 8 4\n8 5 1\n5 7 -1\n");
        var (code, text, error) = QuiverProcess.Run(
            ["circuits", "design", "maxcut:" + path, "--fits", "200", "--rounds", "1", "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        var root = ResultJson.Results(text);
        var rows = root.GetProperty("circuits").EnumerateArray().ToDictionary(static r => r.GetProperty("name").GetString()!);
        var ratios = new[] { "qaoa, p=1", "qaoa, p=2", "qaoa, p=3", "gflownet" }.Select(n => rows[n].GetProperty("ratio").GetDouble()).ToArray();
        Assert.Equal(ratios.Order(), ratios);
        Assert.Equal(1, ratios[^1], 9);
        Assert.Equal(1, rows["qaoa, p=3"].GetProperty("sampledRatio").GetDouble(), 9);
        var cut = root.GetProperty("maxCut");
        Assert.Equal((10, 8), (cut.GetProperty("bestCut").GetDouble(), cut.GetProperty("cuts").GetInt32()));
        Assert.Contains(string.Join(' ', cut.GetProperty("side").EnumerateArray().Select(static v => v.GetString())), new[] { "5 7", "6 8" });
        Assert.Contains("best of all cuts", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Design_OfAGraphWithoutACutAboveZero_HasNoRatio()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "negative.txt");
        File.WriteAllText(path, "0 1 -1\n1 2 -2\n");
        var (code, text, error) = QuiverProcess.Run(
            ["circuits", "design", "maxcut:" + path, "--fits", "50", "--rounds", "1", "--qaoa", "1", "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        var root = ResultJson.Results(text);
        Assert.All(root.GetProperty("circuits").EnumerateArray(), static r => Assert.Equal(JsonValueKind.Null, r.GetProperty("ratio").ValueKind));
        Assert.Equal(0, root.GetProperty("maxCut").GetProperty("bestCut").GetDouble());
    }

    [Theory]
    [InlineData("0 1 0\n1 2 0\n", "weighs 0")]
    [InlineData("0 1 1e-14\n1 2 1e-14\n", "multiply all weights")]
    [InlineData("0 1 1e308\n1 2 1e308\n", "multiply all weights")]
    [InlineData("0 1 nan\n1 2 1\n", "no finite weight")]
    public void Design_OfWeightsThatNothingCanBeSaidOf_IsRefused(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "g.txt");
        File.WriteAllText(path, text);
        var (code, _, error) = QuiverInProcess.Run("circuits", "design", "maxcut:" + path);
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Design_WithALimitOfDepth_KeepsToItInEveryRow()
    {
        var (code, text, error) = QuiverProcess.Run(
            ["circuits", "design", SharedData.Molecule("h4.fcidump"), "--max-depth", "6", "--fits", "3000", "--verify", "no", "--json", "-"]);
        Assert.True(code is 0 or 3, error);
        var root = ResultJson.Results(text);
        Assert.All(root.GetProperty("pareto").EnumerateArray(), static r => Assert.InRange(r.GetProperty("depth").GetInt32(), 0, 6));
        var lead = root.GetProperty("circuits")[0];
        Assert.InRange(lead.GetProperty("depth").GetInt32(), 1, 6);

        // Better than the determinant, and honest about what the limit costs.
        Assert.InRange(lead.GetProperty("error").GetDouble(), 1e-6, 6.4e-2);
        Assert.Equal(lead.GetProperty("error").GetDouble() <= 1.6e-3, code == 0);
    }

    [Theory]
    [InlineData("rz-sx-cx", "rz sx cx")]
    [InlineData("rz-sx-ecr", "rz sx ecr")]
    [InlineData("rx-ry-rzz", "rx ry rzz")]
    public void Design_InTheGatesOfADevice_ComesOutInThemAndReadsBack(string set, string allowed)
    {
        using var folder = new TemporaryFolder();
        var (code, text, error) = QuiverProcess.Run(
            ["circuits", "design", Hydrogen, "--gates", set, "--fits", "2000", "--out", folder.Path, "--json", "-"]);
        Assert.True(code == 0, error);
        var root = ResultJson.Results(text);
        Assert.Equal(set, root.GetProperty("gates").GetString());
        var lead = root.GetProperty("circuits")[0];
        Assert.InRange(lead.GetProperty("error").GetDouble(), -1e-9, 1.6e-3);
        if (lead.GetProperty("qsharpDifference").ValueKind == JsonValueKind.Number)
        {
            Assert.All(
                root.GetProperty("circuits").EnumerateArray(), static r => Assert.InRange(r.GetProperty("qsharpDifference").GetDouble(), 0, 1e-9));
        }

        // What was written is in the device's gates, has as many as the table says, and the same energy when read.
        var path = Path.Combine(folder.Path, "best.qasm");
        var written = File.ReadAllLines(path).Where(static l => l.Contains("q[", StringComparison.Ordinal) && !l.StartsWith("qubit", StringComparison.Ordinal))
            .Where(static l => !l.StartsWith("gate", StringComparison.Ordinal) && !l.StartsWith(' ')).Select(static l => l.Split('(', ' ')[0]).ToArray();
        Assert.All(written, g => Assert.Contains(g, allowed.Split(' ')));
        Assert.Equal(lead.GetProperty("gates").GetInt32(), written.Length);
        Assert.Equal(lead.GetProperty("cx").GetInt32(), written.Count(g => g == allowed.Split(' ')[2]));
        var (ran, energy, failed) = QuiverProcess.Run(["circuits", "run", path, "--observable", Hydrogen, "--json", "-"]);
        Assert.True(ran == 0, failed);
        Assert.Equal(lead.GetProperty("energy").GetDouble(), ResultJson.Results(energy).GetProperty("circuit").GetProperty("energy").GetDouble(), 9);
    }

    [Fact]
    public void Vqe_OfMaxCut_ReportsTheRatio()
    {
        var (code, text, error) = QuiverProcess.Run(["vqe", "maxcut:regular:6:3:1", "--ansatz", "qaoa", "--layers", "2", "--json", "-", "--verify", "no"]);
        Assert.True(code == 0, error);
        var row = ResultJson.Results(text).GetProperty("circuits")[0];
        Assert.InRange(row.GetProperty("ratio").GetDouble(), 0.75, 1);
        Assert.Equal(36, row.GetProperty("cx").GetInt32());
        Assert.Equal(4, row.GetProperty("parameters").GetInt32());
    }

    [Fact]
    public void Run_UnderNoise_LosesProbability()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "bell.qasm");
        File.WriteAllText(path, "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\nh q[0];\ncx q[0], q[1];\n");
        double Probability(params string[] more)
        {
            var (code, text, error) = QuiverProcess.Run(["circuits", "run", path, "--json", "-", .. more]);
            Assert.True(code == 0, error);
            return ResultJson.Results(text).GetProperty("states").EnumerateArray().Where(s => s.GetProperty("state").GetString() is "00" or "11").Sum(s => s.GetProperty("probability").GetDouble());
        }

        Assert.Equal(1, Probability(), 12);
        Assert.Equal(1, Probability("--shots", "100"), 12);
        Assert.InRange(Probability("--noise", Path.Combine(SharedData.Repository, "data", "devices", "heron-like.json")), 0.9, 0.999);
    }

    [Fact]
    public void Design_WithGateTimes_ShowsHowLongCircuitsTake()
    {
        var device = Path.Combine(SharedData.Repository, "data", "devices", "falcon-like.json");
        var (code, text, error) = QuiverProcess.Run(["circuits", "design", Hydrogen, "--fits", "200", "--method", "annealing", "--gate-times", device,
            "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        var row = ResultJson.Results(text).GetProperty("circuits")[0];

        // At least its CX one after another on some qubit, at most all gates one after another.
        Assert.InRange(row.GetProperty("microseconds").GetDouble(), 0.4, (0.4 * row.GetProperty("cx").GetInt32()) + (0.035 * row.GetProperty("gates").GetInt32()));
        Assert.Contains("has no effect", QuiverInProcess.Refused(["circuits", "design", Hydrogen, "--gate-times", device, "--price-depth", "1"]), StringComparison.Ordinal);
    }

    // A depolarised CX alone: <ZZ + XX> of a Bell state is 2 (1 - p), which decays to 0 by (1 - p)^3, (1 - p)^5.
    [Fact]
    public void Run_Mitigated_IsTheEnergyWithoutNoise()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("bell.qasm", "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\nh q[0];\ncx q[0], q[1];\n");
        var device = folder.Write(
            "device.json", "{\"name\": \"d\", \"twoQubit\": {\"error\": 0.03, \"durationNanoseconds\": 0}, \"readOneFromZero\": 0.02, \"readZeroFromOne\": 0.05}");
        var (code, text, error) = QuiverProcess.Run(["circuits", "run", path, "--observable", folder.Write("o.txt", "ZZ 1\nXX 1\n"), "--noise", device,
            "--mitigate", "both", "--shots", "60000", "--json", "-"]);
        Assert.True(code == 0, error);
        var circuit = ResultJson.Results(text).GetProperty("circuit");
        Assert.Equal(2, circuit.GetProperty("mitigated").GetProperty("energy").GetDouble(), 1e-9);
        Assert.InRange(circuit.GetProperty("energy").GetDouble(), 1, 1.8);
        var shots = circuit.GetProperty("fromShots");
        Assert.Equal(60000, shots.GetProperty("shots").GetInt32());
        Assert.Equal(2, shots.GetProperty("energy").GetDouble(), 5 * shots.GetProperty("standardError").GetDouble());
        Assert.InRange(shots.GetProperty("standardError").GetDouble(), 0.002, 0.05);
        Assert.Contains(ResultJson.Notes(text), static n => n.Contains("times the shots", StringComparison.Ordinal));
        Assert.Contains("--shots must be at least 12", QuiverInProcess.Refused(["circuits", "run", path, "--observable", folder.Path + "/o.txt",
            "--noise", device, "--mitigate", "zne", "--shots", "11"]), StringComparison.Ordinal);
        Assert.Contains("odd numbers", QuiverInProcess.Refused(["circuits", "run", path, "--observable", folder.Path + "/o.txt",
            "--noise", device, "--mitigate", "zne", "--factors", "1", "2"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithShots_EstimatesTheObservableWithinItsError()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "hf.qasm");
        File.WriteAllText(path, "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[4] q;\nx q[0];\nx q[1];\n");
        var (code, text, error) = QuiverProcess.Run(["circuits", "run", path, "--observable", Hydrogen, "--shots", "20000", "--seed", "3", "--json", "-"]);
        Assert.True(code == 0, error);
        var row = ResultJson.Results(text).GetProperty("circuit");
        Assert.Equal(-1.0661086492, row.GetProperty("energy").GetDouble(), 8);
        var spread = row.GetProperty("standardError").GetDouble();
        Assert.InRange(spread, 1e-5, 1e-2);
        Assert.InRange(Math.Abs(row.GetProperty("estimate").GetDouble() - row.GetProperty("energy").GetDouble()), 0, 5 * spread);
        Assert.Equal(2, QuiverProcess.Run(["circuits", "run", path, "--observable", Hydrogen, "--shots", "3"]).Code);
    }

    [Fact]
    public void Vqe_OfHydrogen_ListsTheFront()
    {
        var (code, text, error) = QuiverProcess.Run(["vqe", Hydrogen, "--ansatz", "x-only,uccsd,qubit-adapt", "--verify", "no", "--json", "-"]);
        Assert.True(code == 0, error);
        var root = ResultJson.Results(text);
        Assert.Equal(["x-only", "uccsd", "qubit-adapt"], root.GetProperty("circuits").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        var front = root.GetProperty("pareto").EnumerateArray().Select(r => r.GetProperty("name").GetString()).ToArray();
        Assert.Contains("x-only", front);
        Assert.Contains("qubit-adapt", front);
    }
}
