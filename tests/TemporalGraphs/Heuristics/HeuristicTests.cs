using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Heuristics;

public sealed class HeuristicTests
{
    private static readonly string[] Scores = ["edgebank", "edgebank-tw", "lr", "lp", "gr", "gp", "cn", "lr>gr", "lr>gp", "lp>gp", "lr>lp>gp", "cn>gr", "edgebank-tw>gp", "lp>lr>gr", "edgebank>lr>lp>cn>gp", "cn>edgebank-tw>lp>edgebank>lr", "edgebank-tw>edgebank>cn>lp>lr>gr"];

    [Fact]
    public void Ranks_OfEveryScoreAndFreshness_AreThoseOfTheSlowTwin() =>
        Gen.Select(
            Gen.Select(Gen.Int[0, 5], Gen.Int[3, 8], Gen.Int[0, 25]).Array[20, 60],
            Gen.Int[0, Scores.Length - 1],
            Gen.Int[0, 2]).Sample(
            (rows, name, kind) =>
            {
                var freshness = kind == 0 ? Freshness.PerEvent : kind == 1 ? Freshness.PerBatch(4) : Freshness.PerSnapshot(3);
                var data = Data(rows);
                if (data is null)
                {
                    return true;
                }

                var score = LexicographicScore.Parse(Scores[name]);
                var fast = Ranks.Of(data, score.Name, freshness);
                return Math.Abs(fast.Validation.Mrr - Slow(data, score, freshness, data.ValidationStart, data.TestStart)) < 1e-12
                    && Math.Abs(fast.Test.Mrr - Slow(data, score, freshness, data.TestStart, data.Count)) < 1e-12;
            },
            iter: 2000);

    [Theory]
    [InlineData("edgebank", "batch", 0.52665, 0.49467)]
    [InlineData("edgebank-tw", "batch", 0.59974, 0.57102)]
    [InlineData("lr>gr", "event", 0.8415, 0.8206)]
    [InlineData("lr>gr", "batch", 0.7588, 0.7290)]
    [InlineData("lr>gr", "snapshot:1h", 0.7437, 0.7219)]
    [InlineData("lr>gr", "snapshot:1d", 0.6303, 0.6414)]
    [InlineData("lr>gp", "event", 0.8408, 0.8194)]
    [InlineData("gp", "batch", 0.0255, 0.0393)]
    public void Wiki_HasTheCheckValues(string score, string freshness, double validation, double test)
    {
        var data = EventReader.Read(SharedData.Require("temporal", "wikipedia.csv.gz")).Events.Split();
        Assert.Equal((110_232, 133_853), (data.ValidationStart, data.TestStart));
        var result = Ranks.Of(data, score, Freshness.Parse(freshness));
        Assert.Equal(validation, result.Validation.Mrr, 1e-4);
        Assert.Equal(test, result.Test.Mrr, 1e-4);
    }

    [Theory]
    [InlineData("uci_weekly", "edgebank-tw", 0.1569, 0.1648)]
    [InlineData("uci_weekly", "lr>gp", 0.2840, 0.2751)]
    [InlineData("enron_monthly", "edgebank-tw", 0.1954, 0.1566)]
    [InlineData("enron_monthly", "lr>lp>gp", 0.4307, 0.4153)]
    public void UtgProtocol_HasTheCheckValues(string name, string score, double validation, double test)
    {
        var protocol = UtgProtocol.Read(SharedData.Require("temporal", name + "_utg_snapshots.csv.gz"), SharedData.Require("temporal", name + "_utg_negatives.csv.gz"));
        var result = LinkEvaluation.Run(new HeuristicPredictor(LexicographicScore.Parse(score), protocol.Split), protocol);
        Assert.Equal(validation, result.Validation.Mrr, 1e-4);
        Assert.Equal(test, result.Test.Mrr, 1e-4);
    }

    [Theory]
    [InlineData("gr>lr")]
    [InlineData("lr>lr")]
    [InlineData("nothing")]
    [InlineData("")]
    public void Scores_ThatAreNone_AreRefused(string text) => Assert.Throws<FormatException>(() => { LexicographicScore.Parse(text); });

    private static LinkSplit? Data((int, int, int)[] rows)
    {
        var sorted = rows.OrderBy(r => r.Item3).ToArray();
        if (sorted[0].Item3 == sorted[^1].Item3)
        {
            return null;
        }

        try
        {
            return Ranks.Split(Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2), Array.ConvertAll(sorted, r => (double)r.Item3));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // For every query and every candidate, keys counted from scratch over what is known.
    private static double Slow(LinkSplit data, LexicographicScore score, Freshness freshness, int from, int to)
    {
        double sum = 0;
        var duration = 0.15 * (data.Times[data.ValidationStart - 1] - data.Times[0]);
        for (var i = from; i < to; i++)
        {
            var known = Enumerable.Range(0, data.Count).Where(k => freshness.Kind switch
            {
                FreshnessKind.Event => data.Times[k] < data.Times[i],
                FreshnessKind.Batch => k < from + ((i - from) / (int)freshness.Size * (int)freshness.Size),
                _ => Math.Floor((data.Times[k] - data.Times[0]) / freshness.Size) < Math.Floor((data.Times[i] - data.Times[0]) / freshness.Size),
            }).ToArray();
            var end = Math.Max(data.Times[data.ValidationStart - 1], known.Length == 0 ? double.NegativeInfinity : data.Times[known[^1]]);
            double[] Keys(int d)
            {
                var here = known.Where(k => data.Sources[k] == data.Sources[i] && data.Destinations[k] == d).ToArray();
                var anywhere = known.Where(k => data.Destinations[k] == d).ToArray();
                HashSet<int> Around(int node) => [.. known.Where(k => data.Sources[k] == node && data.Destinations[k] != node).Select(k => data.Destinations[k]), .. known.Where(k => data.Destinations[k] == node && data.Sources[k] != node).Select(k => data.Sources[k])];
                double Of(ScoreKey key) => key switch
                {
                    ScoreKey.EdgeBank => here.Length > 0 ? 1 : 0,
                    ScoreKey.EdgeBankWindow => here.Length > 0 && data.Times[here[^1]] >= end - duration ? 1 : 0,
                    ScoreKey.LocalRecency => here.Length > 0 ? 1 + data.Times[here[^1]] : 0,
                    ScoreKey.LocalPopularity => here.Length,
                    ScoreKey.CommonNeighbors => d == data.Sources[i] ? 0 : Around(data.Sources[i]).Count(Around(d).Contains),
                    ScoreKey.GlobalRecency => anywhere.Length > 0 ? 1 + data.Times[anywhere[^1]] : 0,
                    _ => anywhere.Length,
                };
                return [.. score.Local.Select(Of), .. score.Global is { } g ? new[] { Of(g) } : []];
            }

            var own = Keys(data.Destinations[i]);
            var (greater, ties) = (0, 0);
            for (var d = data.Candidates.First; d < data.Candidates.End; d++)
            {
                var other = Enumerable.Range(from, to - from).Any(k => data.Destinations[k] == d && data.Sources[k] == data.Sources[i] && data.Times[k] == data.Times[i]);
                if (other)
                {
                    continue;
                }

                var order = Keys(d).AsSpan().SequenceCompareTo(own);
                greater += order > 0 ? 1 : 0;
                ties += order == 0 ? 1 : 0;
            }

            sum += 1 / (greater + (0.5 * ties) + 1);
        }

        return to == from ? 0 : sum / (to - from);
    }
}
