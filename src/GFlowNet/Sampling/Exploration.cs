namespace Quiver.GFlowNet.Sampling;

/// <summary>
/// How sampling departs from the policy in one iteration. It changes what is visited, never the probabilities that a
/// loss scores.
/// </summary>
/// <param name="Epsilon">Probability that an action is drawn evenly from the allowed ones.</param>
/// <param name="Temperature">Logits are divided by this; above 1 flattens the policy.</param>
/// <param name="PrefixProbability">Probability that a trajectory begins with a stretch of even draws.</param>
/// <param name="PrefixLength">The longest such stretch; its length is drawn evenly from 1 to this.</param>
public readonly record struct Exploration(double Epsilon = 0, double Temperature = 1, double PrefixProbability = 0, int PrefixLength = 0)
{
    /// <summary>The policy itself.</summary>
    public static Exploration None => new(0, 1, 0, 0);
}
