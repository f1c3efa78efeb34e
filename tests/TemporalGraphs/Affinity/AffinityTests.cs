using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Affinity;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Affinity;

public sealed class AffinityTests
{
    [Fact]
    public void Ndcg_OfAnyScores_IsTheMeanOverAllOrdersOfTies() =>
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2]).Array[1, 6], Gen.Int[1, 4]).Sample((items, k) =>
        {
            // Every order that does not contradict the scores is as likely as any other.
            var orders = Orders([.. Enumerable.Range(0, items.Length)]).Where(o => o.Zip(o.Skip(1)).All(p => items[p.First].Item2 >= items[p.Second].Item2)).ToArray();
            double Gain(IEnumerable<int> order) => order.Take(k).Select((o, rank) => items[o].Item1 / Math.Log2(rank + 2)).Sum();
            var best = Gain(Enumerable.Range(0, items.Length).OrderByDescending(i => items[i].Item1));
            var wanted = best == 0 ? 0 : orders.Average(Gain) / best;
            Assert.Equal(wanted, Ndcg.At(k, Array.ConvertAll(items, i => (double)i.Item1), Array.ConvertAll(items, i => (double)i.Item2)), 1e-12);
        }, iter: 300);

    [Fact]
    public void Ndcg_OfKnownLists_IsThatOfTheDefinition()
    {
        // Five relevances and two predictions of the example in scikit-learn's documentation of ndcg_score.
        double[] truth = [10, 0, 0, 1, 5];
        Assert.Equal(0.69569, Ndcg.At(10, truth, [.1, .2, .3, 4, 70]), 4);
        Assert.Equal(0.49369, Ndcg.At(10, truth, [.05, 1.1, 1, .5, .0]), 4);
        Assert.Equal(1, Ndcg.At(10, truth, truth), 1e-12);
        Assert.Equal(0, Ndcg.At(10, [0, 0], [1, 2]));
        Assert.Throws<ArgumentException>(() => Ndcg.At(10, [1, 0], [double.NaN, 2]));
    }

    [Fact]
    public void Labels_OfRows_GatherThemByNodeAndTime()
    {
        var labels = AffinityLabels.Of(Rows());
        Assert.Equal((2, 3), (labels.Nodes, labels.Classes));
        var first = labels.All[0];
        Assert.Equal((0.0, 0), (first.Time, first.Node));
        Assert.Equal([0, 1], first.Classes);
        Assert.Equal([2.5f, 1f], first.Weights);
        Assert.True(labels.All[labels.ValidationStart - 1].Time < labels.All[labels.ValidationStart].Time);
        Assert.True(labels.All[labels.TestStart - 1].Time < labels.All[labels.TestStart].Time);
        Assert.Throws<InputException>(() => AffinityLabels.Of(new EventStream([0, 0], [1, 2], [0, 1], [1, -1])));
    }

    [Fact]
    public void MovingAverage_OfLabels_IsThatOfTgb()
    {
        var (average, last, scores) = (new MovingAverage(1, 4), new Persistence(1), new double[2]);
        average.Forecast(0, scores);
        Assert.Equal([0, 0], scores);
        foreach (var (named, weight) in new[] { (0, 8f), (1, 4f) })
        {
            average.Observe(new AffinityLabel(0, 0, [named], [weight]));
            last.Observe(new AffinityLabel(0, 0, [named], [weight]));
        }

        average.Forecast(0, scores);
        Assert.Equal([6, 1], scores);
        last.Forecast(0, scores);
        Assert.Equal([0, 4], scores);
    }

    [Fact]
    public void Evaluation_OfPersistence_IsTheMeanOverTimesOfTheMeanOverNodes()
    {
        var rows = new AffinityGenerator(7, 12, 20, Seed: 3).Create(TestContext.Current.CancellationToken);
        var labels = AffinityLabels.Of(rows);
        var ranks = AffinityEvaluation.Run(new Persistence(labels.Nodes), labels, TestContext.Current.CancellationToken);
        double Mean(IEnumerable<AffinityLabel> part) => part.GroupBy(l => l.Time).Average(g => g.Average(l =>
            Ndcg.At(10, Dense(l, labels), Dense(labels.All.Single(o => o.Node == l.Node && o.Time == l.Time - 1), labels))));
        Assert.Equal(Mean(labels.All.Take(labels.TestStart).Skip(labels.ValidationStart)), ranks.Validation, 1e-12);
        Assert.Equal(Mean(labels.All.Skip(labels.TestStart)), ranks.Test, 1e-12);
    }

    [Fact]
    public void Mixture_OfNoisyLabels_BeatsPersistenceAndTheAverageOfTgb()
    {
        var labels = AffinityLabels.Of(new AffinityGenerator(40, 30, 40, Drift: 0.15, Noise: 0.7, Seed: 1).Create(TestContext.Current.CancellationToken));
        double Test(IAffinityForecaster forecaster) => AffinityEvaluation.Run(forecaster, labels, TestContext.Current.CancellationToken).Test;
        var mixture = AffinityMixture.Learn(labels, TestContext.Current.CancellationToken);
        var (learned, last, average) = (Test(mixture), Test(new Persistence(labels.Nodes)), Test(new MovingAverage(labels.Nodes)));
        Assert.True(learned > last + 0.02, $"{learned} against {last}");
        Assert.True(learned > average, $"{learned} against {average}");
        Assert.True(mixture.ParameterCount > 0);
    }

    [Fact]
    public void Mixture_LearnsFromTrainingAlone()
    {
        var rows = new AffinityGenerator(6, 8, 20, Seed: 5).Create(TestContext.Current.CancellationToken);
        var labels = AffinityLabels.Of(rows);
        var from = labels.All[labels.ValidationStart].Time;
        var other = new EventStream([.. rows.Sources], [.. rows.Destinations], [.. rows.Times], [.. rows.Weights.ToArray().Select((w, i) => rows.Times[i] < from ? w : 1 - w)]);
        Assert.Equal(Forecast(labels, labels), Forecast(AffinityLabels.Of(other), labels));

        static double[] Forecast(AffinityLabels learned, AffinityLabels seen)
        {
            var (mixture, scores) = (AffinityMixture.Learn(learned, TestContext.Current.CancellationToken), new double[seen.Classes]);
            mixture.Observe(seen.All[0]);
            mixture.Forecast(seen.All[0].Node, scores);
            return scores;
        }
    }

    private static EventStream Rows() => new(
        [5, 9, 5, 5, 9, 5, 9, 5, 9, 9], [1, 1, 2, 1, 3, 1, 1, 2, 2, 1], [0, 0, 0, 0, 1, 2, 3, 4, 5, 6], [2, 1, 1, .5f, 1, 1, 1, 1, 1, 1]);

    private static double[] Dense(AffinityLabel label, AffinityLabels labels)
    {
        var dense = new double[labels.Classes];
        for (var k = 0; k < label.Classes.Length; k++)
        {
            dense[label.Classes[k]] = label.Weights[k];
        }

        return dense;
    }

    private static IEnumerable<int[]> Orders(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(first => Orders([.. items.Where(i => i != first)]).Select(rest => (int[])[first, .. rest]));
}
