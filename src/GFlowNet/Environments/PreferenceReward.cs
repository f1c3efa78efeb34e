using Quiver.GFlowNet.Torch;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Sampling;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// R(x | w) = (sum_k w_k R_k(x))^beta with preference weights w as the condition: one policy for a whole Pareto front
/// (Jain et al. 2023, "Multi-objective GFlowNets").
/// </summary>
/// <param name="parts">R_1, R_2, ...; disposed with this reward.</param>
/// <param name="beta">Sharpness.</param>
public sealed class PreferenceReward(IReadOnlyList<Reward> parts, double beta = 1) : Reward
{
    /// <inheritdoc/>
    public override object Description =>
        new { Type = nameof(PreferenceReward), Beta = beta, Parts = parts.Select(p => p.Description).ToArray() };

    /// <inheritdoc/>
    public override int ConditionWidth => parts.Count;

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        using var scope = TorchScope.Begin();
        var logs = stack(parts.Select(p => p.LogReward(states, null).to(ScalarType.Float64)).ToArray(), 1);
        var weighted = logs.add(maximum(conditions.to(ScalarType.Float64), tensor(1e-12, ScalarType.Float64, states.device)).log());
        return weighted.logsumexp(1).mul(tensor(beta, device: states.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Weights drawn evenly from the simplex.</summary>
    /// <inheritdoc/>
    public override Tensor SampleConditions(long batch, CounterRandom random, Device device)
    {
        ArgumentNullException.ThrowIfNull(random);
        using var scope = TorchScope.Begin();
        var exponential = WalkNoise.Uniform(random.Next(), [batch, parts.Count], device).log().neg().to(ScalarType.Float32);
        return exponential.div(exponential.sum(1, true)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var part in parts)
            {
                part.Dispose();
            }
        }

        base.Dispose(disposing);
    }
}
