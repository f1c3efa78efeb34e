using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>Turns a state's tokens into one vector.</summary>
public abstract class Trunk
{
    private readonly Linear? condition;

    /// <summary>Prepares what every trunk shares: how a condition reaches a hidden layer.</summary>
    /// <param name="store">Where its numbers are kept.</param>
    /// <param name="name">What the names of its numbers begin with.</param>
    /// <param name="conditionWidth">Numbers in the condition; 0 for none.</param>
    /// <param name="hidden">Width of the layer that <see cref="Condition"/> adds to.</param>
    protected Trunk(ParameterStore store, string name, int conditionWidth, int hidden) =>
        condition = conditionWidth > 0 ? new Linear(store, name + ".condition", conditionWidth, hidden) : null;

    /// <summary>The vectors of some states.</summary>
    /// <param name="tokens">[n, k], int64.</param>
    /// <param name="conditions">[n, c] or null.</param>
    /// <returns>[n, width of the options]; gradients reach the numbers.</returns>
    public abstract Tensor Encode(Tensor tokens, Tensor? conditions);

    /// <summary>Adds what the condition contributes to a hidden layer before its activation.</summary>
    /// <param name="hidden">[n, hidden].</param>
    /// <param name="conditions">[n, c]; null where the reward is not conditioned.</param>
    /// <returns>[n, hidden].</returns>
    protected Tensor Condition(Tensor hidden, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        if (condition is null)
        {
            return hidden;
        }

        ArgumentNullException.ThrowIfNull(conditions);
        return hidden.add(condition.Apply(conditions.to(hidden.dtype)));
    }

    /// <summary>The same for every place of a sequence.</summary>
    /// <param name="x">[n, places, hidden].</param>
    /// <param name="conditions">[n, c]; null where the reward is not conditioned.</param>
    /// <returns>[n, places, hidden].</returns>
    private protected Tensor ConditionPlaces(Tensor x, Tensor? conditions) => conditions is null
        ? x
        : x.add(Condition(zeros(x.shape[0], x.shape[2], dtype: x.dtype, device: x.device), conditions).unsqueeze(1));
}
