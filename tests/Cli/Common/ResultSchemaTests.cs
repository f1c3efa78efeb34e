using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Common;

/// <summary>Real output of every command that writes JSON, held against its schema.</summary>
public sealed class ResultSchemaTests
{
    private static readonly string[] Commands = [.. WithJson()];

    [Fact]
    public void EveryCommandWithJson_HasExactlyOneSchema() => Assert.All(Commands, c => ResultJson.SchemaOf(c));

    [Fact]
    public void EverySchema_BelongsToACommandOrAFile() =>
        Assert.Equal(
            ResultJson.Names.Except(["envelope", "grouping-file", "config", "run", "sweep-plan"], StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Commands.Select(ResultJson.SchemaOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryCommandWithJson_IsRunBelow() =>
        Assert.Empty(Commands.Except(Runs().Select(r => Commands.Single(c => (r.Data + " ").StartsWith(c + " ", StringComparison.Ordinal))), StringComparer.Ordinal));

    public static TheoryData<string> Runs() =>
    [
        "info MOLECULES/h2.fcidump",
        "doctor",
        "sweep PLAN --out SWEEP",
        "bench all --plan LINES --figures FIGURES --out SWEEP",
        "runs list RUNS",
        "runs compare RUNS/a RUNS/b",
        "info OPERATOR --state none",
        "group MOLECULES/h4.fcidump --method si,ics,annealing --time 0.1s --taper all",
        "group OPERATOR --method lf --state none",
        "group-scan OPERATOR --time 0.05s",
        "check-grouping OPERATOR GROUPING",
        "bench grouping OPERATOR --time 0.05s",
        "bench scale OPERATOR --from 2",
        "grid --dim 2 --height 4 --iterations 3 --samples 20 --seeds 2",
        "bits --iterations 2 --held 20",
        "ising --side 6 --iterations 2",
        "tfbind8 --data WORDS --iterations 2",
        "qm9 --data CHAINS --iterations 2",
        "dag --nodes 3 --edges 2 --iterations 2 --sets 2",
        "dag --data POINTS --iterations 2",
        "phylo --data DNA --iterations 2",
        "phylo --data DNA --reward parsimony --taxa 5 --iterations 2",
        "phylo-evidence --data DNA --trees 20 --samples 10",
        "bench gflownet --batch 4 --warmup 0 --iterations 1 --cases CASE",
        "circuits design MOLECULES/h2.fcidump --fits 100 --rounds 1 --verify no",
        "circuits design MOLECULES/h2.fcidump --fits 100 --rounds 1 --verify no --gadgets LIBRARY",
        "circuits gadgets RESULT --most 2",
        "circuits train MOLECULES/h2_631g.fcidump --time 0.02s --searches 1 --passes 1",
        "circuits design maxcut:regular:4:3:0 --fits 50 --rounds 1 --verify no",
        "circuits design maxcut:regular:4:3:0 --fits 50 --rounds 1 --qaoa 0 --max-depth 2 --verify no",
        "circuits design CLASSIFICATION/iris.csv --angles 2 --folds 2 --time 0.05s --encoding components",
        "circuits design CLASSIFICATION/iris.csv --angles 2 --folds 2 --time 0.05s --encoding none --reuploading",
        "vqe MOLECULES/h2.fcidump --ansatz x-only --verify no",
        "vqe MOLECULES/h2.fcidump --ansatz x-only --verify no --noise DEVICES/heron-like.json --mitigate both",
        "circuits run CIRCUIT --noise DEVICES/heron-like.json --observable OPERATOR --mitigate zne --shots 60",
        "circuits run CIRCUIT",
        "circuits run CIRCUIT --shots 10",
        "bench design MOLECULES/h2.fcidump --time 0.05s --seeds 1 --arms annealing",
        "bench simulator --qubits 2 --seconds 0.001 --threads 1",
        "measure OPERATOR --shots 200 --time 0.1s",
        "measure MOLECULES/h2.fcidump --shots 200 --repeat 2 --estimator shadows",
        "bench measure OPERATOR --shots 50 --repeat 2 --estimators grouped,shadows --time 0.1s",
        "bench measure OPERATOR --check yes",
        "bench measure OPERATOR --table split --searches 1",
        "bench measure OPERATOR --table gates",
        "bench measure MOLECULES/h2.fcidump --mappings jw,parity,bk --shots 50 --repeat 2 --estimators split",
        "bench measure OPERATOR --front FRONT --time 0.1s",
        "links stats EVENTS",
        "links convert EVENTS OUTPUT --interval 50",
        "links evaluate EVENTS",
        "links evaluate EVENTS --model gp",
        "links evaluate KINDS --relation 4 --model gp,decay:fit",
        "links affinity EVENTS",
        "links train EVENTS --epochs 1",
        "links train KINDS --relation 4 --epochs 1",
        "links predict EVENTS --source 1 --epochs 1",
        "bench links EVENTS --models none --interval 50",
    ];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Command_WithJson_WritesAValidEnvelope(string line)
    {
        using var folder = new TemporaryFolder();
        string At(string name) => Path.Combine(folder.Path, name);
        File.WriteAllText(At("operator.txt"), "ZZ 0.5\nXX 0.25\nZI 0.1\n");
        File.WriteAllText(At("grouping.json"), "[[0, 1], [2]]");
        File.WriteAllText(At("plan.json"), $"{{\"command\": \"info\", \"arguments\": \"{At("operator.txt")}\"}}");
        File.WriteAllText(At("lines.json"), $"{{\"lines\": {{\"one\": \"info {At("operator.txt")}\"}}}}");
        File.WriteAllText(At("figures.json"), "{\"two\": {\"spread\": 0.1, \"figures\": {\"a\": 1}}}");
        File.WriteAllText(At("circuit.qasm"), "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\nbit[2] c;\nh q[0];\ncx q[0], q[1];\nc = measure q;\n");
        File.WriteAllLines(At("events.csv"), Enumerable.Range(0, 200).Select(i => $"{i % 3},{3 + (i * i % 5)},{i}"));
        File.WriteAllLines(At("kinds.csv"), Enumerable.Range(0, 200).Select(i => $"{i % 3},{3 + (i * i % 5)},{i},k{(i < 190 ? i % 2 : 2)}"));
        File.WriteAllText(At("result.json"), SmallInputs.Designed);
        File.WriteAllText(At("library.json"), SmallInputs.Gadgets);
        File.WriteAllText(At("points.csv"), "a,b,c\n1,2,3\n2,1,0\n0,0,1\n");
        File.WriteAllText(At("dna.fasta"), SmallInputs.Dna);
        if (line.StartsWith("tfbind8", StringComparison.Ordinal))
        {
            File.WriteAllLines(At("words.csv"), SmallInputs.AllWords("ACGT", 8, "normalised"));
        }
        else if (line.StartsWith("qm9", StringComparison.Ordinal))
        {
            File.WriteAllLines(At("chains.csv"), SmallInputs.AllWords("0123456789a", 5, "reward"));
        }

        var arguments = line.Split(' ').Select(a => a switch
        {
            "DNA" => At("dna.fasta"),
            "POINTS" => At("points.csv"),
            "WORDS" => At("words.csv"),
            "CHAINS" => At("chains.csv"),
            "OPERATOR" => At("operator.txt"),
            "GROUPING" => At("grouping.json"),
            "CIRCUIT" => At("circuit.qasm"),
            "EVENTS" => At("events.csv"),
            "KINDS" => At("kinds.csv"),
            "OUTPUT" => At("output.csv"),
            "FRONT" => At("front"),
            "RESULT" => At("result.json"),
            "LIBRARY" => At("library.json"),
            "CASE" => "hypergrid 8^2",
            "PLAN" => At("plan.json"),
            "SWEEP" => At("sweep"),
            "LINES" => At("lines.json"),
            "FIGURES" => At("figures.json"),
            _ when a.StartsWith("RUNS", StringComparison.Ordinal) => RunsIn(At("runs")) + a[4..],
            _ when a.StartsWith("DEVICES", StringComparison.Ordinal) => Path.Combine(SharedData.Repository, "data", "devices") + a[7..],
            _ => a.Replace("MOLECULES", Path.Combine(SharedData.Repository, "data", "molecules"), StringComparison.Ordinal)
                .Replace("CLASSIFICATION", Path.Combine(SharedData.Repository, "data", "classification"), StringComparison.Ordinal),
        }).ToArray();
        var (code, output, error) = QuiverProcess.Run([.. arguments, "--json", "-"]);
        Assert.True(code == 0, error);
        var root = ResultJson.Envelope(output);
        Assert.Equal(arguments.Where(File.Exists).Where(a => a != At("output.csv")), root.GetProperty("inputs").EnumerateArray().Select(i => i.GetProperty("path").GetString()));
        Assert.Equal(error.Split('\n').Where(l => l.StartsWith("note: ", StringComparison.Ordinal)).Select(l => l[6..]), ResultJson.Notes(output));
    }

    // Two runs that differ in a seed.
    private static string RunsIn(string folder)
    {
        foreach (var name in new[] { "a", "b" })
        {
            if (!Directory.Exists(Path.Combine(folder, name)))
            {
                Assert.Equal(0, QuiverInProcess.Run("grid", "--dim", "2", "--height", "4", "--iterations", "2", "--seed", name == "a" ? "1" : "2", "--run", Path.Combine(folder, name)).Code);
            }
        }

        return folder;
    }

    [Fact]
    public void Schema_OfAnAlteredResult_Objects()
    {
        var root = ResultJson.Envelope(QuiverProcess.Run("info", SharedData.Molecule("h2.fcidump"), "--json", "-").Output);
        Assert.Empty(ResultJson.Faults("info", root));
        foreach (var (from, to) in new[] { ("\"qubits\": 4", "\"qubits\": \"4\""), ("\"notes\": []", "\"notes\": \"none\""), ("\"oneNorm\"", "\"onenorm\""), ("\"seed\"", "\"Seed\"") })
        {
            Assert.Contains(from, root.GetRawText(), StringComparison.Ordinal);
            using var altered = JsonDocument.Parse(root.GetRawText().Replace(from, to, StringComparison.Ordinal));
            Assert.NotEmpty(ResultJson.Faults("info", altered.RootElement));
        }
    }

    private static IEnumerable<string> WithJson() => CommandTree.Leaves().Where(l => l.Command.Options.Any(o => o.Name is "--json")).Select(l => l.Path);
}
