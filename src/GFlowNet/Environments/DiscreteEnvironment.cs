using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// A pointed directed acyclic graph in which a GFlowNet builds objects step by step, batched: one call moves many
/// states at once, on one device.
/// </summary>
/// <remarks>
/// States are rows of whole numbers, <c>[batch, StateWidth]</c> of type int64. Actions are numbered from 0; the last one,
/// <see cref="ExitAction"/>, ends the trajectory and makes the state it was taken in the finished object. Every other
/// action has one inverse, which carries the same number: <c>StepBack(Step(s, a), a) = s</c>. An environment knows
/// nothing of policies, objectives or training (Bengio et al. 2023, "GFlowNet Foundations", section 2).
/// </remarks>
public abstract class DiscreteEnvironment : IDisposable
{
    private Tensor? initial;

    /// <summary>Creates the environment.</summary>
    /// <param name="device">Where its tensors live.</param>
    /// <param name="reward">The reward of finished objects.</param>
    protected DiscreteEnvironment(Device device, Reward reward)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(reward);
        Device = device;
        Reward = reward;
    }

    /// <summary>A short name with its sizes, for tables and results.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Everything that decides the states and moves, as an object whose public properties are numbers, texts, arrays or objects
    /// of the same kind: a checkpoint belongs to one description and is refused under any other. The reward describes itself.
    /// </summary>
    public virtual object Description => new
    {
        Type = GetType().FullName,
        Name,
        StateWidth,
        ActionCount,
        MaximumLength,
        FixedLength,
        AllStatesTerminal,
        TokenCount,
        Vocabulary,
    };

    /// <summary>Where states, masks and rewards live.</summary>
    public Device Device { get; }

    /// <summary>The reward of finished objects.</summary>
    public Reward Reward { get; }

    /// <summary>Whole numbers in a state.</summary>
    public abstract int StateWidth { get; }

    /// <summary>Number of actions, the exit included.</summary>
    public abstract int ActionCount { get; }

    /// <summary>The action that ends a trajectory: always the last one.</summary>
    public int ExitAction => ActionCount - 1;

    /// <summary>The most actions a trajectory can have, the exit included.</summary>
    public abstract int MaximumLength { get; }

    /// <summary>True when every trajectory has <see cref="MaximumLength"/> actions: a rollout then needs no stop test.</summary>
    public virtual bool FixedLength => false;

    /// <summary>
    /// True when objects are written from left to right: each action but the exit changes the first token that is not yet written and no
    /// other. Place k has the tokens k r to k r + r - 1, r being <see cref="Vocabulary"/> / <see cref="TokenCount"/>, of which k r means
    /// "not yet written"; the initial state has nothing written. A causal transformer needs it.
    /// </summary>
    public virtual bool AppendsOnly => false;

    /// <summary>True when every state may be left by the exit, so that each one is an object with a reward.</summary>
    public virtual bool AllStatesTerminal => false;

    /// <summary>Tokens that describe a state to a policy.</summary>
    public abstract int TokenCount { get; }

    /// <summary>Number of different tokens.</summary>
    public abstract int Vocabulary { get; }

    /// <summary>The number of different states, <see cref="long.MaxValue"/> when it is that or more, or null when it is not
    /// known.</summary>
    public virtual long? StateCount => null;

    /// <summary>The state that every trajectory starts from.</summary>
    /// <returns>One row of <see cref="StateWidth"/> numbers.</returns>
    public abstract long[] InitialState();

    /// <summary>The initial state, many times over.</summary>
    /// <param name="batch">Number of rows.</param>
    /// <returns>[batch, StateWidth], int64.</returns>
    public Tensor Initial(long batch)
    {
        initial ??= tensor(InitialState(), device: Device).DetachFromDisposeScope();
        return initial.unsqueeze(0).expand(batch, StateWidth).contiguous();
    }

    /// <summary>Which actions may be taken.</summary>
    /// <param name="states">[batch, StateWidth].</param>
    /// <returns>[batch, ActionCount], bool; every row has at least one true.</returns>
    public abstract Tensor ForwardMask(Tensor states);

    /// <summary>Which actions may have led here.</summary>
    /// <param name="states">[batch, StateWidth].</param>
    /// <returns>[batch, ActionCount - 1], bool; all false for the initial state alone.</returns>
    public abstract Tensor BackwardMask(Tensor states);

    /// <summary>Takes one action in each state; the exit leaves a state as it is.</summary>
    /// <param name="states">[batch, StateWidth]; not changed.</param>
    /// <param name="actions">[batch], int64, each allowed by <see cref="ForwardMask"/>, or the exit.</param>
    /// <returns>[batch, StateWidth].</returns>
    public abstract Tensor Step(Tensor states, Tensor actions);

    /// <summary>Takes one action back in each state; the exit leaves a state as it is.</summary>
    /// <param name="states">[batch, StateWidth]; not changed.</param>
    /// <param name="actions">[batch], int64, each allowed by <see cref="BackwardMask"/>, or the exit.</param>
    /// <returns>[batch, StateWidth].</returns>
    public abstract Tensor StepBack(Tensor states, Tensor actions);

    /// <summary>States as tokens; a policy embeds them or counts them (K-hot). A token's place carries no meaning of its own.</summary>
    /// <param name="states">[batch, StateWidth].</param>
    /// <returns>[batch, TokenCount], int64 in 0..Vocabulary-1, no token twice in a row.</returns>
    public abstract Tensor Tokens(Tensor states);

    /// <summary>One number per state, the same for equal states; distinct for distinct states wherever they can be enumerated.</summary>
    /// <param name="states">[batch, StateWidth].</param>
    /// <returns>[batch], int64.</returns>
    public abstract Tensor Keys(Tensor states);

    /// <summary>log R of finished objects.</summary>
    /// <param name="states">[batch, StateWidth], each one finished.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    /// <returns>[batch], float32 or float64; minus infinity is not allowed.</returns>
    public Tensor LogReward(Tensor states, Tensor? conditions = null) => Reward.LogReward(states, conditions);

    /// <summary>Text of one state, for a reader.</summary>
    /// <param name="state">StateWidth numbers.</param>
    /// <returns>By default the numbers with spaces between.</returns>
    public virtual string Describe(ReadOnlySpan<long> state) => string.Join(' ', state.ToArray());

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees tensors of the environment.</summary>
    /// <param name="disposing">True when called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            initial?.Dispose();
            Reward.Dispose();
        }
    }

    /// <summary>radix^count, or <see cref="long.MaxValue"/> where that is too large.</summary>
    /// <param name="radix">Values of one digit.</param>
    /// <param name="count">Number of digits.</param>
    /// <returns>The number of different rows of digits.</returns>
    protected static long Power(long radix, int count)
    {
        var product = 1L;
        for (var i = 0; i < count; i++)
        {
            if (product > long.MaxValue / radix)
            {
                return long.MaxValue;
            }

            product *= radix;
        }

        return product;
    }

    /// <summary>Keys from the digits of a mixed-radix number; wraps around (and so may collide) beyond 2^63 states.</summary>
    /// <param name="digits">[batch, n], int64, each 0..radix-1.</param>
    /// <param name="weights">[n], int64: products of the radices to the right.</param>
    /// <returns>[batch], int64.</returns>
    protected static Tensor MixedRadix(Tensor digits, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(digits);
        return digits.mul(weights).sum(1);
    }

    /// <summary>The weights that <see cref="MixedRadix"/> needs for equal radices.</summary>
    /// <param name="radix">Values of one digit.</param>
    /// <param name="count">Number of digits.</param>
    /// <returns>[count], int64, owned by no dispose scope.</returns>
    protected Tensor RadixWeights(long radix, int count)
    {
        var weights = new long[count];
        var product = 1L;
        for (var i = count - 1; i >= 0; i--)
        {
            weights[i] = product;

            // Odd multipliers beyond the range keep distinct states apart with overwhelming probability.
            product = unchecked(product * (Math.Pow(radix, count) < 9e18 ? radix : 6364136223846793005L + (2 * i)));
        }

        return tensor(weights, device: Device).DetachFromDisposeScope();
    }
}
