using Quiver.GFlowNet.Torch;
using Quiver.GFlowNet.Environments;
using Quiver.Core.Runs;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Evaluation;

/// <summary>Every state of an environment and every step between them, in an order in which parents come first.</summary>
public sealed class StateGraph : IDisposable
{
    /// <summary>The most states that are held unless the caller says otherwise.</summary>
    public const int StateLimit = 2_000_000;

    /// <summary>The most states times actions (or numbers in a state, where those are more).</summary>
    public const long CellLimit = 50_000_000;

    // Masks and moves are computed for this many cells at a time.
    private const long ChunkCells = 1 << 22;

    private StateGraph(Tensor states, int[] starts, int[] children, int[] actions, bool[] mayExit)
    {
        States = states;
        Starts = ImmutableCollectionsMarshal.AsImmutableArray(starts);
        Children = ImmutableCollectionsMarshal.AsImmutableArray(children);
        Actions = ImmutableCollectionsMarshal.AsImmutableArray(actions);
        MayExit = ImmutableCollectionsMarshal.AsImmutableArray(mayExit);
        Terminals = [.. Enumerable.Range(0, mayExit.Length).Where(i => mayExit[i])];
    }

    /// <summary>[states, width], int64, parents before children.</summary>
    public Tensor States { get; }

    /// <summary>Number of states.</summary>
    public int Count => MayExit.Length;

    /// <summary>The steps from state i are <c>Starts[i]..Starts[i+1]</c>.</summary>
    public ImmutableArray<int> Starts { get; }

    /// <summary>Where each step leads.</summary>
    public ImmutableArray<int> Children { get; }

    /// <summary>The action of each step.</summary>
    public ImmutableArray<int> Actions { get; }

    /// <summary>Whether a state may be left by the exit.</summary>
    public ImmutableArray<bool> MayExit { get; }

    /// <summary>The states that may be left by the exit: the objects.</summary>
    public ImmutableArray<int> Terminals { get; }

