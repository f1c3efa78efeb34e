using System.Text.Json;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Links;

/// <summary><c>links evaluate --relation</c>.</summary>
public sealed class RelationCommandTests : IDisposable
{
    private static readonly string[] Kinds = ["view", "buy", "follow"];
    private readonly TemporaryFolder folder = new();
    private readonly (int Time, string Source, string Destination, string Kind)[] rows;
    private readonly string shop;

    public RelationCommandTests()
    {
        // Every time has one event of each kind, so that a file of one kind alone is cut at the same times.
        var random = new Random(3);
        rows = [.. Enumerable.Range(0, 120).SelectMany(t => Kinds.Select(k => (
            t, $"u{random.Next(5)}", k == "follow" ? $"u{random.Next(5)}" : $"{k[0]}{random.Next(6)}", k)))];
        shop = Write("shop.csv", rows);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("event")]
    [InlineData("batch:7")]
    [InlineData("snapshot:6")]
    public void Rows_ByRelation_AreThoseOfOneFileForEach(string freshness)
    {
        const string Models = "edgebank,edgebank-tw,lr>gr,lp>gp,gp,cn,decay:power=1,tau=3,decay:fit";
        var results = Results(shop, "--relation", "kind", "--freshness", freshness, "--model", Models);
        var relations = results.GetProperty("relations").EnumerateArray().ToArray();
        Assert.Equal(Kinds.SelectMany(k => Enumerable.Repeat(k, 8)), relations.Select(r => r.GetProperty("relation").GetString()));
        var ofModel = new Dictionary<string, List<double>>();
        foreach (var kind in Kinds)
        {
            var alone = Results(Write(kind + ".csv", rows.Where(r => r.Kind == kind)), "--freshness", freshness, "--model", Models).GetProperty("rows").EnumerateArray().ToArray();
            var mine = relations.Where(r => r.GetProperty("relation").GetString() == kind).ToArray();
            Assert.Equal(alone.Select(Figures), mine.Select(Figures));
            Assert.Equal(alone.Select(r => r.GetProperty("model").GetString()), mine.Select(r => r.GetProperty("predictor").GetString()));
            Assert.All(mine, r => Assert.Equal((120, kind != "follow", 18, 18), (r.GetProperty("events").GetInt32(), r.GetProperty("bipartite").GetBoolean(),
                r.GetProperty("validationQueries").GetInt32(), r.GetProperty("testQueries").GetInt32())));
            Assert.All(mine, r => Assert.Equal(rows.Where(x => x.Kind == kind).Select(x => x.Destination).Distinct().Count(), r.GetProperty("candidates").GetInt32()));
            foreach (var r in mine)
            {
                var name = r.GetProperty("model").GetString()!;
                (ofModel.TryGetValue(name, out var list) ? list : ofModel[name] = []).Add(r.GetProperty("testMrr").GetDouble());
            }
        }

        // As many queries of each kind, so that the mean over queries is that over kinds.
        var all = results.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(ofModel.Keys, all.Select(r => r.GetProperty("model").GetString()));
        Assert.All(all, r => Assert.Equal(ofModel[r.GetProperty("model").GetString()!].Average(), r.GetProperty("testMrr").GetDouble(), 1e-12));
        Assert.All(all, r => Assert.InRange(r.GetProperty("auc").GetDouble(), 0.05, 1));
    }

    [Fact]
    public void Relations_OfOneKind_AreTheWholeFile()
    {
        var file = Write("one.csv", rows.Where(r => r.Kind == "buy"));
        Assert.Equal(Rows(), Rows("--relation", "4"));

        string[] Rows(params string[] options) => [.. Results(file, options).GetProperty("rows").EnumerateArray().Select(ResultJson.Steady)];
    }

    [Fact]
    public void Ids_AreSharedOrSeparateInEveryRelation()
    {
        // The sources and destinations of each kind are all numbers.
        var file = Write("numbers.csv", rows.Select(r => r with { Source = r.Source[1..], Destination = r.Destination[1..] }));
        Assert.Equal([false, false, false], Bipartite("shared"));
        Assert.Equal([true, true, true], Bipartite("separate"));

        bool[] Bipartite(string ids) => [.. Results(file, "--relation", "kind", "--ids", ids, "--model", "gp").GetProperty("relations")
            .EnumerateArray().Select(r => r.GetProperty("bipartite").GetBoolean())];
    }

