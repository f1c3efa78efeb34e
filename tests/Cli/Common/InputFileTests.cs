namespace Quiver.Cli.Tests.Common;

/// <summary>Every command that reads a file, given none, a folder, an empty one and one of bytes.</summary>
public sealed class InputFileTests
{
    private static readonly string[] Lines =
    [
        "sweep FILE --out NEW", "bench all --plan FILE --out NEW", "report FILE",
        "info FILE", "convert FILE NEW --to qdk", "group FILE --method si", "group-scan FILE --time 0.1s", "group-scan OPERATOR FILE", "check-grouping FILE GROUPING", "check-grouping OPERATOR FILE", "train-grouping FILE --save NEW",
        "group OPERATOR --method gflownet --policy FILE", "measure FILE --shots 10", "measure OPERATOR --shots 10 --front FILE", "bench measure FILE", "bench grouping FILE", "bench scale FILE",
        "bench design FILE", "bench design MOLECULE --arms annealing-library --gadgets FILE", "circuits design MOLECULE --gadgets FILE", "circuits gadgets FILE", "circuits train FILE --save NEW", "circuits design MOLECULE --policy FILE", "bench design MOLECULE --policy FILE",
        "vqe FILE --ansatz x-only", "vqe maxcut:FILE", "vqe classify:FILE", "vqe state:FILE", "vqe unitary:FILE", "vqe MOLECULE --ansatz x-only --noise FILE",
        "circuits design FILE", "circuits design maxcut:FILE", "circuits run FILE", "circuits run CIRCUIT --observable FILE",
        "circuits run CIRCUIT --noise FILE", "circuits draw FILE", "circuits convert FILE", "convert FILE NEW --to labels", "links stats FILE", "links affinity FILE", "links evaluate FILE", "links evaluate FILE --relation 4",
        "links train FILE", "links train FILE --relation 4", "links predict FILE --source 1", "links convert FILE NEW.csv", "links evaluate SNAPSHOTS --negatives FILE",
        "links evaluate FILE --negatives NEGATIVES", "links train FILE --negatives NEGATIVES", "links train SNAPSHOTS --negatives FILE",
        "bench links FILE --models none", "links from-git FILE --out NEW.csv", "measure --counts FILE", "measure OPERATOR --shots 10 --noise FILE",
        "tfbind8 --data FILE", "qm9 --data FILE", "dag --data FILE", "phylo --data FILE", "phylo-evidence --data FILE",
    ];

    public static TheoryData<string, string> Wrong()
    {
        var data = new TheoryData<string, string>();
        foreach (var line in Lines)
        {
            foreach (var kind in new[] { "none", "folder", "empty.txt", "binary.bin" })
            {
                data.Add(line, kind);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Command_OnWhatIsNoInput_NamesIt(string line, string kind)
    {
        using var inputs = new SmallInputs();
        Directory.CreateDirectory(inputs.At("folder"));
        var sentence = QuiverInProcess.Refused(inputs.Words(line, inputs.At(kind)));
        Assert.Contains(inputs.At(kind), sentence, StringComparison.Ordinal);
        Assert.Matches(kind switch
        {
            "none" => "[Tt]here is no|does not exist|not found|no folder",
            "folder" => "folder",
            _ => ".",
        }, sentence);
        Assert.False(File.Exists(inputs.At("new.csv")), "an output was begun");
    }

    [Fact]
    public void EveryCommandWithAFile_IsAmongThem()
    {
        string[] without = ["doctor", "completions", "runs list", "runs show", "runs compare", "runs clean", "grid", "bits", "ising", "bench gflownet", "bench simulator", "links generate", "hamiltonian generate"];
        Assert.Equal(
            CommandTree.Leaves().Select(l => l.Path).Except(without).Order(StringComparer.Ordinal),
            CommandTree.Leaves().Select(l => l.Path).Where(p => Lines.Any(l => l.StartsWith(p + " ", StringComparison.Ordinal))).Order(StringComparer.Ordinal));
    }
}
