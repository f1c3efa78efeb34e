using Quiver.Tests;

namespace Quiver.Cli.Tests;

/// <summary>One small input of every kind, in a folder that is gone after the test; words in capitals of a command line stand for them.</summary>
internal sealed class SmallInputs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallInputs()
    {
        folder.Write("operator.txt", "ZZ 0.5\nXX 0.25\nZI 0.1\n");
        folder.Write("grouping.json", "[[0, 1], [2]]");
        folder.Write("circuit.qasm", "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[2] q;\nbit[2] c;\nh q[0];\ncx q[0], q[1];\nc = measure q;\n");
        folder.Write("events.csv", string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 3},{3 + (i * i % 5)},{i}\n").Prepend("src,dst,time\n")));
        folder.Write("snapshots.csv", "split,snapshot,src,dst\ntrain,0,a,b\ntrain,1,a,c\nval,2,a,b\ntest,3,a,c\n");
        folder.Write("negatives.csv", "split,snapshot,src,dst,negatives\nval,2,a,b,c\ntest,3,a,c,b\n");
        folder.Write("empty.txt", string.Empty);
        File.WriteAllBytes(At("binary.bin"), [0, 1, 2, 3, 0xFF, 0xFE, 0, 200, 7, 0, 13]);
    }

    public string Path => folder.Path;

    public string At(string name) => System.IO.Path.Combine(folder.Path, name);

    /// <summary>The words of a command line with their files.</summary>
    public string[] Words(string line, string? file = null) => [.. line.Split(' ').Select(word => word switch
    {
        "OPERATOR" => At("operator.txt"),
        "GROUPING" => At("grouping.json"),
        "CIRCUIT" => At("circuit.qasm"),
        "EVENTS" => At("events.csv"),
        "SNAPSHOTS" => At("snapshots.csv"),
        "NEGATIVES" => At("negatives.csv"),
        "MOLECULE" => SharedData.Molecule("h2.fcidump"),
        _ => (file is null ? word : word.Replace("FILE", file, StringComparison.Ordinal)).Replace("NEW", At("new"), StringComparison.Ordinal),
    })];

    /// <summary>Six taxa, FASTA.</summary>
    public const string Dna = ">a\nACGTACGTAA\n>b\nACGTACGAAA\n>c\nACGAACGAAC\n>d\nTCGAAC-AAC\n>e\nTCGATCNATC\n>f\nTCCATCCATC\n";

    /// <summary>Circuits of a search, as far as gadgets are mined from it.</summary>
    public const string Designed =
        """{"gates": "hardware-real", "ensemble": [{"word": "RY(0.1) 0; CX 0,1; RY(1) 1"}, {"word": "RY(0.2) 1; CX 1,2; RY(1.1) 2"}]}""";

    /// <summary>A library of one gadget.</summary>
    public const string Gadgets =
        """
        {"fileVersion": 1, "gateSets": ["hardware-real"], "results": 1, "circuits": 2, "gadgets": [{"gates": "RY 0; CX 0,1", "count": 2,
        "circuits": 2, "results": 1, "support": 1, "typicalAngles": [[0.1]]}]}
        """;

    /// <summary>A table of all words over an alphabet with some value each.</summary>
    public static IEnumerable<string> AllWords(string letters, int length, string column)
    {
        IEnumerable<string> words = [string.Empty];
        for (var k = 0; k < length; k++)
        {
            words = words.SelectMany(w => letters.Select(l => w + l));
        }

        return words.Select((w, i) => $"{w},0.{i % 97}").Prepend($"word,{column}");
    }

    public void Dispose() => folder.Dispose();
}
