namespace Quiver.Cli.Links;

/// <summary>One model on one data set, in a table and in JSON.</summary>
internal sealed record LinkResult(
    string Data, string Model, string View, string Freshness, double ValMrr, double TestMrr, int Seeds, double TrainSeconds,
        double InferenceSeconds, double QueriesPerSecond,
    double? ValStd = null, double? TestStd = null, double? Hits1 = null, double? Hits10 = null, double? AveragePrecision = null,
        double? Auc = null);
