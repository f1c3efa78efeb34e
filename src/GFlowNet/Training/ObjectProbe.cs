using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Environments;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

/// <summary>
/// A few objects reached by fixed random walks, with their log R: what an environment and its reward do, whatever they say of
/// themselves. Two runs whose probes differ are different runs.
/// </summary>
/// <param name="States">The objects.</param>
/// <param name="LogRewards">log R of each.</param>
/// <param name="Texts">The objects for a reader.</param>
internal sealed record ObjectProbe(long[][] States, double[] LogRewards, string[] Texts)
{
    private const int Objects = 16;
    private const int LongestWalk = 1024;
    private const string StatesName = "probe objects";
    private const string RewardsName = "probe log rewards";

    // Another processor may sum in another order.
    private const double Tolerance = 1e-3;

    /// <summary>Walks an environment; null where walks are long, or rewards are conditioned, random or not finite.</summary>
    public static ObjectProbe? Of(DiscreteEnvironment environment)
    {
        if (environment.Reward.ConditionWidth > 0 || environment.MaximumLength > LongestWalk || environment.ActionCount > 1 << 16)
        {
            return null;
        }

        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var random = new Random(11);
        var states = environment.Initial(Objects);
        var done = new bool[Objects];
        for (var step = 0; step < environment.MaximumLength && !Array.TrueForAll(done, d => d); step++)
        {
            var allowed = environment.ForwardMask(states).cpu().contiguous().data<bool>().ToArray().Chunk(environment.ActionCount)
                .ToArray();
            var actions = new long[Objects];
            for (var i = 0; i < Objects; i++)
            {
                var choices = Enumerable.Range(0, environment.ActionCount).Where(a => allowed[i][a]).ToArray();
                var drawn = random.Next();
                actions[i] = done[i] || choices.Length == 0 ? environment.ExitAction : choices[drawn % choices.Length];
                done[i] |= actions[i] == environment.ExitAction;
            }

            states = environment.Step(states, tensor(actions, device: environment.Device));
        }

        var (rewards, again) = (Doubles(environment.LogReward(states)), Doubles(environment.LogReward(states)));
        if (!Array.TrueForAll(rewards, double.IsFinite) || !rewards.AsSpan().SequenceEqual(again))
        {
            return null;
        }

        using var host = states.cpu().contiguous();
        var rows = host.data<long>().ToArray().Chunk(environment.StateWidth).ToArray();
        return new ObjectProbe(rows, rewards, [.. rows.Select(r => environment.Describe(r))]);
    }

    /// <summary>The probe of a checkpoint; null where there is none.</summary>
    public static ObjectProbe? Read(IReadOnlyDictionary<string, Tensor> arrays)
    {
        if (!arrays.TryGetValue(StatesName, out var states) || !arrays.TryGetValue(RewardsName, out var rewards))
        {
            return null;
        }

        var rows = states.data<long>().ToArray().Chunk((int)states.shape[1]).ToArray();
        return new ObjectProbe(rows, rewards.data<double>().ToArray(), [.. rows.Select(r => string.Join(' ', r))]);
    }

    /// <summary>What a checkpoint keeps.</summary>
    public (string Name, Tensor Values)[] Arrays() =>
        [(StatesName, tensor(States.SelectMany(s => s).ToArray()).reshape(States.Length, -1)), (RewardsName, tensor(LogRewards))];

    /// <summary>In what the run at hand differs from this one of a checkpoint; null when in nothing that shows.</summary>
    public string? Difference(ObjectProbe? now)
    {
        for (var i = 0; now is not null && i < Math.Min(States.Length, now.States.Length); i++)
        {
            if (!States[i].AsSpan().SequenceEqual(now.States[i]))
            {
                return $"the same walk ends in '{Texts[i]}' there and in '{string.Join(' ', now.States[i])}' here";
            }

            if (!(Math.Abs(LogRewards[i] - now.LogRewards[i]) <= Tolerance * Math.Max(1e-3, Math.Abs(LogRewards[i]))))
            {
                return $"log R of '{now.Texts[i]}' is {LogRewards[i]:G9} there and {now.LogRewards[i]:G9} here";
            }
        }

        return null;
    }

    private static double[] Doubles(Tensor values)
    {
        using var host = values.to(ScalarType.Float64).cpu().contiguous();
        return host.data<double>().ToArray();
    }
}
