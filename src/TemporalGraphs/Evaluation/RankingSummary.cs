namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>What the ranks of a split come to.</summary>
/// <param name="Count">Queries.</param>
/// <param name="Mrr">Mean reciprocal rank.</param>
/// <param name="Hits1">Share of queries with rank 1.</param>
/// <param name="Hits3">Share with rank at most 3.</param>
/// <param name="Hits10">Share with rank at most 10.</param>
/// <param name="AveragePrecision">Of true links against one false link each; 0 where none were compared.</param>
/// <param name="Auc">Area under the ROC curve of the same.</param>
public readonly record struct RankingSummary(long Count, double Mrr, double Hits1, double Hits3, double Hits10, double AveragePrecision,
    double Auc)
{
    /// <summary>Queries whose source went to the same destination at an earlier time; null where that was not told apart.</summary>
    public long? Repeats { get; init; }

    /// <summary>Mean reciprocal rank of those; null where there are none.</summary>
    public double? RepeatMrr { get; init; }

    /// <summary>Mean reciprocal rank of the others, the new links; null where there are none.</summary>
    public double? NewMrr { get; init; }
}
