using System.Diagnostics;
using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Links;

public sealed class LinksCommandTests
{
    [Fact]
    public void GenerateEvaluateTrainStatsConvert_OnOneStream_Work()
    {
        using var folder = new TemporaryFolder();
        var events = Path.Combine(folder.Path, "events.csv.gz");
        Assert.Equal(0, QuiverProcess.Run(["links", "generate", events, "--sources", "30", "--destinations", "20", "--events", "2000"]).Code);

        var stats = Json("links", "stats", events);
        Assert.Equal(2000, stats.GetProperty("events").GetInt32());
        Assert.True(stats.GetProperty("bipartite").GetBoolean());

        var plots = Path.Combine(folder.Path, "new", "plots");
        var scores = Json("links", "evaluate", events, "--model", "lr>gp,gp", "--freshness", "batch:10", "--out", plots).GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(["lr>gp", "gp"], scores.Select(s => s.GetProperty("model").GetString()));
        Assert.All(scores, s => Assert.Equal("batch:10", s.GetProperty("freshness").GetString()));
        Assert.True(scores[0].GetProperty("testMrr").GetDouble() > scores[1].GetProperty("testMrr").GetDouble());
        Assert.True(new FileInfo(Path.Combine(plots, "mrr-time.png")).Length > 0);

        var ranker = Row("links", "train", events, "--epochs", "1", "--seeds", "2");
        foreach (var name in new[] { "data", "model", "view", "freshness", "valMrr", "testMrr", "seeds", "trainSeconds", "inferenceSeconds", "queriesPerSecond" })
        {
            Assert.NotEqual(JsonValueKind.Undefined, ranker.GetProperty(name).ValueKind);
        }

        Assert.Equal(2, ranker.GetProperty("seeds").GetInt32());
        var gcn = Row("links", "train", events, "--model", "gcn", "--interval", "100", "--epochs", "1", "--size", "8");
        Assert.Equal("snapshots", gcn.GetProperty("view").GetString());
        Assert.Equal("snapshot:100", gcn.GetProperty("freshness").GetString());

        var snapshots = Path.Combine(folder.Path, "snapshots.csv");
        var converted = Json("links", "convert", events, snapshots, "--interval", "100", "--merge", "count");
        Assert.InRange(converted.GetProperty("snapshots").GetInt32(), 15, 25);
        Assert.Equal(2000, File.ReadLines(snapshots).Skip(1).Sum(l => double.Parse(l.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void EventFiles_OfOneStream_ScoreAsItsText()
    {
        using var folder = new TemporaryFolder();
        var (text, made, converted) = (Path.Combine(folder.Path, "e.csv"), Path.Combine(folder.Path, "made.qev"), Path.Combine(folder.Path, "converted.qev"));
        string[] stream = ["--sources", "30", "--destinations", "20", "--events", "2000"];
        Assert.Equal(0, QuiverInProcess.Run(["links", "generate", text, .. stream]).Code);
        Assert.Equal(0, QuiverInProcess.Run(["links", "generate", made, .. stream]).Code);
        Assert.Equal(2000, Json("links", "convert", text, converted).GetProperty("events").GetInt32());
        Assert.Equal(File.ReadAllBytes(converted), File.ReadAllBytes(made));
        foreach (string[] line in (string[][])[["evaluate", "--freshness", "snapshot:60"], ["train", "--epochs", "1", "--size", "8"]])
        {
            Assert.Equal(Figures(text), Figures(made));

            string[] Figures(string path) => [.. Json(["links", line[0], path, .. line[1..]]).GetProperty("rows").EnumerateArray()
                .Select(r => $"{r.GetProperty("model")} {r.GetProperty("valMrr")} {r.GetProperty("testMrr")} {r.GetProperty("auc")}")];
        }

        var back = Path.Combine(folder.Path, "back.csv");
        Assert.Equal(0, QuiverInProcess.Run("links", "convert", made, back).Code);
        Assert.Equal(File.ReadAllBytes(text), File.ReadAllBytes(back));
        Assert.Contains("settled", QuiverInProcess.Refused("links", "stats", made, "--sort"), StringComparison.Ordinal);
        Assert.Contains("events alone", QuiverInProcess.Refused("links", "convert", text, made, "--interval", "60", "--empty", "keep"), StringComparison.Ordinal);
        Assert.Contains("labels", QuiverInProcess.Refused("links", "generate", made, "--labels", "5"), StringComparison.Ordinal);
    }

    [Fact]
    public void GenerateLabelsAndAffinity_Work()
    {
        using var folder = new TemporaryFolder();
        var labels = Path.Combine(folder.Path, "labels.csv");
        Assert.Equal(0, QuiverInProcess.Run("links", "generate", labels, "--labels", "25", "--sources", "20", "--destinations", "15").Code);
        var results = ResultJson.Results(QuiverInProcess.Run("links", "affinity", labels, "--window", "4", "--json", "-").Output);
        Assert.Equal((500, 20, 15), (results.GetProperty("labels").GetInt32(), results.GetProperty("nodes").GetInt32(), results.GetProperty("classes").GetInt32()));
        var rows = results.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(["persistence", "moving average 4", "mixture"], rows.Select(r => r.GetProperty("model").GetString()));
        Assert.True(rows[2].GetProperty("testNdcg").GetDouble() > rows[0].GetProperty("testNdcg").GetDouble());
    }

    [Theory]
    [InlineData("ranker")]
    [InlineData("gcn", "--interval", "20", "--time-decoder")]
    public void Predict_FixedPartners_NamesThePartner(string model, params string[] more)
    {
        using var folder = new TemporaryFolder();
        var events = Path.Combine(folder.Path, "events.csv");
        var random = new Random(4);
        File.WriteAllLines(events, Enumerable.Range(0, 600).Select(i => random.Next(5) is var s ? $"user{s},page{s * 3 % 5},{i}" : string.Empty));
        string[] train = ["--model", model, "--relabel", "--epochs", "3", "--checkpoint", Path.Combine(folder.Path, "checkpoints"), .. more];
        var trained = Row(["links", "train", events, .. train]);
        Assert.True(trained.GetProperty("testMrr").GetDouble() > 0.7);
        Assert.InRange(trained.GetProperty("auc").GetDouble(), 0.6, 1);
        var rows = Json(["links", "predict", events, "--source", "user2,user4", "--at", "700", "--top", "2", .. train]).GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(["user2 page1", "user4 page2"], rows.Where(r => r.GetProperty("rank").GetInt32() == 1).Select(r => $"{r.GetProperty("source").GetString()} {r.GetProperty("destination").GetString()}"));
        Assert.Equal(4, rows.Length);
        Assert.All(rows, r => Assert.InRange(r.GetProperty("probability").GetDouble(), 0, 1));
    }

    [Fact]
    public void Train_EventModelOnSnapshots_AndSampledNegatives_Work()
    {
        using var folder = new TemporaryFolder();
        var events = Path.Combine(folder.Path, "events.csv");
        Assert.Equal(0, QuiverProcess.Run(["links", "generate", events, "--sources", "20", "--destinations", "15", "--events", "800"]).Code);
        var tgn = Row("links", "train", events, "--model", "tgn", "--view", "snapshots", "--interval", "100", "--epochs", "1", "--size", "8", "--negative-sampler", "historical", "--negative-samples", "5");
        Assert.Equal(("snapshots", "snapshot:100"), (tgn.GetProperty("view").GetString(), tgn.GetProperty("freshness").GetString()));
    }

    [Fact]
    public void FromGit_OfARepository_ListsAuthorsAndFiles()
    {
        using var folder = new TemporaryFolder();
        foreach (var command in new[] { "init -q", "config user.email a@example.org", "config user.name a" })
        {
            Git(folder.Path, command);
        }

        for (var i = 0; i < 3; i++)
        {
            File.WriteAllText(Path.Combine(folder.Path, $"file {i % 2}.txt"), i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Git(folder.Path, "add -A");
            Git(folder.Path, $"commit -q -m {i} --date=2020-01-0{i + 1}T00:00:00Z");
        }

        var output = Path.Combine(folder.Path, "events.csv");
        var names = Path.Combine(folder.Path, "names.txt");
        var (code, _, error) = QuiverProcess.Run(["links", "from-git", folder.Path, "--out", output, "--names", names]);
        Assert.True(code == 0, error);
        Assert.Equal(["src,dst,timestamp", "0,1,1577836800", "0,2,1577923200", "0,1,1578009600"], File.ReadAllLines(output));
        Assert.Equal(["a@example.org", "file 0.txt", "file 1.txt"], File.ReadAllLines(names));
    }

    [Theory]
    [InlineData("stats", "nothing.csv")]
    [InlineData("evaluate", "EVENTS", "--model", "magic")]
    [InlineData("evaluate", "EVENTS", "--freshness", "hourly")]
    [InlineData("train", "EVENTS", "--model", "magic")]
    [InlineData("train", "EVENTS", "--model", "gcn", "--view", "events")]
    [InlineData("train", "EVENTS", "--model", "gcn", "--freshness", "event")]
    [InlineData("train", "EVENTS", "--model", "gcn", "--interval", "soon")]
    [InlineData("train", "EVENTS", "--seeds", "0")]
    [InlineData("train", "EVENTS", "--members", "0")]
    [InlineData("train", "EVENTS", "--time-decoder")]
    [InlineData("train", "EVENTS", "--model", "tgn", "--time-decoder")]
    [InlineData("train", "EVENTS", "--model", "gcn", "--negative-sampler", "hard")]
    [InlineData("predict", "EVENTS", "--source", "99")]
    [InlineData("predict", "EVENTS", "--source", "0", "--at", "5")]
    [InlineData("train", "EVENTS", "--model", "gcn", "--negatives", "EVENTS")]
    [InlineData("convert", "EVENTS", "out.csv", "--interval", "1h", "--merge", "max")]
    [InlineData("generate", "out.csv", "--recurrence", "2")]
    [InlineData("affinity", "EVENTS", "--model", "magic")]
    [InlineData("from-git", "/", "--out", "x.csv")]
    public void Commands_WithWrongInput_SayOneSentenceAndExitWithTwo(params string[] args)
    {
        using var folder = new TemporaryFolder();
        var events = Path.Combine(folder.Path, "events.csv");
        File.WriteAllLines(events, Enumerable.Range(0, 30).Select(i => $"{i % 3},{3 + (i % 2)},{i}"));
        var (code, _, error) = QuiverProcess.Run(["links", .. args.Select(a => a is "EVENTS" ? events : a is "out.csv" or "x.csv" ? Path.Combine(folder.Path, a) : a)]);
        Assert.True(code == 2, error);
        Assert.StartsWith("quiver: ", error.Split('\n').Last(l => l.Length > 0), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static JsonElement Row(params string[] args) => Assert.Single(Json(args).GetProperty("rows").EnumerateArray());

    private static JsonElement Json(params string[] args)
    {
        var (code, output, error) = QuiverProcess.Run([.. args, "--json", "-"]);
        Assert.True(code == 0, error);
        return ResultJson.Results(output);
    }

    private static void Git(string folder, string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
