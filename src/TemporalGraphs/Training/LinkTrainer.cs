using System.Diagnostics;
using System.Globalization;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Trains a predictor and measures it: validation after every pass, early stopping, test on the state that the best
/// validation left.</summary>
public static class LinkTrainer
{
    /// <summary>Trains and evaluates.</summary>
    /// <param name="learner">What is trained.</param>
    /// <param name="protocol">The queries of validation and test, over the learner's events; null ranks all events against all
    /// candidates.</param>
    /// <param name="progress">Gets one report per pass at least; may be null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>The predictor with its best parameters, which has observed nothing, and its ranks over validation and test.</returns>
    /// <exception cref="InputException">The checkpoint belongs to another model, other events or options, or is damaged; or
    /// training diverged.</exception>
    public static TrainedPredictor Train(
        ILinkLearner learner, LinkProtocol? protocol = null, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(learner);
        protocol ??= new TgbProtocol(learner.Split, learner.Freshness);
        var clock = Stopwatch.StartNew();
        var run = learner.Identity(protocol);
        var notes = new Notes();
        foreach (var note in learner.Notes)
        {
            notes.Add(note);
        }

        var state = Resume(learner, run, notes);
        if (state.Epoch == 0 && learner.IsPredictorAtStart)
        {
            state = Begin(learner, protocol, cancellationToken);
        }

        while (state.GoesOn(learner.Epochs, learner.Patience))
        {
            var loss = learner.Pass(state.Epoch, progress, cancellationToken);
            (state, var mrr) = Measure(learner, protocol, state, cancellationToken);
            if (learner.Checkpoint is { } path)
            {
                CheckpointFrame.Save(path, learner.CheckpointKind, learner.CheckpointLayout, run, writer =>
                {
                    state.Write(writer);
                    learner.Write(writer);
                });
            }

            progress?.Report(new ProgressReport($"training {learner.Name}", state.Epoch, learner.Epochs, Text(loss, mrr)));
        }

        learner.Restore();
        learner.Predictor.Reset();
        if (learner.Refits)
        {
            state = Refit(learner, protocol, state, notes, progress, cancellationToken);
        }

        var result = new LinkTrainResult(
            learner.Name, learner.Seed, state.Validation, state.Test, state.BestEpoch, state.Epoch, clock.Elapsed.TotalSeconds,
            state.InferenceSeconds)
        { Notes = notes.Sentences };
        return new TrainedPredictor(learner.Predictor, result, TrainingInput.Of(learner.Split), run, learner.Split.Nodes);
    }

    private static LinkTrainState Resume(ILinkLearner learner, RunIdentity run, Notes notes)
    {
        if (learner.Checkpoint is not { } path || !File.Exists(path))
        {
            return LinkTrainState.Start;
        }

        var state = CheckpointFrame.Load(path, learner.CheckpointKind, learner.CheckpointLayout, run, reader =>
        {
            var read = LinkTrainState.Read(reader);
            learner.Read(reader);
            return read;
        });
        if (state.Epoch > learner.Epochs)
        {
            throw new InputException(path, 0, $"the checkpoint holds {state.Epoch} passes and {learner.Epochs} are asked for: ask for " +
                $"more, remove it or name another file.");
        }

        state.NoteResumed(notes, path, learner.Epochs, learner.Patience);
        return state;
    }

    // As in UTG, test runs on the state that validation left: a replay with the final parameters is a different trajectory, and
    // EvolveGCN's weights drift away on it (measured: 0.43 validation MRR becomes 0.09). Without an improvement there is no test.
    private static (LinkTrainState State, double Mrr) Measure(
        ILinkLearner learner, LinkProtocol protocol, LinkTrainState state, CancellationToken cancellationToken)
    {
        var (next, best) = (state with { Epoch = state.Epoch + 1 }, 0.0);
        for (var variant = 0; variant < learner.Variants; variant++)
        {
            var predictor = learner.Predictor;
            if (variant > 0)
            {
                learner.Choose(variant);
                predictor.Reset();
                predictor.Observe(protocol.Split.Events, protocol.FirstKnown(predictor.Batches is not null));
            }

            var clock = Stopwatch.StartNew();
            var validation = LinkEvaluation.Rank(predictor, protocol, false, cancellationToken: cancellationToken);
            best = Math.Max(best, validation.Mrr);
            if (next.IsBettered(validation.Mrr))
            {
                var test = LinkEvaluation.Rank(predictor, protocol, true, cancellationToken: cancellationToken);
                learner.Keep();
                next = state.Bettered(validation.Summary(), test.Summary(), clock.Elapsed.TotalSeconds);
            }
        }

        return (next, best);
    }

    private static LinkTrainState Refit(ILinkLearner learner, LinkProtocol protocol, LinkTrainState state, Notes notes,
        IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        if (state.BestEpoch == 0)
        {
            notes.Add("no pass bettered the start, so it was not trained again on training and validation");
            return state;
        }

        learner.Refit(state.BestEpoch, progress, cancellationToken);
        learner.Predictor.Reset();
        var test = LinkEvaluation.Rank(learner.Predictor, protocol, true, cancellationToken: cancellationToken);
        learner.Predictor.Reset();
        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"trained again on training and validation, as many passes as validation chose ({state.BestEpoch}); without that the test MRR "
            + $"is {state.Test.Mrr:F5}"));
        return state with { Test = test.Summary() };
    }

    private static LinkTrainState Begin(ILinkLearner learner, LinkProtocol protocol, CancellationToken cancellationToken)
    {
        var ranks = LinkEvaluation.Run(learner.Predictor, protocol, cancellationToken: cancellationToken);
        learner.Keep();
        return LinkTrainState.Start.Begun(ranks.Validation.Summary(), ranks.Test.Summary(), ranks.Seconds);
    }

    private static string Text(double? loss, double mrr) => loss is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"loss {value:F4}, val MRR {mrr:F4}")
        : string.Create(CultureInfo.InvariantCulture, $"val MRR {mrr:F4}");
}
