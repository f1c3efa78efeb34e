using System.Diagnostics.CodeAnalysis;
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
    private readonly double[] extra;
    private readonly List<int> touched = [];
    private readonly bool[] isTouched;
    private double[] popularity;
    private DecayedLinks links;

    /// <summary>Creates a predictor that has observed nothing.</summary>
    /// <param name="score">The constants.</param>
    /// <param name="split">Gives nodes, candidates and the time that counts as zero.</param>
    public DecayPredictor(DecayScore score, LinkSplit split)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(split);
        (this.score, nodes, Candidates, start) = (score, split.NodeCount, split.Candidates, split.Times[0]);
        extra = new double[nodes];
        isTouched = new bool[nodes];
        Reset();
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
            popularity[destination] = Math.Max(old, more) + Math.Log(1 + Math.Exp(-Math.Abs(old - more)));
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

            Clear();
        }
    }

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<LinkQuery> queries, RankingScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        foreach (ref readonly var query in queries)
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
            scores.Add(
                greater, ties, query.Time, [Logarithm(query.Destination, now)], other is { } node ? [Logarithm(node, now)] : []);
            Clear();
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
    }

    private double Scaled(double time) => (time - start) / score.Unit;

    // What the source and each node did, for the few nodes it has to do with.
    private void Touch(int source, double now)
    {
        links.Visit(source, now, (node, value) =>
        {
            if (!isTouched[node])
            {
                isTouched[node] = true;
                touched.Add(node);
            }

            extra[node] += value;
        });
    }

    private void Clear()
    {
        foreach (var node in touched)
        {
            (isTouched[node], extra[node]) = (false, 0);
        }

        touched.Clear();
    }

    private double Sum(int node, double now) =>
        extra[node] + (score.Popularity > 0 ? score.Popularity * Math.Exp(popularity[node] - (now / score.Tau)) : 0);

    private double Logarithm(int node, double now) => isTouched[node] || score.Popularity == 0
        ? Math.Log(Sum(node, now)) : Math.Log(score.Popularity) + popularity[node] - (now / score.Tau);

    // Two nodes that have nothing to do with the source compare by their logarithms, in which nothing underflows.
    private int Compare(int a, int b, double now) => isTouched[a] || isTouched[b]
        ? Sum(a, now).CompareTo(Sum(b, now)) : score.Popularity > 0 ? popularity[a].CompareTo(popularity[b]) : 0;

    private (long Greater, long Ties) Among(int destination, ReadOnlySpan<int> negatives, double now)
    {
        var (greater, ties) = (0L, 0L);
        foreach (var node in negatives)
        {
            var order = Compare(node, destination, now);
            greater += order > 0 ? 1 : 0;
            ties += order == 0 ? 1 : 0;
        }

        return (greater, ties);
    }

    private (long Greater, long Ties) AmongAll(int destination, double now)
    {
        var (greater, ties) = (0L, 0L);
        if (score.Popularity == 0)
        {
            // All that have nothing to do with the source have the sum 0.
            var untouched = Candidates.Count - touched.Count(Candidates.Contains);
            (greater, ties) = (0, Sum(destination, now) == 0 ? untouched : 0);
            return Add(Among(destination, [.. touched.Where(Candidates.Contains)], now));
        }

        if (isTouched[destination])
        {
            // The popularity with which a node would have the same sum; near it the sums themselves are compared, and so they are where
            // the sum has too few digits left for a logarithm.
            var sum = Sum(destination, now);
            var level = Math.Log(sum / score.Popularity) + (now / score.Tau);
            var near = sum < LeastExact ? double.NaN : 1e-9 * (1 + Math.Abs(level));
            for (var node = Candidates.First; node < Candidates.End; node++)
            {
                var above = popularity[node] - level;
                var order = isTouched[node] || !(Math.Abs(above) >= near) ? Compare(node, destination, now) : above > 0 ? 1 : -1;
                greater += order > 0 ? 1 : 0;
                ties += order == 0 ? 1 : 0;
            }

            return (greater, ties);
        }

        var own = popularity[destination];
        foreach (var value in popularity.AsSpan(Candidates.First, Candidates.Count))
        {
            greater += value > own ? 1 : 0;
            ties += value == own ? 1 : 0;
        }

        foreach (var node in touched)
        {
            if (Candidates.Contains(node))
            {
                var order = Compare(node, destination, now);
                greater += (order > 0 ? 1 : 0) - (popularity[node] > own ? 1 : 0);
                ties += (order == 0 ? 1 : 0) - (popularity[node] == own ? 1 : 0);
            }
        }

        return (greater, ties);

        (long Greater, long Ties) Add((long Greater, long Ties) more) => (greater + more.Greater, ties + more.Ties);
    }
}