    [Fact]
    public void Rows_SortedOrRelabelled_AreTheSame()
    {
        var wanted = ResultJson.Steady(Results(shop, "--relation", "kind"));
        var sorted = Path.Combine(folder.Path, "sorted", "shop.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(sorted)!);
        var lines = File.ReadAllLines(shop);
        File.WriteAllLines(sorted, [lines[0], .. lines[1..].OrderBy(l => l.Split(',')[2] is var t && int.Parse(t) % 2 == 0)]);
        Assert.Contains("--sort", QuiverInProcess.Refused("links", "evaluate", sorted, "--relation", "kind"), StringComparison.Ordinal);
        Assert.Equal(wanted, ResultJson.Steady(Results(sorted, "--relation", "kind", "--sort")));
        Assert.Equal(wanted, ResultJson.Steady(Results(shop, "--relation", "kind", "--relabel")));
    }

    [Fact]
    public void Relations_OfWhichMuchIsMissing_AreCounted()
    {
        // "late" has no training, "early" no queries, "rare" no validation.
        var some = rows.Where(r => r.Kind == "buy").Concat([(1, "u1", "x1", "early"), (2, "u1", "x1", "rare"), (118, "u1", "x1", "rare"), (110, "u1", "x1", "late"), (119, "u1", "x2", "late")]).OrderBy(r => r.Item1);
        var file = Write("some.csv", some);
        var plots = Path.Combine(folder.Path, "plots");
        var (code, output, error) = QuiverInProcess.Run("links", "evaluate", file, "--relation", "kind", "--model", "lr>gp,decay:fit", "--out", plots, "--json", "-");
        Assert.True(code == 0, error);
        Assert.True(new FileInfo(Path.Combine(plots, "mrr-time.svg")).Length > 0);

        // Quantiles at places 86.8 and 105.4 of 125 events: times 84.8 and 103.4.
        Assert.Equal(
            ["buy 19 16", "buy 19 16", "rare 0 1", "rare 0 1", "late 0 0", "late 0 0", "early 0 0", "early 0 0"],
            ResultJson.Results(output).GetProperty("relations").EnumerateArray().Select(r => $"{r.GetProperty("relation")} {r.GetProperty("validationQueries")} {r.GetProperty("testQueries")}"));
        var rare = ResultJson.Results(output).GetProperty("relations")[2];
        Assert.Equal((JsonValueKind.Null, 1.0), (rare.GetProperty("valMrr").ValueKind, rare.GetProperty("testMrr").GetDouble()));
        Assert.Contains("1 of 4 relations have no event before validation, so their 2 events are no queries (late).", ResultJson.Notes(output));
        Assert.Contains(ResultJson.Notes(output), n => n.StartsWith("decay:fit: the constants are chosen by the validation of each relation; 1 relations without", StringComparison.Ordinal));
        Assert.Matches(@"late +lr>gp +2 +2 +yes +0 +- +-", error);
    }

    [Fact]
    public void Table_OfManyRelations_ShowsTwentyAndSaysSo()
    {
        var file = Write("many.csv", Enumerable.Range(0, 2300).Select(i => (i, $"u{i % 4}", $"i{i % 7}", $"k{i % 23}")));
        var (code, output, error) = QuiverInProcess.Run("links", "evaluate", file, "--relation", "kind", "--model", "gp,lp", "--json", "-");
        Assert.True(code == 0, error);
        Assert.Equal(46, ResultJson.Results(output).GetProperty("relations").GetArrayLength());
        Assert.Equal(20, error.Split('\n').Count(l => l.TrimStart().StartsWith('k') && l.Contains(" lp ", StringComparison.Ordinal)));
        Assert.Contains("3 less frequent relations are not shown; --json FILE has all 23.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Relation_ThatCannotBe_IsRefused()
    {
        var archive = Path.Combine(folder.Path, "shop.qev");
        Assert.Equal(0, QuiverInProcess.Run("links", "convert", shop, archive).Code);
        Assert.Contains("--relation has no effect on event files of Quiver", Refused(archive, "--relation", "kind"), StringComparison.Ordinal);
        Assert.Contains("shop.csv:1: --relation: there is no column type", Refused(shop, "--relation", "type"), StringComparison.Ordinal);
        Assert.Contains("shop.csv:1: --relation: column 3 is read as the time already", Refused(shop, "--relation", "3"), StringComparison.Ordinal);
        Assert.Contains("Relation view: decay:fit-replies", Refused(shop, "--relation", "kind", "--model", "decay:fit-replies"), StringComparison.Ordinal);
        var snapshots = folder.Write("snapshots.csv", "split,snapshot,src,dst\ntrain,0,a,b\ntrain,1,a,c\nval,2,a,b\ntest,3,a,c\n");
        var negatives = folder.Write("negatives.csv", "split,snapshot,src,dst,negatives\nval,2,a,b,c\ntest,3,a,c,b\n");
        Assert.Contains("--relation has no effect with --negatives", Refused(snapshots, "--negatives", negatives, "--relation", "split"), StringComparison.Ordinal);
        var apart = Write("apart.csv", Enumerable.Range(0, 100).Select(i => (i, "u", $"i{i % 3}", i < 70 ? "first" : i < 90 ? "second" : "third")));
        Assert.Contains("no relation has both events before validation and validation events", Refused(apart, "--relation", "kind"), StringComparison.Ordinal);
    }

    [Fact]
    public void Ranker_OfEveryRelation_IsThatOfOneFileForEach()
    {
        var checkpoints = Path.Combine(folder.Path, "checkpoints");
        string[] options = ["--epochs", "2", "--seeds", "2", "--size", "4"];
        var results = Trained([shop, "--relation", "kind", .. options, "--checkpoint", checkpoints]);
        var relations = results.GetProperty("relations").EnumerateArray().ToArray();
        Assert.Equal(Kinds, relations.Select(r => r.GetProperty("relation").GetString()));
        foreach (var (kind, mine) in Kinds.Zip(relations))
        {
            var alone = Trained([Write(kind + ".csv", rows.Where(r => r.Kind == kind)), .. options]).GetProperty("rows")[0];
            Assert.Equal(alone.GetProperty("valMrr").GetDouble(), mine.GetProperty("valMrr").GetDouble(), 1e-12);
            Assert.Equal(alone.GetProperty("testMrr").GetDouble(), mine.GetProperty("testMrr").GetDouble(), 1e-12);
        }

        var all = results.GetProperty("rows")[0];
        Assert.Equal(("ranker", 2), (all.GetProperty("model").GetString(), all.GetProperty("seeds").GetInt32()));
        Assert.Equal(relations.Average(r => r.GetProperty("testMrr").GetDouble()), all.GetProperty("testMrr").GetDouble(), 1e-12);
        Assert.Equal(6, Directory.GetFiles(checkpoints, "ranker-*-relation-*.checkpoint").Length);
        Assert.Equal(ResultJson.Steady(all), ResultJson.Steady(Trained([shop, "--relation", "kind", .. options, "--checkpoint", checkpoints]).GetProperty("rows")[0]));
    }

    [Fact]
    public void Ranker_OfRelationsWithFewEvents_RanksThem()
    {
        var file = Write("few.csv", rows.Where(r => r.Kind == "buy").Concat([(2, "u1", "x1", "rare"), (118, "u1", "x1", "rare"), (119, "u1", "x2", "late")]).OrderBy(r => r.Item1));
        var (code, output, error) = QuiverInProcess.Run("links", "train", file, "--relation", "kind", "--epochs", "1", "--json", "-");
        Assert.True(code == 0, error);
        var relations = ResultJson.Results(output).GetProperty("relations").EnumerateArray().ToArray();
        Assert.Equal(["buy", "rare", "late"], relations.Select(r => r.GetProperty("relation").GetString()));
        Assert.Equal(1, relations[1].GetProperty("testMrr").GetDouble());
        Assert.Equal(JsonValueKind.Null, relations[2].GetProperty("testMrr").ValueKind);
        Assert.Contains("ranker: 1 relations without validation events keep the start, as no pass can be chosen.", ResultJson.Notes(output));
        Assert.Contains("ranker alone", QuiverInProcess.Refused("links", "train", file, "--relation", "kind", "--model", "ranker,gcn"), StringComparison.Ordinal);
        Assert.Contains("--refit has no effect with --relation", QuiverInProcess.Refused("links", "train", file, "--relation", "kind", "--refit"), StringComparison.Ordinal);
    }

    private static JsonElement Trained(string[] line)
    {
        var (code, output, error) = QuiverInProcess.Run(["links", "train", .. line, "--json", "-"]);
        Assert.True(code == 0, error);
        return ResultJson.Results(output);
    }

    private static string Refused(params string[] line) => QuiverInProcess.Refused(["links", "evaluate", .. line]);

    private static JsonElement Results(string file, params string[] options)
    {
        var (code, output, error) = QuiverInProcess.Run(["links", "evaluate", file, .. options, "--json", "-"]);
        Assert.True(code == 0, error);
        return ResultJson.Results(output);
    }

    private static string Figures(JsonElement row) => $"{row.GetProperty("valMrr")} {row.GetProperty("testMrr")}";

    private string Write(string name, IEnumerable<(int Time, string Source, string Destination, string Kind)> events) =>
        folder.Write(name, "src,dst,time,kind\n" + string.Concat(events.Select(e => $"{e.Source},{e.Destination},{e.Time},{e.Kind}\n")));
}
