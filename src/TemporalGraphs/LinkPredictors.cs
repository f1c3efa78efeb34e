using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;
using TorchSharp;

namespace Quiver.TemporalGraphs;

/// <summary>Trains link predictors by name, and loads them again.</summary>
public static class LinkPredictors
{
    /// <summary>The learned ranker's name.</summary>
    public const string Ranker = "ranker";

    /// <summary>The names of all predictors that are trained.</summary>
    public static IReadOnlyList<string> Names { get; } = [Ranker, .. LinkModels.Names];

    /// <summary>Trains a predictor with its standard options.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="split">Events and split.</param>
    /// <param name="freshness">What queries know.</param>
    /// <param name="epochs">Most passes over the training events; null for the standard number.</param>
    /// <param name="seed">Fixes the training.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="device">Where a neural model runs; null for the CPU, where the ranker runs anyway.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The predictor, which has observed nothing yet, and its ranks over validation and test.</returns>
    /// <exception cref="InputException">There is no such predictor, or training diverged.</exception>
    public static TrainedPredictor Train(
        string name, LinkSplit split, Freshness freshness, int? epochs = null, int seed = 0,
        IProgress<ProgressReport>? progress = null, torch.Device? device = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(split);
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            throw new InputException($"Unknown model '{name}': use one of {string.Join(", ", Names)}.");
        }

        if (string.Equals(name, Ranker, StringComparison.Ordinal))
        {
            var standard = new RankerOptions { Freshness = freshness, Seed = seed };
            return LearnedRanker.Train(split, standard with { Epochs = epochs ?? standard.Epochs }, null, progress, cancellationToken);
        }

        var options = new LinkTrainOptions { Freshness = freshness, Seed = seed };
        var model = LinkModels.Create(name, new LinkModelOptions { Nodes = split.NodeCount, Seed = seed }, device);
        using var learner = new LinkModelLearner(model, split, options with { Epochs = epochs ?? options.Epochs });
        return LinkTrainer.Train(learner, null, progress, cancellationToken);
    }

    /// <summary>Loads what <see cref="TrainedPredictor.Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The predictor, which has observed nothing yet.</returns>
    /// <exception cref="InputException">The file is none, or damaged.</exception>
    public static TrainedPredictor Load(string path) => TrainedPredictor.Load(
        path, (name, reader) =>
            string.Equals(name, Ranker, StringComparison.Ordinal) ? LearnedRanker.Read(reader) : LinkModelState.ReadModel(name, reader));
}
