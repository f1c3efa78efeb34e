using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>The single rules of <see cref="EnvironmentCheck"/> that need no walk.</summary>
/// <param name="environment">The environment that is checked.</param>
internal sealed class EnvironmentFaults(DiscreteEnvironment environment)
{
    // Partial rewards are often computed in float32.
    private const double Tolerance = 1e-3;

    public void Require(bool holds, string fault)
    {
        if (!holds)
        {
            throw new EnvironmentFaultException(environment, fault);
        }
    }

    /// <summary>A state for a reader, shortened where it is long.</summary>
    public string Text(long[] state)
    {
        var text = environment.Describe(state);
        return "'" + (text.Length <= 80 ? text : text[..77] + "...") + "'";
    }

    public void HostAgrees(IHostEnvironment host, long[] state, bool[] forward, long[] tokens)
    {
        var (allowed, words) = (new bool[environment.ActionCount], new int[environment.TokenCount]);
        host.ForwardMask(state, allowed);
        host.Tokens(state, words);
        Require(allowed.AsSpan().SequenceEqual(forward), $"ForwardMask of one state in plain memory differs from the one on tensors in "
            + $"state {Text(state)}");
        Require(words.Select(w => (long)w).SequenceEqual(tokens),
            $"Tokens of one state in plain memory differ from those on tensors in state {Text(state)}");
    }

    public void HostSteps(IHostEnvironment host, long[] state, int action, long[] reached)
    {
        var copy = (long[])state.Clone();
        host.Step(copy, action);
        Require(copy.AsSpan().SequenceEqual(reached), $"Step in plain memory leads from {Text(state)} by action {action} to "
            + $"{Text(copy)}, on tensors to {Text(reached)}");
    }

    // Tokens of one place where objects are written from left to right.
    private int Letters => Math.Max(1, environment.Vocabulary / Math.Max(1, environment.TokenCount));

    /// <summary>Whether a token stands for a place that is not yet written.</summary>
    public bool IsUnwritten(long token) => token % Letters == 0;

    /// <summary>What <see cref="DiscreteEnvironment.AppendsOnly"/> promises, of one move: the tokens before and after it.</summary>
    public void Appends(long[] before, long[] after, long[] state, int action)
    {
        bool InPlace(long token, int k) => token / Letters == k;
        var written = Array.FindIndex(before, IsUnwritten);
        var follows = written >= 0 && Array.TrueForAll(before[written..], IsUnwritten)
            && before.Select(InPlace).Concat(after.Select(InPlace)).All(static p => p)
            && Enumerable.Range(0, before.Length).All(k => k == written ? !IsUnwritten(after[k]) : after[k] == before[k]);
        Require(follows, $"AppendsOnly promises that an action writes the first place that is not yet written and no other, and action "
            + $"{action} in state {Text(state)} turns the tokens {string.Join(' ', before)} into {string.Join(' ', after)}");
    }

    public void Rewards(Tensor logReward, Tensor? partial, List<long[]> objects)
    {
        var wrong = logReward.dim() != 1 || logReward.shape[0] != objects.Count || !logReward.is_floating_point();
        Require(!wrong, $"LogReward must give [batch] numbers of type float32 or float64, not [{string.Join(", ", logReward.shape)}] of "
            + $"type {logReward.dtype.ToString().ToLowerInvariant()}");
        var values = Host(logReward);
        var parts = partial is null ? null : Host(partial);
        for (var i = 0; i < values.Length; i++)
        {
            Require(double.IsFinite(values[i]), $"log R of object {Text(objects[i])} is {values[i]}; it must be finite (a reward of 0 "
                + $"is not allowed)");
            Require(
                parts is null || Math.Abs(parts[i] - values[i]) <= Tolerance * Math.Max(1, Math.Abs(values[i])),
                $"PartialLogReward of the finished object {Text(objects[i])} must be its log R, {values[i]:G6}, and is "
                    + $"{(parts is null ? 0 : parts[i]):G6}");
        }
    }

    private static double[] Host(Tensor values)
    {
        using var host = values.to(ScalarType.Float64).cpu().contiguous();
        return host.data<double>().ToArray();
    }
}
