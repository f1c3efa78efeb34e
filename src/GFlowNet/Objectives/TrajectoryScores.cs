using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// A batch of trajectories with the policy's view of every state in it, evaluated in one pass and laid out again with
/// time first. Exploration plays no part here: these are the policy's own probabilities.
/// </summary>
/// <remarks>
/// Layout of the padded tensors, [steps, batch]: entry t belongs to state s_t. An action is chosen in every state of the
/// trajectory; in the last one it is the exit. Padding is zero.
/// </remarks>
public sealed class TrajectoryScores
{
    private readonly Tensor rows;
    private Tensor? stateLogReward;
    private Tensor? partialLogReward;

    private TrajectoryScores(DiscreteEnvironment environment, PolicyNetwork policy, TrajectoryBatch batch, PolicyParts parts)
    {
        Environment = environment;
        Policy = policy;
        Batch = batch;
        var device = environment.Device;
        long steps = batch.Steps, count = batch.Batch;
        var time = arange(steps, ScalarType.Int64, device).unsqueeze(1);
        Inside = time.lt(batch.Lengths);
        rows = Inside.reshape(-1).nonzero().squeeze(1);
        States = batch.States.reshape(steps * count, -1).index_select(0, rows);
        Conditions = batch.Conditions?.unsqueeze(0).expand(steps, count, batch.Conditions.shape[1]).reshape(steps * count,
            -1).index_select(0, rows);
        var output = policy.EvaluateAlong(States, Conditions, parts, (batch.Terminal, batch.Conditions, rows.remainder(count)));
        var actions = batch.Actions.reshape(-1).index_select(0, rows).unsqueeze(1);
        ForwardLogits = output.ForwardLogits;
        if (parts.HasFlag(PolicyParts.Forward))
        {
            LogForwardAll = policy.LogForward(States, output.ForwardLogits!);
            LogForward = Pad(LogForwardAll.gather(1, actions).squeeze(1));
        }

        if (parts.HasFlag(PolicyParts.Backward))
        {
            // The action that led to s_t is the one taken in s_(t-1); the first state has none.
            var first = time.eq(Constant.Zero).expand(steps, count);
            var previous = cat([batch.Actions.narrow(0, 0, 1), batch.Actions.narrow(0, 0, steps - 1)], 0);
            var isFirst = first.reshape(-1).index_select(0, rows);
            var action = where(isFirst, zeros_like(isFirst, dtype: ScalarType.Int64),
                previous.reshape(-1).index_select(0, rows)).unsqueeze(1);
            var chosen = policy.LogBackward(States, output.BackwardLogits).gather(1, action).squeeze(1);
            LogBackward = Pad(where(isFirst, zeros_like(chosen), chosen));
        }

        LogFlow = output.LogFlow is null ? null : Pad(output.LogFlow);
        LogReward = batch.LogReward.to(policy.Store.Type);
        IsExit = time.eq(batch.Lengths.sub(Constant.One));
    }

    /// <summary>Where the trajectories were walked.</summary>
    public DiscreteEnvironment Environment { get; }

    /// <summary>The policy that scored them.</summary>
    public PolicyNetwork Policy { get; }

    /// <summary>The trajectories.</summary>
    public TrajectoryBatch Batch { get; }

    /// <summary>[n, width]: all visited states, padding removed.</summary>
    public Tensor States { get; }

    /// <summary>[n, c] or null: the condition of each visited state.</summary>
    public Tensor? Conditions { get; }

    /// <summary>[n, actions]: raw forward logits of the visited states.</summary>
    public Tensor? ForwardLogits { get; }

    /// <summary>[n, actions]: log P_F of every action in the visited states.</summary>
    public Tensor? LogForwardAll { get; }

    /// <summary>[steps, batch]: log P_F(a_t | s_t), the exit included.</summary>
    public Tensor? LogForward { get; }

    /// <summary>[steps, batch]: log P_B(s_(t-1) | s_t); zero for t = 0.</summary>
    public Tensor? LogBackward { get; }

    /// <summary>[steps, batch]: log F(s_t).</summary>
    public Tensor? LogFlow { get; }

    /// <summary>[batch]: log R of the finished objects.</summary>
    public Tensor LogReward { get; }

    /// <summary>[steps, batch], bool: true up to the last state of each trajectory.</summary>
    public Tensor Inside { get; }

    /// <summary>[steps, batch], bool: true where the exit was taken.</summary>
    public Tensor IsExit { get; }

    /// <summary>[steps, batch], bool: true where a step to another state was taken.</summary>
    public Tensor IsStep => Inside.logical_and(IsExit.logical_not());

    /// <summary>Evaluates a batch.</summary>
    /// <param name="environment">Where the trajectories were walked.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="batch">The trajectories.</param>
    /// <param name="parts">What is needed.</param>
    /// <returns>The scores; tensors belong to the current dispose scope.</returns>
    public static TrajectoryScores Evaluate(DiscreteEnvironment environment, PolicyNetwork policy, TrajectoryBatch batch,
        PolicyParts parts) =>
        new(environment, policy, batch, parts);

    /// <summary>Values per visited state, laid out with time first.</summary>
    /// <param name="values">[n].</param>
    /// <returns>[steps, batch], zero in the padding.</returns>
    public Tensor Pad(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return zeros(Batch.Steps * Batch.Batch, dtype: values.dtype, device: values.device).index_copy(0, rows, values).reshape(Batch.Steps,
            Batch.Batch);
    }

    /// <summary>The entry of the next state: value(s_(t+1)) at place t, zero at the end.</summary>
    /// <param name="padded">[steps, batch].</param>
    /// <returns>[steps, batch].</returns>
    public static Tensor Next(Tensor padded)
    {
        ArgumentNullException.ThrowIfNull(padded);
        return cat([padded.narrow(0, 1, padded.shape[0] - 1), zeros_like(padded.narrow(0, 0, 1))], 0);
    }

    /// <summary>[steps, batch]: log R of every visited state, where all of them are objects.</summary>
    /// <returns>The rewards.</returns>
    public Tensor StateLogReward()
    {
        stateLogReward ??= Pad(Environment.LogReward(States, Conditions).to(Policy.Store.Type));
        return stateLogReward;
    }

    /// <summary>[steps, batch]: the partial log reward of every visited state.</summary>
    /// <returns>The rewards.</returns>
    public Tensor PartialLogReward()
    {
        partialLogReward ??= Pad(Environment.Reward.PartialLogReward(States, Conditions)!.to(Policy.Store.Type));
        return partialLogReward;
    }

    /// <summary>[batch]: sum over a trajectory of log P_F - log P_B.</summary>
    /// <returns>The sums.</returns>
    public Tensor LogRatio() => LogForward!.sub(LogBackward!).sum(0L);

    /// <summary>The mean of a loss over the marked places.</summary>
    /// <param name="values">[steps, batch].</param>
    /// <param name="marks">[steps, batch], bool.</param>
    /// <returns>One number.</returns>
    public static Tensor Mean(Tensor values, Tensor marks)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(marks);
        return where(marks, values, zeros_like(values)).sum().div(maximum(marks.sum(), ones([], ScalarType.Int64, values.device)));
    }
}
