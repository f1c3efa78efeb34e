using Quiver.Core.Randomness;
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
    /// <param name="random">Source of randomness.</param>
    /// <param name="conditions">[batch, c] or null.</param>
    /// <param name="logReward">[batch] if known already.</param>
    /// <returns>The trajectories in forward order; the caller disposes them.</returns>
    public TrajectoryBatch Sample(Tensor objects, CounterRandom random, Tensor? conditions = null, Tensor? logReward = null)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(random);
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var device = environment.Device;
        long batch = objects.shape[0], width = objects.shape[1];
        var exit = tensor((long)environment.ExitAction, device: device);
        var reversed = new List<Tensor> { objects };
        var undone = new List<Tensor>();
        var stream = random.Next();
        var chosen = WalkNoise.Actions(stream, environment.MaximumLength, (int)batch, device);
        var flat = zeros(1, 1, dtype: policy.Store.Type, device: device).expand(batch, environment.ActionCount - 1);
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

            var logits = policy.LearnsBackward ? policy.Evaluate(current, conditions, PolicyParts.Backward).BackwardLogits! : flat;
            var action = where(open, WalkNoise.Draw(logits, mask, chosen.select(0, k)), exit);
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
