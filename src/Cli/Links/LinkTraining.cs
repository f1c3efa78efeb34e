using System.Globalization;
using Quiver.Cli.Common;
using Quiver.GFlowNet.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Models;
using Quiver.TemporalGraphs.Ranking;
using Quiver.TemporalGraphs.Training;

namespace Quiver.Cli.Links;

/// <summary>Trains one model with several seeds.</summary>
internal static class LinkTraining
{
    /// <summary>The learned ranker's name.</summary>
    public const string Ranker = "ranker";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Ranker, .. LinkModels.Names];

    public static LinkResult Run(string dataName, LinkData data, LinkTrainingSettings settings, ConsoleProgress progress, CancellationToken cancellation)
    {
        var results = new List<LinkTrainResult>();
        for (var s = 0; s < settings.Seeds; s++)
        {
            results.Add(One(data, settings, settings.FirstSeed + s, progress, cancellation));
        }

        var snapshots = settings.Freshness.Kind == FreshnessKind.Snapshot;
        return new LinkResult(
            dataName,
            settings.Model + (settings.Joint ? string.Empty : " without joint neighbourhoods") + (settings.Vanilla ? ", vanilla training" : string.Empty) + (settings.TimeDecoder ? ", time decoder" : string.Empty),
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
            results.Average(r => r.Test.Hits10),
            results.Average(r => r.Test.AveragePrecision),
            results.Average(r => r.Test.Auc));
    }

    private static LinkTrainResult One(LinkData data, LinkTrainingSettings settings, int seed, ConsoleProgress progress, CancellationToken cancellation)
    {
        if (string.Equals(settings.Model, Ranker, StringComparison.Ordinal))
        {
            if (settings.TimeDecoder || settings.Vanilla)
            {
                throw new InputException($"{(settings.TimeDecoder ? "--time-decoder" : "--vanilla")} is for snapshot models; the ranker reads every query's time and has one way of training.");
            }

            var options = new RankerOptions
            {
                Freshness = settings.Freshness,
                Seed = seed,
                Joint = settings.Joint,
                Members = settings.Members ?? new RankerOptions().Members,
                Second = settings.Second ?? new RankerOptions().Second,
                Epochs = settings.Epochs ?? 5,
                Patience = settings.Patience ?? 2,
                LearningRate = settings.LearningRate ?? 3e-3,
                Hidden = settings.Size ?? 64,
                WarmUp = settings.WarmUp ?? 0.3,
                Checkpoint = CheckpointFile(settings, seed),
            };
            return LearnedRanker.Train(data, options, settings.Protocol, progress, cancellation).Result;
        }

        using var model = LinkModels.Create(settings.Model, new LinkModelOptions { Nodes = data.NodeCount, Size = settings.Size ?? 32, Seed = seed, TimeDecoder = settings.TimeDecoder });
        return LinkTrainer.Train(
            model,
            data,
            new LinkTrainOptions
            {
                Seed = seed,
                Epochs = settings.Epochs ?? 10,
                Patience = settings.Patience ?? 3,
                LearningRate = settings.LearningRate ?? 3e-3,
                Interval = settings.Freshness.Kind == FreshnessKind.Snapshot ? settings.Freshness.Size : 0,
                BatchSize = settings.Freshness.Kind == FreshnessKind.Batch ? (int)settings.Freshness.Size : 200,
                UtgTraining = !settings.Vanilla,
                Negatives = settings.Negatives,
                NegativeSamples = settings.NegativeSamples ?? new LinkTrainOptions().NegativeSamples,
                Checkpoint = CheckpointFile(settings, seed),
            },
            settings.Protocol,
            progress,
            cancellation);
    }

    private static string? CheckpointFile(LinkTrainingSettings settings, int seed) =>
        settings.Checkpoint is { } folder ? Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{settings.Model}-{seed}.checkpoint")) : null;

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
