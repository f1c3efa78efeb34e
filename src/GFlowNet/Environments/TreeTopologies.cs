using Quiver.GFlowNet.Phylogenetics;
using Quiver.GFlowNet.Torch;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Environments;

/// <summary>
/// Unrooted binary trees, built by inserting one taxon after another on an edge of the tree so far. Every tree arises in exactly one way,
/// so that the policy's probability of a tree is that of its one trajectory.
/// </summary>
/// <remarks>
/// A state says on which edge each taxon after the third was put (<see cref="PhylogeneticTree.FromInsertions"/>), -1 where it was not
/// yet. Action a puts the next taxon on edge a; taxon k finds 2 k - 3 edges (taxa counted from 0).
/// </remarks>
public sealed class TreeTopologies : StatewiseEnvironment, ISymmetricProposal
{
    private readonly string[] names;

    /// <summary>Creates the environment.</summary>
    /// <param name="names">Names of the taxa, 4 to <see cref="BranchPosterior.TaxonLimit"/>.</param>
    /// <param name="reward">A reward of rows of n - 3 edges; disposed with the environment.</param>
    /// <param name="device">Where tensors live; null for the CPU.</param>
    /// <exception cref="ArgumentException">There are too few taxa, or too many.</exception>
    public TreeTopologies(IReadOnlyList<string> names, Reward reward, Device? device = null)
        : base(Loaded(device), reward)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfLessThan(names.Count, 4, nameof(names));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Count, BranchPosterior.TaxonLimit, nameof(names));
        this.names = [.. names];
    }

    /// <summary>Number of taxa, n.</summary>
    public int Taxa => names.Length;

    /// <summary>log of the number of trees, (2 n - 5)!!.</summary>
    public double LogCount => TreeSearch.LogCount(Taxa);

    /// <inheritdoc/>
    public override string Name => $"trees of {Taxa} taxa";

    /// <inheritdoc/>
    public override int StateWidth => Taxa - 3;

    /// <summary>Edges that the last taxon finds, and the exit.</summary>
    /// <inheritdoc/>
    public override int ActionCount => (2 * Taxa) - 4;

    /// <inheritdoc/>
    public override int MaximumLength => Taxa - 2;

    /// <inheritdoc/>
    public override bool FixedLength => true;

    /// <inheritdoc/>
    public override int TokenCount => StateWidth;

    /// <inheritdoc/>
    public override int Vocabulary => StateWidth * ActionCount;

    /// <inheritdoc/>
    public override long? StateCount => Unfinished is var some && some < long.MaxValue && Math.Exp(LogCount) < 1e18
        ? some + (long)Math.Round(Math.Exp(LogCount))
        : long.MaxValue;

    /// <summary>One row for each unfinished tree, and one for all finished ones.</summary>
    /// <inheritdoc/>
    public override int RowCount => Unfinished < 1_000_000 ? (int)Unfinished + 1 : 0;

    private long Unfinished
    {
        get
        {
            var (total, level) = (0L, 1L);
            for (var k = 3; k < Taxa; k++)
            {
                if (total > long.MaxValue / (4 * Taxa))
                {
                    return long.MaxValue;
                }

                total += level;
                level *= (2 * k) - 3;
            }

            return total;
        }
    }

    /// <inheritdoc/>
    public override long[] InitialState() => Enumerable.Repeat(-1L, StateWidth).ToArray();

    /// <inheritdoc/>
    public override void ForwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        var inserted = Inserted(state);
        allowed.Clear();
        if (inserted == StateWidth)
        {
            allowed[ExitAction] = true;
        }
        else
        {
            allowed[..((2 * inserted) + 3)].Fill(true);
        }
    }

    /// <inheritdoc/>
    public override void BackwardMask(ReadOnlySpan<long> state, Span<bool> allowed)
    {
        allowed.Clear();
        if (Inserted(state) is > 0 and var inserted)
        {
            allowed[(int)state[inserted - 1]] = true;
        }
    }

    /// <inheritdoc/>
    public override void Step(Span<long> state, int action) => state[Inserted(state)] = action;

    /// <inheritdoc/>
    public override void StepBack(Span<long> state, int action) => state[Inserted(state) - 1] = -1;

    /// <inheritdoc/>
    public override void Tokens(ReadOnlySpan<long> state, Span<int> tokens)
    {
        for (var i = 0; i < state.Length; i++)
        {
            tokens[i] = (i * ActionCount) + 1 + (int)state[i];
        }
    }

    /// <inheritdoc/>
    public override long Key(ReadOnlySpan<long> state)
    {
        if (StateCount == long.MaxValue)
        {
            return base.Key(state);
        }

        var key = 0L;
        for (var i = 0; i < state.Length; i++)
        {
            key = unchecked((key * ((2 * i) + 4)) + state[i] + 1);
        }

        return key;
    }

    /// <inheritdoc/>
    public override int Row(ReadOnlySpan<long> state)
    {
        var (before, level, number) = (0, 1, 0);
        for (var i = 0; i < state.Length && state[i] >= 0; i++)
        {
            before += level;
            level *= (2 * i) + 3;
            number = (number * ((2 * i) + 3)) + (int)state[i];
        }

        return state[^1] >= 0 ? RowCount - 1 : before + number;
    }

    /// <summary>Puts one taxon on another edge; later ones keep the numbers of theirs.</summary>
    /// <inheritdoc/>
    public void Propose(Span<long> state, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var place = random.Next(StateWidth);
        state[place] = random.Next((2 * place) + 3);
    }

    /// <summary>The tree of the taxa inserted so far, as Newick text once it is finished.</summary>
    /// <inheritdoc/>
    public override string Describe(ReadOnlySpan<long> state) => state[^1] < 0
        ? string.Join(' ', state[..Inserted(state)].ToArray())
        : PhylogeneticTree.FromInsertions(state, Taxa).Newick(names, []);

    private static int Inserted(ReadOnlySpan<long> state) => state.IndexOf(-1) is var end && end < 0 ? state.Length : end;

    private static Device Loaded(Device? device)
    {
        TorchLibrary.Load();
        return device ?? CPU;
    }
}
