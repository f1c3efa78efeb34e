using Quiver.Tests;

namespace Quiver.Cli.Tests.Circuits;

public sealed class TrainProposalsCommandTests
{
    private static readonly string Larger = SharedData.Molecule("h2_631g.fcidump");

    [Fact]
    public void Train_ThenDesign_TakesThePolicyAndNamesIt()
    {
        using var folder = new TemporaryFolder();
        string At(string name) => Path.Combine(folder.Path, name);
        var trained = QuiverInProcess.Run(
            "circuits", "train", Larger, "--time", "0.05s", "--searches", "1", "--passes", "2", "--save", At("policy.json"), "--json", "-");
        Assert.True(trained.Code == 0, trained.Error);
        var root = ResultJson.Envelope(trained.Output);
        Assert.Equal("h2_631g", root.GetProperty("results").GetProperty("trainedFor").GetString());
        Assert.Equal([Larger], root.GetProperty("inputs").EnumerateArray().Select(static i => i.GetProperty("path").GetString()));
        Assert.Equal(root.GetProperty("results").GetRawText(), ResultJson.Results(File.ReadAllText(At("policy.json"))).GetRawText());

        string[] design = ["circuits", "design", Larger, "--time", "0.2s", "--verify", "no", "--json", "-"];
        var used = QuiverInProcess.Run([.. design, "--policy", At("policy.json")]);
        Assert.True(used.Code == 0, used.Error);
        Assert.Equal(
            [Larger, At("policy.json")],
            ResultJson.Envelope(used.Output).GetProperty("inputs").EnumerateArray().Select(static i => i.GetProperty("path").GetString()));
    }

    [Fact]
    public void Design_WithoutAPolicy_IsAnnealing()
    {
        string Circuits(params string[] options)
        {
            var run = QuiverInProcess.Run(["circuits", "design", Larger, "--time", "0.2s", "--verify", "no", "--json", "-", .. options]);
            Assert.True(run.Code == 0, run.Error);
            return string.Join('\n', ResultJson.Results(run.Output).GetProperty("ensemble").EnumerateArray().Select(static c => c.GetProperty("word").GetString()));
        }

        var plain = Circuits("--method", "annealing");
        Assert.Equal(plain, Circuits("--policy", "none"));
        Assert.NotEqual(plain, Circuits());
    }

    [Theory]
    [InlineData("circuits design MOLECULE --method annealing --policy none", "--policy has no effect")]
    [InlineData("circuits design classify:IRIS --policy none", "--policy has no effect")]
    [InlineData("circuits design MOLECULE --policy MOLECULE", "no policy of proposals")]
    [InlineData("circuits design maxcut:regular:6:3:1 --policy none", "--policy has no effect")]
    [InlineData("circuits design MOLECULE --gates rz-sx-cx --policy none", "--policy has no effect")]
    [InlineData("circuits design MOLECULE --gates chemistry --policy none", "--policy has no effect")]
    [InlineData("circuits design MOLECULE --policy EMPTY", "--policy names no file")]
    [InlineData("circuits design MOLECULE --gadgets EMPTY", "--gadgets names no file")]
    [InlineData("circuits train MOLECULE", "would be lost")]
    [InlineData("circuits train MOLECULE DIAGONAL --time 0.01s --json -", "diagonal: nothing can be learned")]
    public void WrongUse_IsRefused(string line, string sentence)
    {
        using var folder = new TemporaryFolder();
        var diagonal = Path.Combine(folder.Path, "diagonal.txt");
        File.WriteAllText(diagonal, "ZZ 1\nZI 0.5\n");
        var words = line.Split(' ').Select(w => w.Replace("MOLECULE", SharedData.Molecule("h2.fcidump"), StringComparison.Ordinal)
            .Replace("EMPTY", string.Empty, StringComparison.Ordinal)
            .Replace("DIAGONAL", diagonal, StringComparison.Ordinal)
            .Replace("IRIS", Path.Combine(SharedData.Repository, "data", "classification", "iris.csv"), StringComparison.Ordinal));
        Assert.Contains(sentence, QuiverInProcess.Refused([.. words]), StringComparison.Ordinal);
    }
}
