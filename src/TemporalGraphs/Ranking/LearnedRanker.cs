using System.Diagnostics;
using Quiver.GFlowNet.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// Ranks all candidates of a query by a small network over recency, popularity and joint-neighbourhood features, trained by a
/// softmax over all candidates. With per-event freshness it is the per-event ranker, with closed snapshots the snapshot model.
/// </summary>
public sealed class LearnedRanker
{
    private readonly RankerOptions options;
    private readonly LinkData data;
    private RankerWeights weights;

    private LearnedRanker(LinkData data, RankerOptions options, RankerWeights weights) =>
        (this.data, this.options, this.weights) = (data, options, weights);

    /// <summary>Parameters.</summary>
    public int ParameterCount => weights.Count;

    /// <summary>Trains a ranker; the parameters of the best validation remain.</summary>
    /// <param name="data">Events and split.</param>
    /// <param name="options">How.</param>
    /// <param name="protocol">UTG's queries for validation and test; null ranks all events against all candidates.</param>
    /// <param name="progress">Told after every pass; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The ranker and its result.</returns>
    /// <exception cref="InputException">The checkpoint was written with other options, or is damaged.</exception>
    public static (LearnedRanker Ranker, LinkTrainResult Result) Train(LinkData data, RankerOptions options, UtgProtocol? protocol = null, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var clock = Stopwatch.StartNew();
        var trainer = new RankerTrainer(data, options);
        var ranker = new LearnedRanker(data, options, trainer.Weights());
        var kept = ranker.weights;
        var state = new LinkTrainState(0, 0, default, default, 0);
        if (options.Checkpoint is { } resume && File.Exists(resume))
        {
            state = RankerCheckpoint.Load(resume, options, trainer, kept);
        }

        while (state.Epoch < options.Epochs && state.Epoch - state.BestEpoch < options.Patience)
        {
            var features = trainer.Epoch(state.Epoch, progress, cancellation);
            ranker.weights = trainer.Weights();
            var inference = Stopwatch.StartNew();
            var (validation, test) = protocol is null ? ranker.Evaluate(features, cancellation) : ranker.Evaluate(protocol, cancellation);
            state = state with { Epoch = state.Epoch + 1 };
            if (state.BestEpoch == 0 || validation.Mrr > state.Validation.Mrr)
            {
                state = new LinkTrainState(state.Epoch, state.Epoch, validation.Summary(), test.Summary(), inference.Elapsed.TotalSeconds);
                kept = ranker.weights;
            }

            if (options.Checkpoint is { } path)
            {
                RankerCheckpoint.Save(path, options, trainer, kept, state);
            }

            progress?.Report(new ProgressReport("training ranker", state.Epoch, options.Epochs, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"val MRR {validation.Mrr:F4}")));
        }

        ranker.weights = kept;
        var name = options.Joint ? "ranker" : "ranker without joint neighbourhoods";
        return (ranker, new LinkTrainResult(name, options.Seed, state.Validation, state.Test, state.BestEpoch, state.Epoch, clock.Elapsed.TotalSeconds, state.InferenceSeconds));
    }

    /// <summary>Ranks validation and test events against all candidates.</summary>
    /// <param name="features">Features that have observed the training events as far as the freshness allows; changed. Null to rebuild them.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Ranks of both splits.</returns>
    public (RankingScores Validation, RankingScores Test) Evaluate(RankerFeatures? features = null, CancellationToken cancellation = default)
    {
        features ??= new RankerFeatures(data);
        var stream = new FeatureStream(data, features, options.Freshness);
        var blocks = new ScoringBlocks(weights, features);
        var others = new List<int>();
        return (Split(data.ValidationStart, data.TestStart), Split(data.TestStart, data.Times.Length));

        RankingScores Split(int from, int to)
        {
            var scores = new RankingScores();
            foreach (var group in QueryGroup.Cut(data, from, to, options.Freshness))
            {
                cancellation.ThrowIfCancellationRequested();
                stream.Observe(group.Known);
                for (var i = group.Start; i < group.End; i++)
                {
                    var query = blocks.Next(scores);
                    query.Fill(features, data, i);
                    TrueDestinations.Others(data, i, from, to, others);
                    query.Excluded.Clear();
                    foreach (var other in others)
                    {
                        query.Excluded.Add(other - data.FirstCandidate);
                    }
                }
            }

            blocks.Finish(scores);
            return scores;
        }
    }

    /// <summary>Ranks the queries of UTG's protocol against their fixed negatives.</summary>
    /// <param name="protocol">Its edges must be this ranker's data, in the same order.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Ranks of both splits.</returns>
    public (RankingScores Validation, RankingScores Test) Evaluate(UtgProtocol protocol, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        var features = new RankerFeatures(data);
        var (scorer, buffer) = (new RankerScorer(weights, features), new RankerQuery(features));
        var (validation, test, known) = (new RankingScores(), new RankingScores(), 0);
        foreach (var query in protocol.Queries)
        {
            cancellation.ThrowIfCancellationRequested();
            var to = known;
            while (to < protocol.Edges.Count && protocol.Edges[to].Snapshot < query.Edge.Snapshot)
            {
                to++;
            }

            features.Observe(data, known, to);
            known = to;
            buffer.Fill(features, query.Edge.Source, query.Edge.Snapshot);
            var row = scorer.Score(buffer);
            (query.Test ? test : validation).Add(RankedQuery.Of(row, data.FirstCandidate, query.Edge.Destination, query.Negatives), query.Edge.Snapshot);
        }

        return (validation, test);
    }

    /// <summary>Scores of all candidates at any time: the output mapper of a ranker.</summary>
    /// <param name="features">What has been observed; events may be added between calls.</param>
    /// <param name="source">The source.</param>
    /// <param name="time">The query's time, not before the last event observed.</param>
    /// <returns>One score for each candidate, beginning with <see cref="LinkData.FirstCandidate"/>.</returns>
    public float[] Scores(RankerFeatures features, int source, double time)
    {
        ArgumentNullException.ThrowIfNull(features);
        var query = new RankerQuery(features);
        query.Fill(features, source, time);
        return new RankerScorer(weights, features).Score(query).ToArray();
    }

    /// <summary>Observes events once each.</summary>
    internal sealed class FeatureStream(LinkData data, RankerFeatures features, Freshness freshness)
    {
        private int known = KnownBefore(data, freshness);
        private bool started;

        public void Observe(int to)
        {
            if (!started)
            {
                started = true;
                features.Observe(data, features.Observed, known);
            }

            if (to > known)
            {
                features.Observe(data, Math.Max(known, features.Observed), to);
                known = to;
            }
        }

        private static int KnownBefore(LinkData data, Freshness freshness)
        {
            foreach (var group in QueryGroup.Cut(data, data.ValidationStart, data.ValidationStart + 1, freshness))
            {
                return group.Known;
            }

            return 0;
        }
    }
}
