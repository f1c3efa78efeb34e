using Quiver.GFlowNet.Torch;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Sampling;

/// <summary>Keeps trajectories, or finished objects, and gives them back as batches that train like fresh ones.</summary>
public sealed class ReplayBuffer : IDisposable
{
    private readonly DiscreteEnvironment environment;
    private readonly ReplayOptions options;
    private TrajectoryBatch? kept;
    private long next;

    /// <summary>Creates an empty buffer.</summary>
    /// <param name="environment">Where trajectories come from; not owned.</param>
    /// <param name="options">What to keep.</param>
    public ReplayBuffer(DiscreteEnvironment environment, ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Kind == ReplayKind.None || options.Capacity < 1 || options.Batch < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), "A replay buffer needs a kind, and a capacity and batch of at least 1.");
        }

        this.environment = environment;
        this.options = options;
    }

    /// <summary>Objects kept.</summary>
    public long Count => kept?.Batch ?? 0;

    /// <summary>The kept trajectories, or null while empty.</summary>
    public TrajectoryBatch? Kept => kept;

    /// <summary>Where the next one goes in a full uniform buffer.</summary>
    public long Next => next;

    /// <summary>Offers trajectories.</summary>
    /// <param name="batch">Fresh ones; copied.</param>
    public void Add(TrajectoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var all = kept is null ? batch : TrajectoryBatch.Concatenate(kept, batch, environment.ExitAction);
        var rows = options.Kind switch
        {
            ReplayKind.Uniform => Latest(batch.Batch),
            ReplayKind.Diverse => Diverse(all),
            _ => Best(all),
        };
        var chosen = all.Select(rows);
        var longest = chosen.Lengths.max().item<long>();
        var trimmed = new TrajectoryBatch(
            chosen.States.narrow(0, 0, longest).clone().DetachFromDisposeScope(),
            chosen.Actions.narrow(0, 0, longest).clone().DetachFromDisposeScope(),
            chosen.Lengths.DetachFromDisposeScope(),
            chosen.Terminal.DetachFromDisposeScope(),
            chosen.LogReward.DetachFromDisposeScope(),
            chosen.Conditions?.DetachFromDisposeScope());
        kept?.Dispose();
        kept = trimmed;
    }

    /// <summary>Draws trajectories, with replacement.</summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="backward">Draws the trajectories of a terminal-only buffer.</param>
    /// <returns><see cref="ReplayOptions.Batch"/> trajectories; the caller disposes them.</returns>
    public TrajectoryBatch Draw(CounterRandom random, BackwardSampler backward)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(backward);
        if (kept is null)
        {
            throw new InvalidOperationException("The replay buffer is empty.");
        }

        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        Tensor rows;
        if (options.Kind == ReplayKind.Uniform)
        {
            rows = WalkNoise.Uniform(random.Next(), [options.Batch],
                environment.Device).mul(tensor((double)Count, device: environment.Device)).to(ScalarType.Int64);
        }
        else
        {
            var noise = WalkNoise.Uniform(random.Next(), [options.Batch, Count], environment.Device).log_().neg_().log_().neg_();
            rows = kept.LogReward.to(ScalarType.Float64).add(noise).argmax(1);
        }

        return options.Kind == ReplayKind.Terminal
            ? backward.Sample(kept.Terminal.index_select(0, rows), random, kept.Conditions?.index_select(0, rows),
                kept.LogReward.index_select(0, rows)).MoveOut()
            : kept.Select(rows).MoveOut();
    }

    /// <summary>Puts back what a checkpoint saved.</summary>
    /// <param name="trajectories">What was kept; owned from now on.</param>
    /// <param name="position">The saved <see cref="Next"/>.</param>
    public void Restore(TrajectoryBatch? trajectories, long position)
    {
        kept?.Dispose();
        kept = trajectories;
        next = position;
    }

    /// <inheritdoc/>
    public void Dispose() => kept?.Dispose();

    // Rows of (kept, new) that remain: a ring in which the newest overwrite the oldest.
    private Tensor Latest(long added)
    {
        var old = Count;
        var slots = Enumerable.Range(0, (int)old).Select(i => (long)i).ToList();
        for (var i = 0; i < added; i++)
        {
            if (slots.Count < options.Capacity)
            {
                slots.Add(old + i);
            }
            else
            {
                slots[(int)next] = old + i;
                next = (next + 1) % options.Capacity;
            }
        }

        return tensor(slots.ToArray(), device: environment.Device);
    }

    private Tensor Best(TrajectoryBatch all) =>
        tensor(Ranked(all).Take(options.Capacity).Select(i => (long)i).ToArray(), device: environment.Device);

    private Tensor Diverse(TrajectoryBatch all)
    {
        var chosen = new List<long>();
        var terminal = all.Terminal;
        var apart = terminal.unsqueeze(1).ne(terminal.unsqueeze(0)).sum(2).cpu().contiguous().data<long>().ToArray();
        var size = (int)all.Batch;
        foreach (var i in Ranked(all))
        {
            if (chosen.TrueForAll(j => apart[(i * size) + j] >= options.MinimumDistance))
            {
                chosen.Add(i);
                if (chosen.Count == options.Capacity)
                {
                    break;
                }
            }
        }

        return tensor(chosen.ToArray(), device: environment.Device);
    }

    // Distinct objects, best first; of equal ones the one kept longest.
    private List<int> Ranked(TrajectoryBatch all)
    {
        var keys = Evaluation.StateGraph.Host(environment.Keys(all.Terminal));
        var rewards = all.LogReward.to(ScalarType.Float64).cpu().data<double>().ToArray();
        var seen = new HashSet<long>();
        return Enumerable.Range(0, keys.Length).OrderByDescending(i => rewards[i]).ThenBy(i => i).Where(i => seen.Add(keys[i])).ToList();
    }
}
