using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using Quiver.Core.Runs;
using Quiver.GFlowNet.Phylogenetics;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>The reward of <see cref="TreeTopologies"/>; each tree is scored once, on all cores.</summary>
public sealed class TreeReward : Reward
{
    private readonly Alignment alignment;
    private readonly TreeRewardKind kind;
    private readonly double sharpness;
    private readonly ConcurrentDictionary<(ulong, ulong), double> known = new();
    private readonly ConcurrentBag<(Parsimony Parsimony, BranchPosterior? Branches)> idle = [];
    private readonly object description;

    /// <summary>Creates the reward.</summary>
    /// <param name="alignment">The alignment.</param>
    /// <param name="kind">What counts.</param>
    /// <param name="sharpness">log R of parsimony is divided by 1 / this; the likelihood takes 1.</param>
    /// <exception cref="ArgumentException">The sharpness is not above 0.</exception>
    public TreeReward(Alignment alignment, TreeRewardKind kind, double sharpness = 1)
    {
        ArgumentNullException.ThrowIfNull(alignment);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sharpness);
        (this.alignment, this.kind, this.sharpness) = (alignment, kind, sharpness);
        using var hash = new ContentHash();
        hash.Add<byte>(alignment.Patterns.AsSpan());
        hash.Add<double>(alignment.Weights.AsSpan());
        description = new { Type = nameof(TreeReward), Alignment = hash.Finish(), Kind = kind.ToString(), Sharpness = sharpness };
        Offset = kind == TreeRewardKind.Likelihood
            ? Score(new Parsimony(alignment).Greedy([.. Enumerable.Range(0, alignment.Taxa.Length)]))
            : -sharpness * Enumerable.Range(0, alignment.PatternCount).Sum(p => alignment.Weights[p] * LeastChanges(p));
    }

    /// <inheritdoc/>
    public override object Description => description;

    /// <summary>What was taken off every tree's score, in nats.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public override Tensor LogReward(Tensor states, Tensor? conditions)
    {
        ArgumentNullException.ThrowIfNull(states);
        using var host = states.cpu().contiguous();
        var numbers = MemoryMarshal.Cast<byte, long>(host.bytes).ToArray();
        var (rows, width) = ((int)states.shape[0], (int)states.shape[1]);
        var values = new double[rows];
        var trees = Enumerable.Range(0, rows)
            .Select(r => PhylogeneticTree.FromInsertions(numbers.AsSpan(r * width, width), width + 3))
            .ToArray();
        if (rows == 1)
        {
            values[0] = Of(trees[0]);
        }
        else
        {
            Parallel.For(0, rows, r => values[r] = Of(trees[r]));
        }

        return tensor(values, ScalarType.Float64, states.device);
    }

    /// <summary>log R of one tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <returns>Nats.</returns>
    public double Of(PhylogeneticTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return known.GetOrAdd(tree.Key(), _ => Score(tree)) - Offset;
    }

    private double Score(PhylogeneticTree tree)
    {
        if (!idle.TryTake(out var worker))
        {
            worker = (new Parsimony(alignment), kind == TreeRewardKind.Likelihood ? new BranchPosterior(alignment) : null);
        }

        double score;
        if (worker.Branches is { } branches)
        {
            var lengths = new double[tree.Nodes];
            Array.Fill(lengths, 0.05);
            score = branches.LogIntegral(tree, lengths, new double[tree.Nodes]);
        }
        else
        {
            score = -sharpness * worker.Parsimony.Score(tree);
        }

        idle.Add(worker);
        return score;
    }

    // A site with k nucleotides that exclude each other needs k - 1 changes on any tree.
    private int LeastChanges(int pattern)
    {
        var seen = 0;
        for (var t = 0; t < alignment.Taxa.Length; t++)
        {
            var code = alignment.Patterns[(t * alignment.PatternCount) + pattern];
            seen |= BitOperations.IsPow2((uint)code) ? code : 0;
        }

        return Math.Max(0, BitOperations.PopCount((uint)seen) - 1);
    }
}
