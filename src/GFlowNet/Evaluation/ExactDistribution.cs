using Quiver.GFlowNet.Torch;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>Exact probabilities of all objects, from the policy or from the reward.</summary>
public static class ExactDistribution
{
    private const long Chunk = 65_536;

    // Fewer states at a time where there are many actions or tokens.
    private const long ChunkCells = 1 << 26;

    /// <summary>The policy's probability of ending in each object, by pushing mass from the initial state through the graph.</summary>
    /// <param name="graph">All states.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="condition">[c] or null.</param>
    /// <returns>One number per <see cref="StateGraph.Terminals"/>; they sum to 1.</returns>
    /// <exception cref="InputException">A probability is not finite: the policy comes from a training that diverged.</exception>
    public static double[] OfPolicy(StateGraph graph, DiscreteEnvironment environment, PolicyNetwork policy, Tensor? condition = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return OfPolicy(graph, environment, states =>
        {
            var conditions = condition?.unsqueeze(0).expand(states.shape[0], condition.shape[0]);
            return policy.LogForward(states, policy.ForwardLogits(states, conditions));
        });
    }

    /// <summary>The same for a policy of any kind.</summary>
    /// <param name="graph">All states.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="logForward">log P_F from states [n, width]: [n, actions], minus infinity where an action is not allowed.</param>
    /// <returns>One number per <see cref="StateGraph.Terminals"/>; they sum to 1.</returns>
    /// <exception cref="InputException">A probability is not finite: the policy comes from a training that diverged.</exception>
    public static double[] OfPolicy(StateGraph graph, DiscreteEnvironment environment, Func<Tensor, Tensor> logForward)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(logForward);
        using var guard = no_grad();
        var actions = environment.ActionCount;
        var mass = new double[graph.Count];
        var exit = new double[graph.Count];
        mass[0] = 1;
        var chunk = Math.Max(1, Math.Min(Chunk, ChunkCells / Math.Max(actions, environment.Vocabulary)));
        for (var start = 0L; start < graph.Count; start += chunk)
        {
            using var scope = TorchScope.Begin();
            var length = Math.Min(chunk, graph.Count - start);
            var states = graph.States.narrow(0, start, length);
            var probabilities = logForward(states).exp().to(ScalarType.Float64).cpu().contiguous();
            var p = probabilities.data<double>();
            for (var i = (int)start; i < start + length; i++)
            {
                var row = (i - start) * actions;
                for (var e = graph.Starts[i]; e < graph.Starts[i + 1]; e++)
                {
                    mass[graph.Children[e]] += mass[i] * p[row + graph.Actions[e]];
                }

                exit[i] = graph.MayExit[i] ? mass[i] * p[row + environment.ExitAction] : 0;
            }
        }

        var learned = graph.Terminals.Select(i => exit[i]).ToArray();
        return FiniteNumbers.FirstOther(learned) < 0
            ? learned
            : throw new InputException($"The policy's probabilities on {environment.Name} are not finite: training diverged. Lower the "
                + $"learning rate.");
    }

    /// <summary>log R of each object.</summary>
    /// <param name="graph">All states.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="condition">[c] or null.</param>
    /// <returns>One number per <see cref="StateGraph.Terminals"/>.</returns>
    public static double[] LogRewards(StateGraph graph, DiscreteEnvironment environment, Tensor? condition = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(environment);
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var rows = tensor(graph.Terminals.Select(i => (long)i).ToArray(), device: environment.Device);
        var conditions = condition?.unsqueeze(0).expand(rows.shape[0], condition.shape[0]);
        return environment.LogReward(graph.States.index_select(0, rows),
            conditions).to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }

    /// <summary>log of the sum of the rewards.</summary>
    /// <param name="logRewards">log R of every object.</param>
    /// <returns>log Z.</returns>
    public static double LogZ(ReadOnlySpan<double> logRewards)
    {
        var top = double.NegativeInfinity;
        foreach (var value in logRewards)
        {
            top = Math.Max(top, value);
        }

        var sum = 0.0;
        foreach (var value in logRewards)
        {
            sum += Math.Exp(value - top);
        }

        return top + Math.Log(sum);
    }

    /// <summary>R / Z.</summary>
    /// <param name="logRewards">log R of every object.</param>
    /// <returns>Probabilities in the same order.</returns>
    public static double[] OfReward(double[] logRewards)
    {
        ArgumentNullException.ThrowIfNull(logRewards);
        var logZ = LogZ(logRewards);
        return logRewards.Select(r => Math.Exp(r - logZ)).ToArray();
    }
}
