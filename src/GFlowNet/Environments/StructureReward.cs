using Quiver.Core.Runs;
using Quiver.GFlowNet.BayesianNetworks;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// The posterior of a Bayesian network's structure under an even prior: log R is the score of the graph less that of the graph without
/// edges, a sum of one term a node that is computed once.
/// </summary>
public sealed class StructureReward : Reward
{
    private readonly BgeScore score;
    private readonly Dictionary<long, double>[] terms;
    private readonly object description;

    /// <summary>Creates the reward.</summary>
    /// <param name="score">The score.</param>
    public StructureReward(BgeScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        this.score = score;
        terms = Enumerable.Range(0, score.Nodes).Select(_ => new Dictionary<long, double>()).ToArray();
        using var hash = new ContentHash();
        hash.Add<double>(Enumerable.Range(0, score.Nodes).Select(i => score.Local(i, ((1L << score.Nodes) - 1) & ~(1L << i))).ToArray());
        description = new { Type = nameof(StructureReward), score.Nodes, Scores = hash.Finish() };
    }

    /// <inheritdoc/>
    public override object Description => description;

    /// <summary>log R of one graph.</summary>
    /// <param name="parents">n numbers (<see cref="ParentSets"/>).</param>
    /// <returns>Nats.</returns>
    public double Of(ReadOnlySpan<long> parents)
    {
        var sum = 0.0;
        for (var j = 0; j < parents.Length; j++)
        {
            if (!terms[j].TryGetValue(parents[j], out var term))
            {
                terms[j][parents[j]] = term = score.Local(j, parents[j]) - score.Local(j, 0);
            }

            sum += term;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var host = states.cpu().contiguous();
        var numbers = MemoryMarshal.Cast<byte, long>(host.bytes);
        var values = new double[states.shape[0]];
        for (var r = 0; r < values.Length; r++)
        {
            values[r] = Of(numbers.Slice(r * score.Nodes, score.Nodes));
        }

        return tensor(values, ScalarType.Float64, states.device);
    }

    /// <summary>Every graph is an object, finished or not.</summary>
    /// <inheritdoc/>
    public override Tensor? PartialLogReward(Tensor states, Tensor? conditions) => LogReward(states, conditions);
}
