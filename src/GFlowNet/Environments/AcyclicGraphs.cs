using Quiver.GFlowNet.BayesianNetworks;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Directed acyclic graphs over labelled nodes, built by adding edges in any order (Deleu et al. 2022, "Bayesian structure learning
/// with generative flow networks"). Every state is an object.
/// </summary>
/// <remarks>
/// A state holds each node's parents as bits (<see cref="ParentSets"/>). Action i * n + j adds the edge from i to j; it is allowed
/// where i is no descendant of j. Any edge may be taken back: what is left is acyclic.
/// </remarks>
public sealed class AcyclicGraphs : StatewiseEnvironment, ISymmetricProposal
{
    // 29,281 graphs; six nodes have 3,781,503.
    private const int NumberedNodes = 5;
    private readonly string[] names;
    private Dictionary<long, int>? rows;

    /// <summary>Creates the environment.</summary>
    /// <param name="names">The nodes' names, 2 to <see cref="ParentSets.NodeLimit"/>.</param>
    /// <param name="reward">A reward of rows of parents; disposed with the environment.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    /// <exception cref="ArgumentException">There are too few nodes, or too many.</exception>
    public AcyclicGraphs(IReadOnlyList<string> names, Reward reward, Device? device = null)
        : base(Loaded(device), reward)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfLessThan(names.Count, 2, nameof(names));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Count, ParentSets.NodeLimit, nameof(names));
        this.names = [.. names];
    }

    /// <summary>Number of nodes, n.</summary>
    public int Nodes => names.Length;

    /// <inheritdoc/>
    public override string Name => $"DAGs of {Nodes} nodes";

    /// <inheritdoc/>
    public override int StateWidth => Nodes;

    /// <inheritdoc/>
    public override int ActionCount => (Nodes * Nodes) + 1;

    /// <inheritdoc/>
    public override int MaximumLength => (Nodes * (Nodes - 1) / 2) + 1;

    /// <inheritdoc/>
    public override bool AllStatesTerminal => true;

    /// <inheritdoc/>
    public override int TokenCount => Nodes * (Nodes - 1);

    /// <summary>Each ordered pair with and without its edge.</summary>
    /// <inheritdoc/>
    public override int Vocabulary => 2 * TokenCount;

    /// <inheritdoc/>
    public override long? StateCount => ParentSets.AcyclicCount(Nodes);

    /// <inheritdoc/>
    public override long[] InitialState() => new long[Nodes];

    /// <inheritdoc/>
    public override void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        Span<long> ancestors = stackalloc long[Nodes];
        ParentSets.Ancestors(state, ancestors);
        for (var i = 0; i < Nodes; i++)
        {
            for (var j = 0; j < Nodes; j++)
            {
                allowed[(i * Nodes) + j] = i != j && (state[j] >> i & 1) == 0 && (ancestors[i] >> j & 1) == 0;
            }
        }

        allowed[ExitAction] = true;
    }

    /// <inheritdoc/>
    public override void BackwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        for (var i = 0; i < Nodes; i++)
        {
            for (var j = 0; j < Nodes; j++)
            {
                allowed[(i * Nodes) + j] = (state[j] >> i & 1) != 0;
            }
        }
    }

    /// <inheritdoc/>
    public override void Step(Span<long> state, int action) => state[action % Nodes] ^= 1L << (action / Nodes);

    /// <inheritdoc/>
    public override void StepBack(Span<long> state, int action) => Step(state, action);

    /// <inheritdoc/>
    public override void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        var place = 0;
        for (var i = 0; i < Nodes; i++)
        {
            for (var j = 0; j < Nodes; j++)
            {
                if (i != j)
                {
                    tokens[place] = (2 * place) + (int)(state[j] >> i & 1);
                    place++;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override long Key(ReadOnlySpan<long> state)
    {
        if (Nodes * Nodes > 64)
        {
            return base.Key(state);
        }

        var key = 0L;
        foreach (var parents in state)
        {
            key = (key << Nodes) | parents;
        }

        return key;
    }

    /// <summary>One row for each graph of up to five nodes.</summary>
    /// <inheritdoc/>
    public override int RowCount => Nodes <= NumberedNodes ? (int)StateCount!.Value : 0;

    /// <inheritdoc/>
    public override int Row(ReadOnlySpan<long> state) =>
        Nodes > NumberedNodes ? base.Row(state) : LazyInitializer.EnsureInitialized(ref rows, Numbered)[Key(state)];

    /// <summary>Adds or removes one edge, or turns one round (structure MCMC: Madigan and York 1995; Giudici and Castelo 2003).</summary>
    /// <inheritdoc/>
    public void Propose(Span<long> state, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var from = random.Next(Nodes);
        var to = (from + 1 + random.Next(Nodes - 1)) % Nodes;
        Span<long> ancestors = stackalloc long[Nodes];
        var turns = random.Next(2) == 0;
        if (turns && (state[to] >> from & 1) != 0)
        {
            state[to] ^= 1L << from;
            ParentSets.Ancestors(state, ancestors);

            // Where another way leads from one to the other the edge cannot be turned and stays.
            var closes = (ancestors[to] >> from & 1) != 0;
            state[closes ? to : from] |= 1L << (closes ? from : to);
            return;
        }

        ParentSets.Ancestors(state, ancestors);
        if (!turns && (ancestors[from] >> to & 1) == 0)
        {
            state[to] ^= 1L << from;
        }
    }

    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<long> state)
    {
        var edges = new List<string>();
        for (var j = 0; j < Nodes; j++)
        {
            for (var i = 0; i < Nodes; i++)
            {
                if ((state[j] >> i & 1) != 0)
                {
                    edges.Add($"{names[i]}>{names[j]}");
                }
            }
        }

        return edges.Count == 0 ? "no edges" : string.Join(' ', edges);
    }

    // Graphs in the order in which adding edges, in the order of their actions, reaches them.
    private Dictionary<long, int> Numbered()
    {
        var (numbers, open) = (new Dictionary<long, int> { [0] = 0 }, new Queue<long[]>([InitialState()]));
        var allowed = new bool[ActionCount];
        while (open.TryDequeue(out var graph))
        {
            ForwardMask(graph, allowed);
            for (var action = 0; action < ExitAction; action++)
            {
                if (allowed[action])
                {
                    var next = (long[])graph.Clone();
                    Step(next, action);
                    if (numbers.TryAdd(Key(next), numbers.Count))
                    {
                        open.Enqueue(next);
                    }
                }
            }
        }

        return numbers;
    }

    private static Device Loaded(Device? device)
    {
        TorchLibrary.Load();
        return device ?? CPU;
    }
}