    /// <summary>Walks the whole graph.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="limit">The most states to hold; <see cref="CellLimit"/> holds beside it.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="InputException">
    /// There are more states than <paramref name="limit"/>; found from <see cref="DiscreteEnvironment.StateCount"/> where that is
    /// known, before any memory is taken.
    /// </exception>
    public static StateGraph Build(DiscreteEnvironment environment, int limit = StateLimit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var most = (int)Math.Min(limit, CellLimit / Math.Max(environment.ActionCount, environment.StateWidth));
        if (environment.StateCount > most)
        {
            throw TooMany(environment, most);
        }

        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var index = new Dictionary<long, int>();
        var levels = new List<Tensor> { environment.Initial(1) };
        index[Host(environment.Keys(levels[0]))[0]] = 0;
        var prints = new List<long>();
        using var odd = Multipliers(environment);
        prints.Add(Host(levels[0].mul(odd).sum(1))[0]);
        var edges = new List<(int Parent, int Child, int Action)>();
        var mayExit = new List<bool>();
        var first = 0;
        for (var depth = 0; depth < levels.Count; depth++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = TorchScope.Begin();
            var (level, next) = (levels[depth], new List<Tensor>());
            var rows = Math.Max(1, ChunkCells / Math.Max(environment.ActionCount, environment.StateWidth));
            for (var start = 0L; start < level.shape[0]; start += rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Expand(level.narrow(0, start, Math.Min(rows, level.shape[0] - start)), next);
            }

            if (next.Count > 0)
            {
                levels.Add(cat(next.ToArray(), 0).MoveToOuterDisposeScope());
            }
        }

        return Sort(cat(levels.ToArray(), 0), edges, mayExit);

        void Expand(Tensor level, List<Tensor> next)
        {
            using var chunk = TorchScope.Begin();
            var mask = environment.ForwardMask(level);
            mayExit.AddRange(mask.select(1, environment.ExitAction).cpu().data<bool>().ToArray());
            var pairs = mask.narrow(1, 0, environment.ExitAction).nonzero();
            if (pairs.shape[0] > 0)
            {
                var (parents, actions) = (pairs.select(1, 0).contiguous(), pairs.select(1, 1).contiguous());
                var children = environment.Step(level.index_select(0, parents), actions);
                var fresh = Number(Host(environment.Keys(children)), Host(children.mul(odd).sum(1)), Host(parents), Host(actions));
                if (fresh.Count > 0)
                {
                    next.Add(children.index_select(0, tensor(fresh.ToArray(), device: environment.Device)).MoveToOuterDisposeScope());
                }
            }

            first += (int)level.shape[0];
        }

        // Gives states met for the first time their numbers; returns the rows in which they stand.
        List<long> Number(long[] keys, long[] print, long[] parents, long[] actions)
        {
            var fresh = new List<long>();
            for (var e = 0; e < keys.Length; e++)
            {
                if (!index.TryGetValue(keys[e], out var child))
                {
                    child = index.Count;
                    if (child >= most)
                    {
                        throw TooMany(environment, most);
                    }

                    index[keys[e]] = child;
                    prints.Add(print[e]);
                    fresh.Add(e);
                }
                else if (prints[child] != print[e])
                {
                    throw new EnvironmentFaultException(environment,
                        $"Keys gives the number {keys[e]} to different states, so they cannot be told apart");
                }

                edges.Add((first + (int)parents[e], child, (int)actions[e]));
            }

            return fresh;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => States.Dispose();

    internal static long[] Host(Tensor tensor)
    {
        using var host = tensor.cpu().contiguous();
        return host.data<long>().ToArray();
    }

    // A second fingerprint beside the keys, so that states that share a key are noticed.
    private static Tensor Multipliers(DiscreteEnvironment environment)
    {
        var random = new Random(7);
        return tensor(Enumerable.Range(0, environment.StateWidth).Select(_ => random.NextInt64() | 1).ToArray(),
            device: environment.Device);
    }

    private static InputException TooMany(DiscreteEnvironment environment, int limit) =>
        new($"{environment.Name} has more than {limit:N0} states, the most that are enumerated (with {environment.ActionCount:N0} "
            + $"actions each): its distribution cannot be computed exactly, only estimated from samples.");

    // Kahn's order, oldest first; in a graph whose paths to a state all have one length it changes nothing.
    private static StateGraph Sort(Tensor states, List<(int Parent, int Child, int Action)> edges, List<bool> mayExit)
    {
        var count = mayExit.Count;
        var (starts, order) = (new int[count + 1], new int[count]);
        var incoming = new int[count];
        foreach (var (parent, child, _) in edges)
        {
            starts[parent + 1]++;
            incoming[child]++;
        }

        for (var i = 0; i < count; i++)
        {
            starts[i + 1] += starts[i];
        }

        var next = (int[])starts.Clone();
        var (children, actions) = (new int[edges.Count], new int[edges.Count]);
        foreach (var (parent, child, action) in edges)
        {
            children[next[parent]] = child;
            actions[next[parent]++] = action;
        }

        var ready = new Queue<int>([0]);
        var rank = new int[count];
        for (var done = 0; ready.TryDequeue(out var state); done++)
        {
            order[done] = state;
            rank[state] = done;
            for (var e = starts[state]; e < starts[state + 1]; e++)
            {
                if (--incoming[children[e]] == 0)
                {
                    ready.Enqueue(children[e]);
                }
            }
        }

        var (newStarts, newChildren, newActions) = (new int[count + 1], new int[edges.Count], new int[edges.Count]);
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            newStarts[i] = position;
            for (var e = starts[order[i]]; e < starts[order[i] + 1]; e++)
            {
                newChildren[position] = rank[children[e]];
                newActions[position++] = actions[e];
            }
        }

        newStarts[count] = position;
        using var permutation = tensor(order.Select(i => (long)i).ToArray(), device: states.device);
        return new StateGraph(states.index_select(0, permutation).DetachFromDisposeScope(), newStarts, newChildren, newActions,
            order.Select(i => mayExit[i]).ToArray());
    }
}
