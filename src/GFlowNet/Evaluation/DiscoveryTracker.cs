using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>Follows what training has found: distinct objects, modes, and the best objects with their diversity.</summary>
/// <param name="environment">The environment.</param>
/// <param name="top">How many of the best objects to keep.</param>
public sealed class DiscoveryTracker(DiscreteEnvironment environment, int top = 100) : ITrainingObserver, ICheckpointPart
{
    private readonly HashSet<long> seen = [];
    private readonly HashSet<long> modes = [];
    private readonly List<DiscoveredObject> best = [];

    /// <summary>Objects seen, repetitions counted.</summary>
    public long Objects { get; private set; }

    /// <summary>States visited on the way, repetitions counted.</summary>
    public long StatesVisited { get; private set; }

    /// <summary>Distinct objects seen.</summary>
    public long Distinct => seen.Count;

    /// <summary>Distinct modes found, as the reward counts them (<see cref="Reward.ModeNumbers"/>).</summary>
    public long Modes => modes.Count;

    /// <summary>Number of modes there are, or 0 when the reward names none.</summary>
    public long ModeCount => environment.Reward.ModeCount;

    /// <summary>The best distinct objects, best first; equal ones in the order of their keys.</summary>
    public IReadOnlyList<DiscoveredObject> Best => best;

    /// <inheritdoc/>
    public void Observe(TrajectoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        Objects += batch.Batch;
        StatesVisited += batch.Lengths.sum().item<long>();
        var keys = StateGraph.Host(environment.Keys(batch.Terminal));
        var isMode = environment.Reward.IsMode(batch.Terminal)?.cpu().data<bool>().ToArray();
        var names = environment.Reward.ModeNumbers(batch.Terminal) is { } numbers ? StateGraph.Host(numbers) : keys;
        var rewards = batch.LogReward.cpu().data<double>().ToArray();
        long[]? states = null;
        var width = environment.StateWidth;
        for (var i = 0; i < keys.Length; i++)
        {
            if (isMode is not null && isMode[i])
            {
                modes.Add(names[i]);
            }

            if (seen.Add(keys[i]) && (best.Count < top || Before(rewards[i], keys[i], best[^1])))
            {
                states ??= StateGraph.Host(batch.Terminal);
                var place = best.FindIndex(b => Before(rewards[i], keys[i], b));
                best.Insert(place < 0 ? best.Count : place,
                    new DiscoveredObject(rewards[i], keys[i], [.. states.AsSpan(i * width, width)]));
                if (best.Count > top)
                {
                    best.RemoveAt(top);
                }
            }
        }
    }

    /// <summary>Mean log R of the best k objects.</summary>
    /// <param name="k">How many.</param>
    /// <returns>The mean; NaN before the first object.</returns>
    public double TopReward(int k) => best.Count == 0 ? double.NaN : best.Take(k).Average(b => b.LogReward);

    /// <summary>Mean share of differing numbers between pairs of the best k objects.</summary>
    /// <param name="k">How many.</param>
    /// <returns>0 (all alike) to 1; NaN with fewer than two objects.</returns>
    public double TopDiversity(int k)
    {
        var chosen = best.Take(k).ToArray();
        double total = 0;
        var pairs = 0;
        for (var i = 0; i < chosen.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (a, b) = (chosen[i].State, chosen[j].State);
                total += Enumerable.Range(0, a.Length).Count(d => a[d] != b[d]) / (double)a.Length;
                pairs++;
            }
        }

        return pairs == 0 ? double.NaN : total / pairs;
    }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Tensor Values)> Save() =>
    [
        ("counters", tensor(new[] { Objects, StatesVisited })),
        ("seen", tensor(seen.Order().ToArray())),
        ("modes", tensor(modes.Order().ToArray())),
        ("best rewards", tensor(best.Select(b => b.LogReward).ToArray())),
        ("best keys", tensor(best.Select(b => b.Key).ToArray())),
        ("best states", tensor(best.SelectMany(b => b.State).ToArray())),
    ];

    /// <inheritdoc/>
    public void Load(IReadOnlyDictionary<string, Tensor> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        seen.Clear();
        modes.Clear();
        best.Clear();
        if (!values.TryGetValue("counters", out var counters))
        {
            return;
        }

        (Objects, StatesVisited) = (StateGraph.Host(counters)[0], StateGraph.Host(counters)[1]);
        seen.UnionWith(StateGraph.Host(values["seen"]));
        modes.UnionWith(StateGraph.Host(values["modes"]));
        var (rewards, keys, states) = (values["best rewards"].data<double>().ToArray(), StateGraph.Host(values["best keys"]),
            StateGraph.Host(values["best states"]));
        var width = environment.StateWidth;
        best.AddRange(keys.Select((key, i) => new DiscoveredObject(rewards[i], key, [.. states.AsSpan(i * width, width)])));
    }

    private static bool Before(double logReward, long key, DiscoveredObject other) =>
        logReward > other.LogReward || (logReward == other.LogReward && key < other.Key);
}
