using Quiver.TemporalGraphs.Evaluation;

namespace Quiver.Cli.Links;

/// <summary>One model on one data set, in a table and in JSON.</summary>
internal sealed record LinkResult(
    string Data, string Model, string View, string Freshness, double ValMrr, double TestMrr, int Seeds, double TrainSeconds,
        double InferenceSeconds, double QueriesPerSecond,
    double? ValStd = null, double? TestStd = null, double? Hits1 = null, double? Hits10 = null)
{
    /// <summary>Average precision of true links against one false link each; null where none were compared.</summary>
    public double? AveragePrecision { get; init; }

    /// <summary>Area under the ROC curve of the same.</summary>
    public double? Auc { get; init; }

    /// <summary>Share of the test queries whose source went to the same destination before.</summary>
    public double? RepeatShare { get; init; }

    /// <summary>MRR of those.</summary>
    public double? RepeatMrr { get; init; }

    /// <summary>MRR of the others, which are new links.</summary>
    public double? NewMrr { get; init; }

    /// <summary>The same row with what a test tells of repeats and new links, as means over seeds.</summary>
    public LinkResult With(IReadOnlyList<RankingSummary> tests) => this with
    {
        RepeatShare = tests.Average(t => t.Repeats / (double?)t.Count),
        RepeatMrr = tests.Average(t => t.RepeatMrr),
        NewMrr = tests.Average(t => t.NewMrr),

        // A true link among false ones has some precision: without any there was none to compare with.
        AveragePrecision = tests.Average(static t => t.AveragePrecision > 0 ? t.AveragePrecision : (double?)null),
        Auc = tests.Average(static t => t.AveragePrecision > 0 ? t.Auc : (double?)null),
    };
}
