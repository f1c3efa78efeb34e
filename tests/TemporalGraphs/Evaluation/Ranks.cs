using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

/// <summary>Evaluations that several tests make.</summary>
internal static class Ranks
{
    public static LinkRanks Of(LinkSplit split, string score, Freshness freshness) =>
        LinkEvaluation.Run(new HeuristicPredictor(LexicographicScore.Parse(score), split), new TgbProtocol(split, freshness));

    public static LinkSplit Split(int[] sources, int[] destinations, double[] times) => new EventStream(sources, destinations, times).Split();

    public static LinkSplit Split(int[] sources, int[] destinations, double[] times, int validationStart, int testStart) =>
        new(new EventStream(sources, destinations, times), validationStart, testStart);

    public static LinkTrainResult Train(LinkModel model, LinkSplit split, LinkTrainOptions options, LinkProtocol? protocol = null)
    {
        using var learner = new LinkModelLearner(model, split, options);
        return LinkTrainer.Train(learner, protocol, null, TestContext.Current.CancellationToken).Result;
    }

    public static LinkTrainResult Train(LinkSplit split, RankerOptions options) =>
        LearnedRanker.Train(split, options, cancellationToken: TestContext.Current.CancellationToken).Result;

    /// <summary>A ranker with random parameters.</summary>
    public static LearnedRanker Untrained(LinkSplit split)
    {
        var (shape, random) = (RankerShape.Of(split), new Random(11));
        var weights = new RankerWeights(2, 8, 4, shape.DenseWidth, shape.QueryWidth);
        foreach (var array in weights.All)
        {
            for (var i = 0; i < array.Length; i++)
            {
                array[i] = (float)(random.NextDouble() - 0.5);
            }
        }

        return new LearnedRanker(shape, weights);
    }

    public static float[] Scores(ILinkPredictor predictor, int[] sources, double[] times)
    {
        var scores = new float[sources.Length * predictor.Candidates.Count];
        predictor.Scores(sources, times, scores);
        return scores;
    }
}
