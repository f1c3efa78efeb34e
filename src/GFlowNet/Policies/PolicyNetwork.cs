using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>The trainable functions of a GFlowNet: P_F, P_B, the state flow F and log Z.</summary>
public sealed class PolicyNetwork : IDisposable
{
    /// <summary>Names of parameters that belong to log Z begin with this.</summary>
    public const string LogZPrefix = "logZ";

    private readonly DiscreteEnvironment environment;
    private readonly Trunk forward;
    private readonly Head forwardHead;
    private readonly Trunk? backward;
    private readonly Head? backwardHead;
    private readonly Trunk? flow;
    private readonly Linear? flowHead;
    private readonly ParameterStore.Parameter logZ;
    private readonly Linear? logZHidden;
    private readonly Linear? logZOutput;
    private readonly StatewiseEnvironment? numbered;
    private readonly ParameterStore.Parameter? table;

    /// <summary>Creates an untrained policy.</summary>
    /// <param name="environment">What it will act in; not owned.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="parts">Which functions are needed; <see cref="PolicyParts.Forward"/> always is.</param>
    /// <param name="seed">Fixes the initial weights.</param>
    /// <param name="type">float32, or float64 for tests of gradients.</param>
    /// <exception cref="ArgumentException">A width is below 1, or a table is asked for where states are not numbered.</exception>
    public PolicyNetwork(DiscreteEnvironment environment, PolicyOptions options, PolicyParts parts, int seed,
        ScalarType type = ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Trunk.Width < 1 || options.KeyWidth < 1 || options.LogZHidden < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options),
                $"The widths of a policy must be at least 1 (trunk {options.Trunk.Width}, keys {options.KeyWidth}, log Z "
                + $"{options.LogZHidden}).");
        }

        this.environment = environment;
        Options = options;
        Store = new ParameterStore(environment.Device, type, seed);
        var width = environment.Reward.ConditionWidth;
        var shape = new TokenShape(environment.Vocabulary, environment.TokenCount, width) { AppendsOnly = environment.AppendsOnly };
        forward = options.Trunk.Create(Store, "forward", shape);
        forwardHead = new Head(Store, "forward.head", options, environment.ActionCount);
        if (options.Table)
        {
            numbered = environment as StatewiseEnvironment;
            table = numbered is { RowCount: > 0 }
                ? Store.Add("forward.table", numbered.RowCount, environment.ActionCount, 0)
                : throw new ArgumentException($"A table of scores needs an environment that numbers its states, which {environment.Name} "
                    + $"does not.", nameof(options));
        }

        if (options.Backward != BackwardPolicyKind.Uniform)
        {
            backward = options.Backward == BackwardPolicyKind.Tied ? forward : options.Trunk.Create(Store, "backward", shape);
            backwardHead = new Head(Store, "backward.head", options, environment.ActionCount - 1);
        }

        if (parts.HasFlag(PolicyParts.Flow))
        {
            flow = options.SharedTrunk ? forward : options.Trunk.Create(Store, "flow", shape);
            flowHead = new Linear(Store, "flow.head", options.Trunk.Width, 1);
        }

        if (width > 0)
        {
            logZHidden = new Linear(Store, LogZPrefix + ".hidden", width, options.LogZHidden);
            logZOutput = new Linear(Store, LogZPrefix + ".output", options.LogZHidden, 1, 0);
        }

        logZ = Store.Add(LogZPrefix, 1, 1, 0);
        Store.Build();
        if (forward is MlpTrunk mlp && forwardHead.AsLinear is { } head && width == 0 && type == ScalarType.Float32)
        {
            Plain = options.Table ? null : (mlp, head);
            Host = environment.Device.type == TorchSharp.DeviceType.CPU ? new HostNetwork(mlp, head, table?.Tensor) : null;
        }
    }

    /// <summary>The policy's shape.</summary>
    public PolicyOptions Options { get; }

    /// <summary>Its numbers.</summary>
    public ParameterStore Store { get; }

    /// <summary>The forward policy in plain memory, or null where its shape or device does not allow it.</summary>
    internal HostNetwork? Host { get; }

    /// <summary>The forward policy where it is a multilayer perceptron in float32 without conditions, else null.</summary>
    internal (MlpTrunk Trunk, Linear Head)? Plain { get; }

    /// <summary>Where log Z stands in the flat parameters.</summary>
    internal long LogZStart => logZ.Start;

    /// <summary>True when P_B is learned.</summary>
    public bool LearnsBackward => backwardHead is not null;

    /// <summary>Scores of forward actions, not masked.</summary>
    /// <param name="states">[n, width].</param>
    /// <param name="conditions">[n, c] or null.</param>
    /// <returns>[n, actions].</returns>
    public Tensor ForwardLogits(Tensor states, Tensor? conditions = null) =>
        Tabled(states, forwardHead.Apply(forward.Encode(environment.Tokens(states), conditions)));

    /// <summary>Everything asked for, in one pass.</summary>
    /// <param name="states">[n, width].</param>
    /// <param name="conditions">[n, c] or null.</param>
    /// <param name="parts">What is wanted.</param>
    /// <returns>The parts.</returns>
    public PolicyOutput Evaluate(Tensor states, Tensor? conditions, PolicyParts parts)
    {
        var tokens = environment.Tokens(states);
        return Evaluate(states, conditions, parts, trunk => trunk.Encode(tokens, conditions));
    }

    /// <summary>The same for states on the way to finished ones; where all of them are prefixes of those, one pass over these.</summary>
    /// <param name="states">[n, width].</param>
    /// <param name="conditions">[n, c] or null.</param>
    /// <param name="parts">What is wanted.</param>
    /// <param name="ends">What they led to: the finished states, [b, width], their conditions, [b, c] or null, and which of them each
    /// state led to, [n], int64.</param>
    internal PolicyOutput EvaluateAlong(
        Tensor states, Tensor? conditions, PolicyParts parts, (Tensor States, Tensor? Conditions, Tensor Rows) ends)
    {
        var tokens = environment.Tokens(states);
        return Evaluate(states, conditions, parts, trunk => trunk is CausalTransformerTrunk causal
            ? causal.EncodePrefixes(environment.Tokens(ends.States), ends.Conditions, ends.Rows, causal.Written(tokens))
            : trunk.Encode(tokens, conditions));
    }

    /// <summary>Begins walks from the initial state in which no step works out again what lies behind it.</summary>
    /// <param name="batch">How many.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    /// <returns>Gives the scores of the walks' states, step by step; null where the policy cannot.</returns>
    internal SequenceWalk? BeginWalk(long batch, Tensor? conditions) => forward is CausalTransformerTrunk causal
        ? new SequenceWalk(causal.Begin(batch, conditions), (states, hidden) => Tabled(states, forwardHead.Apply(hidden)), environment)
        : null;

    private PolicyOutput Evaluate(Tensor states, Tensor? conditions, PolicyParts parts, Func<Trunk, Tensor> encode)
    {
        var wantsBackward = parts.HasFlag(PolicyParts.Backward) && backwardHead is not null;
        var wantsFlow = parts.HasFlag(PolicyParts.Flow);
        if (wantsFlow && flowHead is null)
        {
            throw new InvalidOperationException("This policy was created without a state flow.");
        }

        var needsForwardTrunk = parts.HasFlag(PolicyParts.Forward) || (wantsBackward && ReferenceEquals(backward, forward))
            || (wantsFlow && ReferenceEquals(flow, forward));
        var shared = needsForwardTrunk ? encode(forward) : null;
        var forwardLogits = parts.HasFlag(PolicyParts.Forward) ? Tabled(states, forwardHead.Apply(shared!)) : null;
        var backwardLogits = wantsBackward
            ? backwardHead!.Apply(ReferenceEquals(backward, forward) ? shared! : encode(backward!)) : null;
        Tensor? logFlow = null;
        if (wantsFlow)
        {
            var hidden = ReferenceEquals(flow, forward) ? shared! : encode(flow!);

            // log Z with its own, larger learning rate carries the level; the network learns the differences.
            logFlow = flowHead!.Apply(hidden).squeeze(1).add(LogZ(conditions));
        }

        return new PolicyOutput(forwardLogits, backwardLogits, logFlow);
    }

    /// <summary>log Z.</summary>
    /// <param name="conditions">[n, c] or null.</param>
    /// <returns>[1], or [n] when there are conditions; gradients reach it.</returns>
    public Tensor LogZ(Tensor? conditions = null)
    {
        var level = logZ.Tensor.reshape(1);
        return logZHidden is null || conditions is null
            ? level
            : logZOutput!.Apply(logZHidden.Apply(conditions.to(Store.Type)).relu_()).squeeze(1).add(level);
    }

    /// <summary>log P_B of backward actions.</summary>
    /// <param name="states">[n, width].</param>
    /// <param name="logits">Backward logits, or null for uniform.</param>
    /// <returns>[n, actions - 1]; minus infinity where not allowed, and everywhere in the initial state.</returns>
    public Tensor LogBackward(Tensor states, Tensor? logits)
    {
        var mask = environment.BackwardMask(states);
        if (logits is null)
        {
            var count = mask.sum(1, true).to(Store.Type);
            return where(mask, count.log().neg().expand(mask.shape), MinusInfinity());
        }

        // The initial state has no parent: keep its row finite while the gradient is taken.
        var some = mask.any(1, true);
        var masked = where(mask.logical_or(some.logical_not()), logits, MinusInfinity());
        return where(mask, masked.log_softmax(1), MinusInfinity());
    }

    /// <summary>log P_F of forward actions.</summary>
    /// <param name="states">[n, width].</param>
    /// <param name="logits">Forward logits.</param>
    /// <returns>[n, actions]; minus infinity where not allowed.</returns>
    public Tensor LogForward(Tensor states, Tensor logits) =>
        where(environment.ForwardMask(states), logits, MinusInfinity()).log_softmax(1);

    /// <inheritdoc/>
    public void Dispose()
    {
        Store.Dispose();
        minusInfinity?.Dispose();
    }

    internal Tensor MinusInfinity() => minusInfinity ??= Constant.Of(double.NegativeInfinity, Store.Type, environment.Device);

    private Tensor Tabled(Tensor states, Tensor logits) =>
        table is null ? logits : logits.add(table.Tensor.index_select(0, numbered!.Rows(states)));

    private Tensor? minusInfinity;
}
