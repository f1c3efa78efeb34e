namespace Quiver.Cli.Learning;

/// <summary>Means over the seeds.</summary>
internal sealed record ExperimentMean(double? Tv, double? L1, double? L1Sampled, double? LogZ, double? LogZExact, double? MsPerIteration)
{
    public static ExperimentMean Of(IReadOnlyList<ExperimentResult> runs) => new(
        Mean(runs.Select(r => r.Tv)),
        Mean(runs.Select(r => r.L1)),
        Mean(runs.Select(r => r.L1Sampled)),
        Mean(runs.Select(r => r.LogZ)),
        Mean(runs.Select(r => r.LogZExact)),
        Mean(runs.Select(r => r.MsPerIteration)));

    private static double? Mean(IEnumerable<double?> values)
    {
        var known = values.Where(v => v.HasValue).Select(v => v!.Value).ToArray();
        return known.Length == 0 ? null : known.Average();
    }
}
