namespace Quiver.GFlowNet.Policies;

/// <summary>
/// The network between a state's tokens and the heads, as it is asked for. A trunk of your own is two classes: a record derived
/// from this one with its sizes, and a <see cref="Trunk"/> with its arithmetic.
/// </summary>
/// <remarks>The public properties decide whose run a checkpoint is.</remarks>
public abstract record TrunkOptions
{
    /// <summary>Its short name, for messages and results.</summary>
    public abstract string Name { get; }

    /// <summary>Width of the vector that it makes of a state, at least 1.</summary>
    public abstract int Width { get; }

    /// <summary>Makes the network.</summary>
    /// <param name="store">Where its numbers are kept.</param>
    /// <param name="name">What the names of its numbers begin with.</param>
    /// <param name="shape">What it is given.</param>
    /// <returns>The network; its tensors exist once the store is built.</returns>
    /// <exception cref="ArgumentException">The sizes do not go together.</exception>
    public abstract Trunk Create(ParameterStore store, string name, TokenShape shape);

    /// <summary>About how many weights it has, so that a policy too large for memory is refused before it takes any.</summary>
    /// <param name="shape">What it is given.</param>
    /// <returns>The number; the default counts one matrix from the tokens.</returns>
    public virtual long CountWeights(TokenShape shape) => (long)shape.Vocabulary * Width;

    /// <summary>About how many numbers it holds for one state while its gradient is taken.</summary>
    /// <param name="shape">What it is given.</param>
    /// <returns>The number; the default counts one vector for each token.</returns>
    public virtual long CountNumbers(TokenShape shape) => (long)shape.Tokens * Width;
}
