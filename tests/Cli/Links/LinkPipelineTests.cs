using System.Globalization;
using System.Text.Json;
using Quiver.Cli.Links;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.Cli.Tests.Links;

/// <summary>What goes from one command into the next stays the same, and figures of several runs are those of their parts.</summary>
public sealed class LinkPipelineTests
{
    public static TheoryData<string, string> Forms => new()
    {
        { "e.tsv", string.Concat(Rows().Select(r => $"{r.Source}\t{r.Destination}\t{r.Time}\n").Prepend("from\tto\ttime\n")) },
        { "e.txt", string.Concat(Rows().Select(r => $"{r.Source} {r.Destination} {r.Time}\n")) },
        { "first.csv", string.Concat(Rows().Select(r => $"{r.Time};{r.Source};{r.Destination}\n").Prepend("ts;u;v\n")) },
        { "names.csv", string.Concat(Rows().Select(r => $"\"user {r.Source}\",item {r.Destination},{r.Time}\n").Prepend("src,dst,time\n")) },
        { "dates.csv", string.Concat(Rows().Select(r => $"{r.Source},{r.Destination},{DateTime.UnixEpoch.AddSeconds(r.Time):yyyy-MM-ddTHH:mm:ssZ}\n").Prepend("src,dst,time\n")) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Convert_OfAnyForm_KeepsStatisticsAndScores(string name, string text)
    {
        using var inputs = new SmallInputs();
        File.WriteAllText(inputs.At(name), text);
        foreach (var output in new[] { "out.csv", "out.csv.gz" })
        {
            var converted = Json("links", "convert", inputs.At(name), inputs.At(output));
            Assert.Equal((300, 0), (converted.GetProperty("events").GetInt32(), converted.GetProperty("snapshots").GetInt32()));
            Assert.Equal(Json("links", "stats", inputs.At(name)).GetRawText(), Json("links", "stats", inputs.At(output)).GetRawText());
            string Scores(string file) => ResultJson.Steady(Json("links", "evaluate", inputs.At(file), "--model", "lr>gr,cn>lp,decay:exp=2"))
                .Replace($"\"{file}\"", "\"data\"", StringComparison.Ordinal);
            Assert.Equal(Scores(name), Scores(output));
        }

        // And converting what was converted changes no byte.
        Assert.Equal(0, QuiverInProcess.Run("links", "convert", inputs.At("out.csv"), inputs.At("again.csv")).Code);
        Assert.Equal(File.ReadAllText(inputs.At("out.csv")), File.ReadAllText(inputs.At("again.csv")));
    }

    [Theory]
    [InlineData("first", 100)]
    [InlineData("sum", 100)]
    [InlineData("count", 7)]
    public void Convert_ToSnapshots_CountsEdgesAndWeights(string merge, int interval)
    {
        using var inputs = new SmallInputs();
        var text = string.Concat(Rows().Select(r => $"{r.Source},{r.Destination},{r.Time},2\n").Prepend("src,dst,time,weight\n"));
        File.WriteAllText(inputs.At("e.csv"), text);
        var converted = Json("links", "convert", inputs.At("e.csv"), inputs.At("s.csv"), "--interval", $"{interval}", "--convention", "tgm", "--merge", merge);
        var bins = Rows().GroupBy(r => (r.Time / interval, r.Source, r.Destination)).ToArray();
        Assert.Equal((bins.Length, bins.Select(b => b.Key.Item1).Distinct().Count()), (converted.GetProperty("events").GetInt32(), converted.GetProperty("snapshots").GetInt32()));
        var total = File.ReadLines(inputs.At("s.csv")).Skip(1).Sum(l => double.Parse(l.Split(',')[3], CultureInfo.InvariantCulture));
        Assert.Equal(merge switch { "first" => 2 * bins.Length, "sum" => 600, _ => 300 }, total);
        Assert.All(File.ReadLines(inputs.At("s.csv")).Skip(1), l => Assert.Equal(0, int.Parse(l.Split(',')[2], CultureInfo.InvariantCulture) % interval));
    }

    [Fact]
    public void Evaluate_OfSeveralScores_HasTheRowOfEach()
    {
        using var inputs = new SmallInputs();
        string[] Lines(string models, string freshness) => [.. Json("links", "evaluate", inputs.At("events.csv"), "--model", models, "--freshness", freshness)
            .GetProperty("rows").EnumerateArray().Select(r => ResultJson.Steady(r))];
        foreach (var freshness in new[] { "event", "batch:7", "batch:2147483647", "snapshot:0.25", "snapshot:30" })
        {
            var together = Lines("lr>gp,decay:power=2,reverse=1,gp,lr>gp", freshness);
            Assert.Equal([.. Lines("lr>gp", freshness), .. Lines("decay:power=2,reverse=1", freshness), .. Lines("gp", freshness), .. Lines("lr>gp", freshness)], together);
            Assert.All(together, l => Assert.Contains($"\"freshness\":\"{freshness}\"", l, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Train_WithSeveralSeeds_IsTheMeanOfThem()
    {
        using var inputs = new SmallInputs();
        JsonElement Row(params string[] more) => Json(["links", "train", inputs.At("events.csv"), "--epochs", "1", "--size", "8", "--members", "1", .. more]).GetProperty("rows")[0];
        var (both, one, two) = (Row("--seeds", "2", "--seed", "4"), Row("--seed", "4"), Row("--seed", "5"));
        foreach (var name in new[] { "valMrr", "testMrr", "hits1", "hits10", "auc" })
        {
            var (a, b) = (one.GetProperty(name).GetDouble(), two.GetProperty(name).GetDouble());
            Assert.Equal((a + b) / 2, both.GetProperty(name).GetDouble(), 1e-12);
        }

        Assert.Equal(Math.Abs(one.GetProperty("testMrr").GetDouble() - two.GetProperty("testMrr").GetDouble()) / Math.Sqrt(2), both.GetProperty("testStd").GetDouble(), 1e-12);
        Assert.Equal(JsonValueKind.Null, one.GetProperty("testStd").ValueKind);
    }

    [Fact]
    public void Predict_FromACheckpoint_IsThatOfTheTraining()
    {
        using var inputs = new SmallInputs();
        string[] training = ["--epochs", "1", "--size", "8", "--checkpoint", inputs.At("checkpoints")];
        string[] asked = ["links", "predict", inputs.At("events.csv"), "--source", "1,2", "--at", "250", "--top", "100", .. training];
        var fresh = Json([.. asked[..^2]]);
        Assert.Equal(0, QuiverInProcess.Run(["links", "train", inputs.At("events.csv"), .. training]).Code);
        Assert.Equal(fresh.GetRawText(), Json(asked).GetRawText());
        foreach (var source in fresh.GetProperty("rows").EnumerateArray().GroupBy(r => r.GetProperty("source").GetString()))
        {
            var chances = source.Select(r => r.GetProperty("probability").GetDouble()).ToArray();
            Assert.Equal(1, chances.Sum(), 1e-9);
            Assert.Equal(chances.OrderDescending(), chances);
            Assert.Equal(Enumerable.Range(1, chances.Length), source.Select(r => r.GetProperty("rank").GetInt32()));
        }
    }

    [Theory]
    [InlineData("1e3", TimeUnit.Seconds, true, 0, 1000)]
    [InlineData("1970-01-01T00:20:00Z", TimeUnit.Seconds, true, 0, 1200)]
    [InlineData("1970-01-01T00:20:00Z", TimeUnit.Milliseconds, true, 0, 1_200_000)]
    [InlineData("1970-01-02", TimeUnit.Hours, true, 0, 24)]
    [InlineData("1500", TimeUnit.Seconds, false, 400, 1100)]
    public void Time_OfAPrediction_IsInTheUnitOfTheEvents(string text, TimeUnit unit, bool sinceEpoch, long origin, double time) =>
        Assert.Equal(time, PredictionTime.Parse(text, Read(unit, sinceEpoch, origin, 10)));

    [Theory]
    [InlineData("9", "lies before the last event, at 10")]
    [InlineData("-1e9", "lies before the last event")]
    [InlineData("NaN", "is no time")]
    [InlineData("1e400", "is no time")]
    [InlineData("", "is no time")]
    [InlineData("1970-01-02", "do not count from 1970")]
    [InlineData("01/02/2003", "is no time")]
    public void Time_ThatIsNone_IsRefused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InputException>(() => { PredictionTime.Parse(text, Read(TimeUnit.Seconds, false, 0, 10)); }).Message, StringComparison.Ordinal);

    private static EventReadResult Read(TimeUnit unit, bool sinceEpoch, long origin, double last) =>
        new(new EventStream([0, 1], [1, 0], [0, last]), 0, null) { TimeUnit = unit, SinceEpoch = sinceEpoch, TimeOrigin = origin };

    private static IEnumerable<(int Source, int Destination, int Time)> Rows() => Enumerable.Range(0, 300).Select(i => (i * i % 7, 7 + (i * 5 % 11), i * 3));

    private static JsonElement Json(params string[] args)
    {
        var (code, output, error) = QuiverInProcess.Run([.. args, "--json", "-"]);
        Assert.True(code == 0, error);
        return ResultJson.Results(output);
    }
}
