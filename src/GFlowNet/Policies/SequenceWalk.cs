using Quiver.GFlowNet.Environments;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>Walks that write sequences from left to right, with what the policy knows of the places behind them.</summary>
/// <param name="walk">The trunk's memory of them; disposed with this.</param>
/// <param name="score">Scores of actions from states and their vectors.</param>
/// <param name="environment">Where they walk.</param>
internal sealed class SequenceWalk(CausalTransformerTrunk.Walk walk, Func<Tensor, Tensor, Tensor> score, DiscreteEnvironment environment)
    : IDisposable
{
    /// <summary>Scores of forward actions, not masked, in the states that the walks have come to, one step after the last call.</summary>
    /// <param name="states">[batch, width].</param>
    /// <returns>[batch, actions].</returns>
    public Tensor Logits(Tensor states) => score(states, walk.Next(environment.Tokens(states)));

    /// <inheritdoc/>
    public void Dispose() => walk.Dispose();
}
