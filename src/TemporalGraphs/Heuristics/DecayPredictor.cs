using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Heuristics;

/// <summary>
/// Predicts by sums of decays, without training. Candidates that have nothing to do with the source compete by their popularity alone,
/// whose order no passing of time changes: it is kept as the logarithm of the sum, and a rank is one comparison for each of them.
/// </summary>
public sealed class DecayPredictor : IQueryRanker
{
    // Below this, numbers lose digits.
    private const double LeastExact = 1e-290;
    private readonly DecayScore score;
    private readonly int nodes;
    private readonly double start;
    private readonly SparseSums sums;
    private readonly bool logarithmic;
    private (int Source, double Time, int Observed) visited;
    private double[] popularity;
    private DecayedLinks links;

    /// <summary>Creates a predictor that has observed nothing.</summary>
    /// <param name="score">The constants.</param>
    /// <param name="split">Gives nodes, candidates and the time that counts as zero.</param>
    /// <exception cref="ArgumentException">A constant is out of its range.</exception>
    public DecayPredictor(DecayScore score, LinkSplit split)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(split);
        score.Check();
        (this.score, nodes, Candidates, start) = (score, split.NodeCount, split.Candidates, split.Times[0]);
        Reset();
        logarithmic = links.Logarithmic;
        sums = new SparseSums(nodes, logarithmic);
    }

    /// <inheritdoc/>
    public string Name => score.Name;

    /// <inheritdoc/>
    public NodeRange Candidates { get; }

    /// <inheritdoc/>
    public int Observed { get; private set; }

    /// <inheritdoc/>
    [MemberNotNull(nameof(popularity), nameof(links))]
    public void Reset()
    {
        Observed = 0;
        visited = (-1, 0, 0);
        popularity = new double[nodes];
        Array.Fill(popularity, double.NegativeInfinity);
        links = new DecayedLinks(nodes, score);
    }

    /// <inheritdoc/>
    public void Observe(EventStream events, int to)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, Observed);
        for (; Observed < to; Observed++)
        {
            var (destination, time) = (events.Destinations[Observed], Scaled(events.Times[Observed]));
            links.Add(events.Sources[Observed], destination, time);
            var (old, more) = (popularity[destination], time / score.Tau);
            popularity[destination] = SparseSums.Together(old, more);
        }
    }

    /// <summary>Scores are places in the order of the sums, from 0 for the least likely; equal sums have equal places.</summary>
    /// <inheritdoc/>
    public void Scores(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, Span<float> scores)
    {
        ScoreShape.Check(sources, times, scores, Candidates.Count);
        var order = new int[Candidates.Count];
        for (var q = 0; q < sources.Length; q++)
        {
            var now = Scaled(times[q]);
            Touch(sources[q], now);
            for (var c = 0; c < order.Length; c++)
            {
                order[c] = Candidates.First + c;
            }

            Array.Sort(order, (a, b) => Compare(a, b, now));
            var row = scores.Slice(q * order.Length, order.Length);
            for (var (k, place) = (0, 0); k < order.Length; k++)
            {
                place += k > 0 && Compare(order[k], order[k - 1], now) != 0 ? 1 : 0;
                row[order[k] - Candidates.First] = place;
            }
        }
    }

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<LinkQuery> queries, RankingScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);

        // Queries of one source and time share what the source has to do with others.
        var ranked = new (long Greater, long Ties, double True, double? False)[queries.Length];
        foreach (var q in QueryOrder.Together(queries))
        {
            ranked[q] = Ranked(queries[q]);
        }

        for (var q = 0; q < ranked.Length; q++)
        {
            var (greater, ties, own, other) = ranked[q];
            scores.Add(greater, ties, queries[q].Time, [own], other is { } value ? [value] : []);
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
    }

    private (long Greater, long Ties, double True, double? False) Ranked(in LinkQuery query)
    {
        var now = Scaled(query.Time);
        Touch(query.Source, now);
        var (greater, ties) = query.Negatives is { } negatives
            ? Among(query.Destination, negatives.Span, now)
            : AmongAll(query.Destination, now);
        if (query.Negatives is null)
        {
            ties--;
            var (above, same) = Among(query.Destination, query.Others.Span, now);
            (greater, ties) = (greater - above, ties - same);
        }

        var other = RankedQuery.FalseLink(query, Candidates);
        return (greater, ties, Logarithm(query.Destination, now), other is { } node ? Logarithm(node, now) : null);
    }

    private double Scaled(double time) => (time - start) / score.Unit;

    // The sums of the few nodes that the source has to do with; queries of one source and time share them.
    private void Touch(int source, double now)
    {
        if (visited == (source, now, Observed))
        {
            return;
        }

        visited = (source, now, Observed);
        sums.Clear();
        links.Visit(source, now, sums);
        foreach (var node in sums.Touched)
        {
            sums.Add(node, Popular(node, now));
        }
    }

    private double Popular(int node, double now) => score.Popularity == 0 ? sums.Nothing
        : logarithmic ? LogPopular(node, now) : score.Popularity * Math.Exp(popularity[node] - (now / score.Tau));

    private double LogPopular(int node, double now) => Math.Log(score.Popularity) + popularity[node] - (now / score.Tau);

    private double Sum(int node, double now) => sums.Contains(node) ? sums[node] : Popular(node, now);

    private double Logarithm(int node, double now) => sums.Contains(node) ? sums.Logarithm(node)
        : score.Popularity == 0 ? double.NegativeInfinity : LogPopular(node, now);

    private int Compare(int a, int b, double now) => Compare(a, b, Sum(b, now), now);

    // Two nodes that have nothing to do with the source compare by their logarithms, in which nothing underflows.
    private int Compare(int a, int b, double sumOfB, double now) => sums.Contains(a) || sums.Contains(b)
        ? Sum(a, now).CompareTo(sumOfB) : score.Popularity > 0 ? popularity[a].CompareTo(popularity[b]) : 0;

    private (long Greater, long Ties) Among(int destination, ReadOnlySpan<int> negatives, double now)
    {
        var (greater, ties, sum) = (0L, 0L, Sum(destination, now));
        foreach (var node in negatives)
        {
            var order = Compare(node, destination, sum, now);
            greater += order > 0 ? 1 : 0;
            ties += order == 0 ? 1 : 0;
        }

        return (greater, ties);
    }

    private (long Greater, long Ties) AmongAll(int destination, double now)
    {
        var sum = Sum(destination, now);
        if (score.Popularity == 0)
        {
            // All that have nothing to do with the source have no sum.
            var nothing = sum == sums.Nothing;
            return Corrected(destination, sum, now, 0, nothing ? Candidates.Count : 0, _ => (0, nothing ? 1 : 0));
        }

        var own = popularity.AsSpan(Candidates.First, Candidates.Count);
        var (low, high) = (popularity[destination], popularity[destination]);
        if (sums.Contains(destination))
        {
            // The popularity with which a node would have the same sum; near it the sums themselves are compared, and so they are where
            // the sum has too few digits left for a logarithm.
            var level = (logarithmic ? sum - Math.Log(score.Popularity) : Math.Log(sum / score.Popularity)) + (now / score.Tau);
            var near = (logarithmic ? double.IsInfinity(sum) : sum < LeastExact) ? double.NaN : 1e-9 * (1 + Math.Abs(level));
            (low, high) = (level - near, level + near);
        }

        var (above, within) = Count(own, low, high);
        return double.IsNaN(low) || (within > 0 && sums.Contains(destination))
            ? OneByOne(destination, sum, now)
            : Corrected(
                destination, sum, now, above, within,
                node => (popularity[node] > high ? 1 : 0, popularity[node] >= low && popularity[node] <= high ? 1 : 0));
    }

    // Nodes that the source has to do with were counted as if it had not.
    private (long Greater, long Ties) Corrected(
        int destination, double sum, double now, long greater, long ties, Func<int, (int Greater, int Ties)> counted)
    {
        foreach (var node in sums.Touched)
        {
            if (Candidates.Contains(node))
            {
                var (order, before) = (sums[node].CompareTo(sum), counted(node));
                greater += (order > 0 ? 1 : 0) - before.Greater;
                ties += (order == 0 ? 1 : 0) - before.Ties;
            }
        }

        return (greater, ties);
    }

    private (long Greater, long Ties) OneByOne(int destination, double sum, double now)
    {
        var (greater, ties) = (0L, 0L);
        for (var node = Candidates.First; node < Candidates.End; node++)
        {
            var order = Compare(node, destination, sum, now);
            greater += order > 0 ? 1 : 0;
            ties += order == 0 ? 1 : 0;
        }

        return (greater, ties);
    }

    private static (long Above, long Within) Count(ReadOnlySpan<double> values, double low, double high)
    {
        var (above, within, k) = (0L, 0L, 0);
        if (Vector.IsHardwareAccelerated && values.Length >= Vector<double>.Count)
        {
            var (least, most) = (new Vector<double>(low), new Vector<double>(high));
            var (more, inside) = (Vector<long>.Zero, Vector<long>.Zero);
            for (; k <= values.Length - Vector<double>.Count; k += Vector<double>.Count)
            {
                var value = new Vector<double>(values[k..]);
                more -= Vector.GreaterThan(value, most);
                inside -= Vector.GreaterThanOrEqual(value, least) & Vector.LessThanOrEqual(value, most);
            }

            (above, within) = (Vector.Sum(more), Vector.Sum(inside));
        }

        for (; k < values.Length; k++)
        {
            above += values[k] > high ? 1 : 0;
            within += values[k] >= low && values[k] <= high ? 1 : 0;
        }

        return (above, within);
    }
}
