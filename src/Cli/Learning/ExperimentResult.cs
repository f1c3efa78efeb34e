using System.Text.Json.Serialization;
using Quiver.GFlowNet.Evaluation;
using Quiver.GFlowNet.Training;

namespace Quiver.Cli.Learning;

/// <summary>One seed's figures; those that cannot be had (no enumeration, no modes) are null, and so is the time of an
/// iteration where none was left to do.</summary>
internal sealed record ExperimentResult(
    int Seed,
    double? Tv,
    double? L1,
    double? L1Sampled,
    double? LogZ,
    double? LogZExact,
    double? JensenShannon,
    double? Kl,
    double? Correlation,
    double? RankCorrelation,
    double? Elbo,
    double? Eubo,
    long Modes,
    long ModeCount,
    long StatesVisited,
    long DistinctObjects,
    double TopLogReward,
    double? TopDiversity,
    long Iterations,
    bool StoppedEarly,
    double? MsPerIteration)
{
    [JsonIgnore]
    public IReadOnlyList<MetricRecord> History { get; init; } = [];

    [JsonIgnore]
    public double[]? Learned { get; init; }

    /// <summary>Objects whose reward training asked for, repetitions counted.</summary>
    [JsonIgnore]
    public long Evaluations { get; init; }

    /// <summary>Seconds of training in this process; null where it did no iteration.</summary>
    [JsonIgnore]
    public double? Seconds { get; init; }

    /// <summary>Objects of even walks; left out where none were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldObjects? Held { get; init; }

    /// <summary>Samplers without a network with as many evaluations; left out where the environment has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SamplingBaseline>? Baselines { get; init; }
}
