using System.Globalization;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;

namespace Quiver.Cli.Links;

/// <summary>Trains one model with several seeds.</summary>
internal static class LinkTraining
{
    /// <summary>The learned ranker's name.</summary>
    public const string Ranker = LinkPredictors.Ranker;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names => LinkPredictors.Names;

    public static LinkResult Run(
        string dataName, LinkSplit data, LinkTrainingSettings settings, ConsoleProgress progress, CancellationToken cancellation)
    {
        Refuse(settings);

        // One after the other: while a tensor operation runs, a thread beside it that collects garbage may free the numbers it was given
        // (docs/notebook/links.md, "Seeds side by side").
        var results = Enumerable.Range(0, settings.Seeds).Select(s =>
        {
            using var trained = Train(data, settings, settings.FirstSeed + s, progress, cancellation);
            return trained.Result;
        }).ToList();
        foreach (var result in results)
        {
            RunNotes.AddRange(result.Notes.Select(note => $"{settings.Model}, seed {result.Seed}: {note}"));
        }

        return Row(dataName, settings, results);
    }

    /// <summary>The row of a model's runs.</summary>
    public static LinkResult Row(string dataName, LinkTrainingSettings settings, List<LinkTrainResult> results)
    {
        var snapshots = settings.Freshness.Kind == FreshnessKind.Snapshot;
        return new LinkResult(
            dataName,
            settings.Model + (
                settings.Joint ? string.Empty : " without joint neighbourhoods") + (
                    settings.Refit ? ", refitted" : string.Empty) + (
                    settings.Vanilla ? ", vanilla training" : string.Empty) + (
                    settings.TimeDecoder ? ", time decoder" : string.Empty),
            snapshots ? "snapshots" : "events",
            settings.Protocol is null ? settings.Freshness.ToString() : "snapshot",
            results.Average(r => r.ValidationMrr),
            results.Average(r => r.TestMrr),
            results.Count,
            results.Average(r => r.TrainSeconds),
            results.Average(r => r.InferenceSeconds),
            results.Average(r => r.Queries / Math.Max(r.InferenceSeconds, 1e-9)),
            Deviation(results.Select(r => r.ValidationMrr)),
            Deviation(results.Select(r => r.TestMrr)),
            results.Average(r => r.Test.Hits1),
            results.Average(r => r.Test.Hits10)).With(results.ConvertAll(r => r.Test));
    }

    /// <summary>Refuses options that the model cannot take.</summary>
    /// <exception cref="InputException">There is one.</exception>
    public static void Refuse(LinkTrainingSettings settings)
    {
        if (string.Equals(settings.Model, Ranker, StringComparison.Ordinal) && (settings.TimeDecoder || settings.Vanilla))
        {
            throw new InputException(
                $"{(settings.TimeDecoder ? "--time-decoder" : "--vanilla")} is for snapshot models; the ranker reads every query's time " +
                $"and has one way of training.");
        }
    }

    /// <summary>Trains one predictor.</summary>
    public static TrainedPredictor Train(
        LinkSplit data, LinkTrainingSettings settings, int seed, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        if (string.Equals(settings.Model, Ranker, StringComparison.Ordinal))
        {
            return LearnedRanker.Train(data, RankerOptions(settings, seed), settings.Protocol, progress, cancellation);
        }

        var options = ModelOptions(data, settings, seed);
        var model = LinkModels.Create(settings.Model, options, LinkDevice.Of(settings.Device, settings.Model, options.Nodes, options.Size));
        using var learner = new LinkModelLearner(model, data, TrainOptions(settings, seed));
        return LinkTrainer.Train(learner, settings.Protocol, progress, cancellation);
    }

    /// <summary>The options of a ranker.</summary>
    /// <param name="settings">What the user says.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="part">What its checkpoint is called after the seed; empty where there is one training a seed.</param>
    public static RankerOptions RankerOptions(LinkTrainingSettings settings, int seed, string part = "")
    {
        var standard = new RankerOptions();
        return standard with
        {
            Freshness = settings.Freshness,
            Seed = seed,
            Joint = settings.Joint,
            Scaling = settings.Scaling,
            Refit = settings.Refit,
            Decay = settings.Decay,
            Members = settings.Members ?? standard.Members,
            Second = settings.Second ?? standard.Second,
            Epochs = settings.Epochs ?? standard.Epochs,
            Patience = settings.Patience ?? standard.Patience,
            LearningRate = settings.LearningRate ?? standard.LearningRate,
            Hidden = settings.Size ?? standard.Hidden,
            WarmUp = settings.WarmUp ?? standard.WarmUp,
            Checkpoint = CheckpointFile(settings, seed, part),
        };
    }

    private static LinkModelOptions ModelOptions(LinkSplit data, LinkTrainingSettings settings, int seed)
    {
        var standard = new LinkModelOptions { Nodes = data.NodeCount, Seed = seed, TimeDecoder = settings.TimeDecoder };
        return standard with { Size = settings.Size ?? standard.Size };
    }

    private static LinkTrainOptions TrainOptions(LinkTrainingSettings settings, int seed)
    {
        var standard = new LinkTrainOptions();
        return standard with
        {
            Seed = seed,
            Epochs = settings.Epochs ?? standard.Epochs,
            Patience = settings.Patience ?? standard.Patience,
            LearningRate = settings.LearningRate ?? standard.LearningRate,
            Freshness = settings.Freshness,
            UtgTraining = !settings.Vanilla,
            Negatives = settings.Negatives,
            NegativeSamples = settings.NegativeSamples ?? standard.NegativeSamples,
            Checkpoint = CheckpointFile(settings, seed),
        };
    }

    private static string? CheckpointFile(LinkTrainingSettings settings, int seed, string part = "") =>
        settings.Checkpoint is { } folder
            ? Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{settings.Model}-{seed}{part}.checkpoint"))
            : null;

    private static double? Deviation(IEnumerable<double> values)
    {
        var list = values.ToArray();
        if (list.Length < 2)
        {
            return null;
        }

        var mean = list.Average();
        return Math.Sqrt(list.Sum(v => (v - mean) * (v - mean)) / (list.Length - 1));
    }
}
