using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Sampling;

/// <summary>Draws trajectories that end in given objects, by following P_B to the initial state.</summary>
/// <param name="environment">Where to walk.</param>
/// <param name="policy">Its P_B is followed.</param>
public sealed class BackwardSampler(DiscreteEnvironment environment, PolicyNetwork policy)
{
    /// <summary>Draws one trajectory for each object.</summary>
    /// <param name="objects">[batch, width], finished.</param>
    /// <param name="generator">Source of randomness, on the environment's device.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    /// <param name="logReward">[batch] if known already.</param>
    /// <returns>The trajectories in forward order; the caller disposes them.</returns>
    public TrajectoryBatch Sample(Tensor objects, Generator generator, Tensor? conditions = null, Tensor? logReward = null)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(generator);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var device = environment.Device;
        long batch = objects.shape[0], width = objects.shape[1];
        var exit = tensor((long)environment.ExitAction, device: device);
        var reversed = new List<Tensor> { objects };
        var undone = new List<Tensor>();
        var steps = zeros([batch], ScalarType.Int64, device);
        var current = objects;
        for (var k = 0; k < environment.MaximumLength; k++)
        {
            var mask = environment.BackwardMask(current);
            var open = mask.any(1);
            if (!open.any().item<bool>())
            {
                break;
            }

            var noise = empty_like(mask, dtype: policy.Store.Type, device: device).exponential_(1, generator).log_().neg_();
            var logits = policy.LearnsBackward ? policy.Evaluate(current, conditions, PolicyParts.Backward).BackwardLogits!.add(noise) : noise;
            var action = where(open, where(mask, logits, policy.MinusInfinity()).argmax(1), exit);
            current = environment.StepBack(current, action);
            steps = steps.add(open.to(ScalarType.Int64));
            reversed.Add(current);
            undone.Add(action);
        }

        // Step t of the trajectory is the state steps - t moves before the end.
        var length = reversed.Count;
        var time = arange(length, ScalarType.Int64, device).unsqueeze(1);
        var back = steps.unsqueeze(0).sub(time);
        var states = stack(reversed.ToArray(), 0).gather(0, back.clamp_min(Constant.Zero).unsqueeze(2).expand(length, batch, width));
        var padded = cat([exit.expand(1, batch), .. undone.Select(a => a.unsqueeze(0))], 0);
        var actions = padded.gather(0, back.clamp_min(Constant.Zero));
        var reward = logReward?.alias() ?? environment.LogReward(objects, conditions).to(ScalarType.Float64);
        return new TrajectoryBatch(states, actions, steps.add(Constant.One), objects.alias(), reward, conditions?.alias()).MoveOut();
    }
}
