using Quiver.Tests;

namespace Quiver.Cli.Tests.Circuits;

public sealed class GadgetsCommandTests
{
    private static readonly string Hydrogen = SharedData.Molecule("h2.fcidump");

    [Fact]
    public void Gadgets_OfTwoDesigns_AreALibraryThatTheNextDesignTakes()
    {
        using var folder = new TemporaryFolder();
        string At(string name) => Path.Combine(folder.Path, name);
        string[] design = ["circuits", "design", Hydrogen, "--fits", "2000", "--rounds", "2", "--verify", "no", "--method", "annealing"];
        foreach (var seed in new[] { "1", "2" })
        {
            Assert.Equal(0, QuiverInProcess.Run([.. design, "--seed", seed, "--json", At(seed + ".json")]).Code);
        }

        var mined = QuiverInProcess.Run("circuits", "gadgets", At("1.json"), At("2.json"), "--out", At("library.json"), "--json", "-");
        Assert.True(mined.Code == 0, mined.Error);
        var results = ResultJson.Results(mined.Output);
        Assert.Equal(2, results.GetProperty("results").GetInt32());
        var values = results.GetProperty("gadgets").EnumerateArray().Select(static g => g.GetProperty("value").GetDouble()).ToArray();
        Assert.Equal(values.OrderDescending(), values);
        Assert.Equal(
            ResultJson.Results(File.ReadAllText(At("library.json"))).GetRawText(), results.GetRawText());

        var used = QuiverInProcess.Run([.. design, "--gadgets", At("library.json"), "--json", "-"]);
        Assert.True(used.Code == 0, used.Error);
        var root = ResultJson.Envelope(used.Output);
        Assert.Equal([Hydrogen, At("library.json")], root.GetProperty("inputs").EnumerateArray().Select(static i => i.GetProperty("path").GetString()));
        Assert.Equal(3, root.GetProperty("results").GetProperty("circuits")[0].GetProperty("cx").GetInt32());
    }

    [Theory]
    [InlineData("circuits design H2 --gates chemistry --gadgets LIBRARY", "None of the library's 1 gadgets")]
    [InlineData("circuits design H2 --method random --gadgets LIBRARY", "--gadgets")]
    [InlineData("circuits design classify:IRIS --gadgets LIBRARY", "--gadgets")]
    [InlineData("circuits design H2 --gadgets RESULT", "no library of gadgets")]
    [InlineData("circuits design H2 --gadgets OLD", "version 7")]
    [InlineData("circuits design H2 --gadgets UNKNOWN", "'QY 0' is no gate")]
    [InlineData("circuits gadgets LIBRARY", "no JSON result of circuits design")]
    [InlineData("circuits gadgets BARE", "has no ensemble")]
    [InlineData("circuits gadgets STRANGE", "'H 0' is no gate")]
    [InlineData("circuits gadgets ALONE", "Nothing recurs in the 1 circuits")]
    [InlineData("bench design H2 --arms annealing-library", "needs --gadgets")]
    [InlineData("bench design H2 --arms annealing --gadgets LIBRARY", "--gadgets has no effect")]
    public void Commands_WithAFileThatIsNone_SayOneSentenceAndExitWithTwo(string line, string part)
    {
        using var folder = new TemporaryFolder();
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LIBRARY"] = SmallInputs.Gadgets,
            ["RESULT"] = SmallInputs.Designed,
            ["OLD"] = SmallInputs.Gadgets.Replace("\"fileVersion\": 1", "\"fileVersion\": 7", StringComparison.Ordinal),
            ["UNKNOWN"] = SmallInputs.Gadgets.Replace("RY 0", "QY 0", StringComparison.Ordinal),
            ["BARE"] = """{"gates": "hardware"}""",
            ["STRANGE"] = """{"gates": "hardware", "ensemble": [{"word": "H 0"}]}""",
            ["ALONE"] = """{"gates": "hardware", "ensemble": [{"word": "RY(0.1) 0; CX 0,1"}]}""",
        };
        foreach (var (name, text) in files)
        {
            File.WriteAllText(Path.Combine(folder.Path, name), text);
        }

        var words = line.Split(' ').Select(w => files.ContainsKey(w) ? Path.Combine(folder.Path, w) : w
            .Replace("H2", Hydrogen, StringComparison.Ordinal)
            .Replace("IRIS", Path.Combine(SharedData.Repository, "data", "classification", "iris.csv"), StringComparison.Ordinal));
        Assert.Contains(part, QuiverInProcess.Refused([.. words]), StringComparison.Ordinal);
    }
}
