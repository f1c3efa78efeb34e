using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Quiver.GFlowNet.Evaluation;

namespace Quiver.Cli.Learning;

/// <summary>What a GFlowNet learned of the network behind one data set, beside the exact posterior.</summary>
/// <param name="Set">Number of the data set, from 0.</param>
/// <param name="Seed">Seed of its network, its data and its training.</param>
/// <param name="TrueEdges">Edges of the network that generated it; null for data from a file.</param>
/// <param name="JensenShannon">Divergence of the learned posterior from the exact one, nats.</param>
/// <param name="Tv">Total variation.</param>
/// <param name="EdgeError">Largest error of an edge's probability.</param>
/// <param name="PathError">Largest error of a directed path's probability.</param>
/// <param name="BlanketError">Largest error of a probability to lie in a Markov blanket.</param>
/// <param name="ExpectedDistance">Expected structural Hamming distance from the true network under the learned posterior.</param>
/// <param name="ExpectedDistanceExact">The same under the exact posterior.</param>
/// <param name="StatesVisited">States visited in training.</param>
/// <param name="Evaluations">Graphs whose reward training asked for, repetitions counted.</param>
/// <param name="MsPerIteration">Milliseconds of a training iteration; null where none was left to do.</param>
/// <param name="Iterations">Iterations done.</param>
/// <param name="StoppedEarly">Whether <c>--stop-at</c> or <c>--patience</c> ended the training.</param>
/// <param name="Pairs">Probabilities of every ordered pair of variables.</param>
/// <param name="Baselines">Samplers without a network with as many evaluations.</param>
internal sealed record StructureResult(
    int Set,
    int Seed,
    int? TrueEdges,
    double JensenShannon,
    double Tv,
    double EdgeError,
    double PathError,
    double BlanketError,
    double? ExpectedDistance,
    double? ExpectedDistanceExact,
    long StatesVisited,
    long Evaluations,
    double? MsPerIteration,
    long Iterations,
    bool StoppedEarly,
    ImmutableArray<StructurePair> Pairs,
    IReadOnlyList<SamplingBaseline> Baselines)
{
    /// <summary>Distance of the posterior from graphs drawn from the policy, summed over graphs; left out where none were asked
    /// for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? L1Sampled { get; init; }

    /// <summary>Lower bound of log Z, from the same graphs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Elbo { get; init; }

    /// <summary>Upper bound of log Z.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Eubo { get; init; }

    /// <summary>Graphs of even walks; left out where none were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HeldObjects? Held { get; init; }

    [JsonIgnore]
    public double? Seconds { get; init; }
}
