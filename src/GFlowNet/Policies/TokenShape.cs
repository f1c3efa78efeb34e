namespace Quiver.GFlowNet.Policies;

/// <summary>What a trunk is given of each state.</summary>
/// <param name="Vocabulary">Tokens are whole numbers from 0 to below this.</param>
/// <param name="Tokens">Tokens of a state.</param>
/// <param name="ConditionWidth">Numbers in the condition beside them; 0 for no condition.</param>
public readonly record struct TokenShape(int Vocabulary, int Tokens, int ConditionWidth)
{
    /// <summary>Whether places are written one after another: <see cref="Environments.DiscreteEnvironment.AppendsOnly"/>.</summary>
    public bool AppendsOnly { get; init; }
}
