using System.Numerics;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Commutation;

/// <summary>
/// The conflict graph of a sum's terms: an edge joins two terms that may not share a group. A proper colouring is a
/// grouping.
/// </summary>
/// <remarks>
/// Up to a memory limit the rows are packed bits, <c>row i = words[i R .. i R + R)</c> with R = ceil(Count / 64);
/// above it nothing is stored and rows are computed when asked for.
/// </remarks>
public sealed class CommutationGraph
{
    /// <summary>Rows are stored when they need at most this many bytes (about 45,000 terms).</summary>
    public const long DefaultPackedBytes = 256L << 20;

    private readonly ulong[]? packed;
    private int[]? degrees;

    private CommutationGraph(PauliSum sum, CommutationRule rule, ulong[]? packed)
    {
        Terms = sum;
        Rule = rule;
        this.packed = packed;
        RowWords = (sum.Count + 63) / 64;
    }

    /// <summary>The operator whose terms are the vertices.</summary>
    public PauliSum Terms { get; }

    /// <summary>The rule that decides conflicts.</summary>
    public CommutationRule Rule { get; }

    /// <summary>Number of vertices.</summary>
    public int Count => Terms.Count;

    /// <summary>Words in one packed row.</summary>
    public int RowWords { get; }

    /// <summary>Whether the rows are stored.</summary>
    public bool IsPacked => packed is not null;

    /// <summary>Builds the graph, on all cores.</summary>
    /// <param name="sum">The operator.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="packedBytes">Rows are stored when they need at most this many bytes.</param>
    /// <returns>The graph.</returns>
    public static CommutationGraph Build(PauliSum sum, CommutationRule rule, long packedBytes = DefaultPackedBytes)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var rowWords = (sum.Count + 63) / 64;
        if (8L * sum.Count * rowWords > packedBytes)
        {
            return new CommutationGraph(sum, rule, null);
        }

        var words = new ulong[sum.Count * rowWords];
        Parallel.For(0, sum.Count, i => CommutationRelation.ConflictRow(sum, i, rule, words.AsSpan(i * rowWords, rowWords)));
        return new CommutationGraph(sum, rule, words);
    }

    /// <summary>Whether two terms may share a group.</summary>
    /// <param name="i">One term.</param>
    /// <param name="j">The other.</param>
    /// <returns>True without an edge between them.</returns>
    public bool Compatible(int i, int j) => packed is null
        ? CommutationRelation.Compatible(Terms, i, j, Rule)
        : (packed[i * RowWords + (j >> 6)] >> (j & 63) & 1) == 0;

    /// <summary>The conflicts of one term as packed bits.</summary>
    /// <param name="term">The term.</param>
    /// <param name="buffer"><see cref="RowWords"/> words of scratch, used when rows are not stored.</param>
    /// <returns>The row: bit j is set when the term and j conflict.</returns>
    public ReadOnlySpan<ulong> Conflicts(int term, Span<ulong> buffer)
    {
        if (packed is not null)
        {
            return packed.AsSpan(term * RowWords, RowWords);
        }

        CommutationRelation.ConflictRow(Terms, term, Rule, buffer);
        return buffer[..RowWords];
    }

    /// <summary>Number of conflicts of every term.</summary>
    /// <returns>One degree per term; computed once.</returns>
    public int[] Degrees()
    {
        if (degrees is null)
        {
            var result = new int[Count];
            Parallel.For(
                0,
                Count,
                () => new ulong[RowWords],
                (i, _, buffer) =>
                {
                    var degree = 0;
                    foreach (var word in Conflicts(i, buffer))
                    {
                        degree += BitOperations.PopCount(word);
                    }

                    result[i] = degree;
                    return buffer;
                },
                _ => { });
            degrees = result;
        }

        return degrees;
    }

    /// <summary>Number of conflicting pairs.</summary>
    /// <returns>The edge count.</returns>
    public long EdgeCount() => Degrees().Sum(d => (long)d) / 2;
}
