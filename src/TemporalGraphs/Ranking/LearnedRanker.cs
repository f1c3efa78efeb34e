using System.Diagnostics;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;
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
    /// <exception cref="InputException">The checkpoint belongs to other events or options, or is damaged; or training diverged.</exception>
    public static (LearnedRanker Ranker, LinkTrainResult Result) Train(LinkData data, RankerOptions options, UtgProtocol? protocol = null, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var clock = Stopwatch.StartNew();
        options.Check();
        var trainer = new RankerTrainer(data, options);
        var ranker = new LearnedRanker(data, options, trainer.Weights());
        var kept = ranker.weights;
        var state = LinkTrainState.Start;

        // The learning rate falls over all passes, so their number belongs to the run as well.
        var run = LinkIdentity.Of("links train, ranker", data, protocol, options with { Checkpoint = null });
        var notes = new Notes();
        if (options.Checkpoint is { } resume && File.Exists(resume))
        {
            state = RankerCheckpoint.Load(resume, run, trainer, kept);
            if (state.Epoch > options.Epochs)
            {
                throw new InputException(resume, 0, $"the checkpoint holds {state.Epoch} passes of {options.Epochs}: remove it or name another file.");
            }

            state.NoteResumed(notes, resume, options.Epochs, options.Patience);
        }

        while (state.GoesOn(options.Epochs, options.Patience))
        {
            var features = trainer.Epoch(state.Epoch, progress, cancellation);
            ranker.weights = trainer.Weights();
            var inference = Stopwatch.StartNew();
            var (validation, test) = protocol is null ? ranker.Evaluate(features, cancellation) : ranker.Evaluate(protocol, cancellation);
            var better = state.IsBettered(validation.Mrr);
            state = better ? state.Bettered(validation.Summary(), test.Summary(), inference.Elapsed.TotalSeconds) : state with { Epoch = state.Epoch + 1 };
            kept = better ? ranker.weights : kept;

            if (options.Checkpoint is { } path)
            {
                RankerCheckpoint.Save(path, run, trainer, kept, state);
            }

            progress?.Report(new ProgressReport("training ranker", state.Epoch, options.Epochs, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"val MRR {validation.Mrr:F4}")));
        }

        ranker.weights = kept;
        var name = options.Joint ? "ranker" : "ranker without joint neighbourhoods";
        return (ranker, new LinkTrainResult(name, options.Seed, state.Validation, state.Test, state.BestEpoch, state.Epoch, clock.Elapsed.TotalSeconds, state.InferenceSeconds) { Notes = notes.Sentences });
    }

    /// <summary>Ranks validation and test events against all candidates.</summary>
    /// <param name="features">Features that have observed the training events as far as the freshness allows; changed. Null to rebuild them.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Ranks of both splits.</returns>
    public (RankingScores Validation, RankingScores Test) Evaluate(RankerFeatures? features = null, CancellationToken cancellation = default)
    {
        features ??= new RankerFeatures(data);
        var blocks = new ScoringBlocks(weights, features);
        return (Split(data.ValidationStart, data.TestStart), Split(data.TestStart, data.Times.Length));

        RankingScores Split(int from, int to)
        {
            var scores = new RankingScores();
            foreach (var group in QueryGroup.Cut(data, from, to, options.Freshness))
            {
                cancellation.ThrowIfCancellationRequested();
                features.ObserveTo(data, group.Known);
                for (var i = group.Start; i < group.End; i++)
                {
                    blocks.Next(scores).Fill(features, data, i, from, to);
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
        var (validation, test) = (new RankingScores(), new RankingScores());
        foreach (var query in protocol.Queries)
        {
            cancellation.ThrowIfCancellationRequested();
            var known = features.Observed;
            while (known < protocol.Edges.Count && protocol.Edges[known].Snapshot < query.Edge.Snapshot)
            {
                known++;
            }

            features.ObserveTo(data, known);
            buffer.Fill(features, query.Edge.Source, query.Edge.Snapshot);
            var row = scorer.Score(buffer);
            if (FiniteNumbers.FirstOther(row) >= 0)
            {
                throw new InputException(ScoringBlocks.Diverged(features.Observed));
            }

            (query.Test ? test : validation).Add(RankedQuery.Of(row, data.FirstCandidate, query.Edge.Destination, query.Negatives));
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
        var scores = new RankerScorer(weights, features).Score(query).ToArray();
        return FiniteNumbers.FirstOther(scores) < 0 ? scores : throw new InputException("A score of the ranker is not finite: train with a lower learning rate.");
    }
}
