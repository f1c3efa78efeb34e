using Quiver.Core.Numbers;
using Quiver.Core.Randomness;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>How a query's true link compares with its competitors.</summary>
/// <param name="Greater">Competitors with a higher score.</param>
/// <param name="Ties">Competitors with the same score.</param>
/// <param name="True">The true link's score.</param>
/// <param name="False">The score of one false link, for average precision and AUC; null where there is none.</param>
public readonly record struct RankedQuery(long Greater, long Ties, float True, float? False)
{
    /// <summary>Ranks a query by the scores of all candidates.</summary>
    /// <param name="row">Scores of all candidates.</param>
    /// <param name="candidates">Which nodes they are.</param>
    /// <param name="query">The query.</param>
    /// <returns>The comparison.</returns>
    public static RankedQuery Of(ReadOnlySpan<float> row, NodeRange candidates, LinkQuery query)
    {
        if (query.Negatives is { } negatives)
        {
            return Of(row, candidates.First, query.Destination, negatives.Span);
        }

        var others = query.Others.IsEmpty ? [] : query.Others.ToArray();
        foreach (ref var other in others.AsSpan())
        {
            other -= candidates.First;
        }

        return Of(row, query.Destination - candidates.First, others, query.Number);
    }

    /// <summary>Ranks a query whose candidates were all scored.</summary>
    /// <param name="row">Scores of all candidates.</param>
    /// <param name="own">The true candidate.</param>
    /// <param name="others">Candidates that do not compete, being true as well.</param>
    /// <param name="query">The query's number, which fixes the false link.</param>
    /// <returns>The comparison.</returns>
    public static RankedQuery Of(ReadOnlySpan<float> row, int own, ReadOnlySpan<int> others, int query)
    {
        RequireNumbers(row);
        var value = row[own];
        var (greater, ties) = (0L, -1L);
        foreach (var score in row)
        {
            greater += score > value ? 1 : 0;
            ties += score == value ? 1 : 0;
        }

        foreach (var other in others)
        {
            if (other != own)
            {
                greater -= row[other] > value ? 1 : 0;
                ties -= row[other] == value ? 1 : 0;
            }
        }

        var drawn = FalseCandidate(query, row.Length, own, others);
        return new RankedQuery(greater, ties, value, drawn is { } d ? row[d] : null);
    }

    /// <summary>Ranks a query against given negatives; the first of them is the false link.</summary>
    /// <param name="row">Scores of the candidates.</param>
    /// <param name="first">The node that is candidate 0.</param>
    /// <param name="destination">The true node.</param>
    /// <param name="negatives">Nodes to rank it against; one that is no candidate scores below all others.</param>
    /// <returns>The comparison.</returns>
    public static RankedQuery Of(ReadOnlySpan<float> row, int first, int destination, ReadOnlySpan<int> negatives)
    {
        RequireNumbers(row);
        var value = row[destination - first];
        var (greater, ties) = (0L, 0L);
        float? drawn = null;
        foreach (var node in negatives)
        {
            var place = node - first;
            var score = place >= 0 && place < row.Length ? row[place] : float.NegativeInfinity;
            greater += score > value ? 1 : 0;
            ties += score == value ? 1 : 0;
            drawn ??= score;
        }

        return new RankedQuery(greater, ties, value, drawn);
    }

    // A NaN is neither above nor below nor equal to anything: it would win every comparison.
    private static void RequireNumbers(ReadOnlySpan<float> row)
    {
        if (FiniteNumbers.FirstNaN(row) is var first and >= 0)
        {
            throw new ArgumentException($"The score of candidate {first} is not a number and cannot be ranked.", nameof(row));
        }
    }

    /// <summary>The node of the false link that a query is compared with: the first negative, or a candidate drawn uniformly by the
    /// query's number.</summary>
    /// <param name="query">The query.</param>
    /// <param name="candidates">The candidates.</param>
    /// <returns>A node; null where there is none.</returns>
    internal static int? FalseLink(LinkQuery query, NodeRange candidates)
    {
        if (query.Negatives is { } negatives)
        {
            return negatives.IsEmpty ? null : negatives.Span[0];
        }

        var others = query.Others.IsEmpty ? [] : query.Others.ToArray();
        foreach (ref var other in others.AsSpan())
        {
            other -= candidates.First;
        }

        return FalseCandidate(query.Number, candidates.Count, query.Destination - candidates.First, others) + candidates.First;
    }

    /// <summary>The false link that a query is compared with: a candidate drawn uniformly by the query's number.</summary>
    /// <param name="query">The query's number.</param>
    /// <param name="candidates">Number of candidates.</param>
    /// <param name="own">The true candidate.</param>
    /// <param name="others">Other true candidates.</param>
    /// <returns>A candidate; null where all are true.</returns>
    public static int? FalseCandidate(int query, int candidates, int own, ReadOnlySpan<int> others)
    {
        var drawn = (int)(SeedMixing.SplitMix((ulong)query) % (ulong)candidates);
        for (var step = 0; step < candidates; step++)
        {
            if (drawn != own && !others.Contains(drawn))
            {
                return drawn;
            }

            drawn = (drawn + 1) % candidates;
        }

        return null;
    }
}
