using Quiver.Core.Numbers;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Sums up ranks.</summary>
public sealed class RankingScores
{
    private readonly ScoreSample sample = new();
    private readonly List<(double Time, double Reciprocal)> trace = [];
    private double reciprocal;
    private long at1;
    private long at3;
    private long at10;
    private long repeats;
    private double reciprocalOfRepeats;
    private bool told;

    /// <summary>Times and reciprocal ranks of the queries, where <see cref="KeepTrace"/> was set.</summary>
    public IReadOnlyList<(double Time, double Reciprocal)> Trace => trace;

    /// <summary>Whether to keep a trace.</summary>
    public bool KeepTrace { get; init; }

    /// <summary>Which queries repeat a link; null where that is not told apart.</summary>
    internal MetBefore? Met { get; init; }

    /// <summary>The scores of several graphs together, which receive every query too; null for none. Not for several threads.</summary>
    internal RankingScores? Total { get; init; }

    /// <summary>Queries so far.</summary>
    public long Count { get; private set; }

    /// <summary>Mean reciprocal rank.</summary>
    public double Mrr => Count == 0 ? 0 : reciprocal / Count;

    /// <summary>Share of queries with rank at most 1, 3 or 10.</summary>
    public (double At1, double At3, double At10) Hits =>
        Count == 0 ? default : (at1 / (double)Count, at3 / (double)Count, at10 / (double)Count);

    /// <summary>Adds a query.</summary>
    /// <param name="query">Its comparison with the competitors.</param>
    /// <param name="time">Its time, for the trace.</param>
    public void Add(RankedQuery query, double time = 0)
    {
        Add(query.Greater, query.Ties, time);
        if (query.False is { } score)
        {
            Sample([query.True], [score]);
        }
    }

    /// <summary>Adds a query whose scores are several numbers, of which later ones break ties.</summary>
    /// <param name="greater">Negatives with a higher score.</param>
    /// <param name="ties">Negatives with the same score.</param>
    /// <param name="time">The query's time, for the trace.</param>
    /// <param name="own">The score of the true link.</param>
    /// <param name="other">The score of one false link, as many numbers; empty for none.</param>
    internal void Add(long greater, long ties, double time, ReadOnlySpan<double> own, ReadOnlySpan<double> other)
    {
        Add(greater, ties, time);
        if (!other.IsEmpty)
        {
            Sample(own, other);
        }
    }

    /// <summary>Adds a query: rank = 0.5 (greater + greater or equal) + 1, the mean of the optimistic and the pessimistic rank
    /// (TGB).</summary>
    /// <param name="greater">Negatives with a higher score.</param>
    /// <param name="ties">Negatives with the same score.</param>
    /// <param name="time">The query's time, for the trace.</param>
    public void Add(long greater, long ties, double time = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(greater);
        ArgumentOutOfRangeException.ThrowIfNegative(ties);
        var rank = greater + (0.5 * ties) + 1;
        var repeat = Met is { } met ? met[Count] : (bool?)null;
        Take(rank, repeat, time);
        Total?.Take(rank, repeat, time);
    }

    /// <summary>The figures so far.</summary>
    public RankingSummary Summary()
    {
        var (own, other) = sample.Columns();
        var (precision, area) = own.Length == 0 ? (0, 0) : OfScores(own, other);
        var (one, three, ten) = Hits;
        return new RankingSummary(Count, Mrr, one, three, ten, precision, area)
        {
            Repeats = told ? repeats : null,
            RepeatMrr = told && repeats > 0 ? reciprocalOfRepeats / repeats : null,
            NewMrr = told && repeats < Count ? (reciprocal - reciprocalOfRepeats) / (Count - repeats) : null,
        };
    }

    /// <summary>Average precision and area under the ROC curve of scores of true and of false links.</summary>
    /// <param name="positives">Scores of true links.</param>
    /// <param name="negatives">Scores of false links.</param>
    /// <returns>Both between 0 and 1; ties count half in the area, and as one step in the precision.</returns>
    public static (double AveragePrecision, double Auc) OfScores(ReadOnlySpan<float> positives, ReadOnlySpan<float> negatives)
    {
        if (positives.Length == 0 || negatives.Length == 0)
        {
            throw new ArgumentException("Both kinds of links are needed.", nameof(positives));
        }

        if (FiniteNumbers.FirstNaN(positives) >= 0 || FiniteNumbers.FirstNaN(negatives) >= 0)
        {
            throw new ArgumentException("A score is not a number and cannot be ranked.", nameof(positives));
        }

        var all = new (float Score, bool True)[positives.Length + negatives.Length];
        for (var i = 0; i < positives.Length; i++)
        {
            all[i] = (positives[i], true);
        }

        for (var i = 0; i < negatives.Length; i++)
        {
            all[positives.Length + i] = (negatives[i], false);
        }

        Array.Sort(all, static (a, b) => b.Score.CompareTo(a.Score));
        double precision = 0;
        double area = 0;
        long trueSoFar = 0;
        long falseSoFar = 0;
        for (var i = 0; i < all.Length;)
        {
            var (newTrue, newFalse, score) = (0L, 0L, all[i].Score);
            for (; i < all.Length && all[i].Score == score; i++)
            {
                newTrue += all[i].True ? 1 : 0;
                newFalse += all[i].True ? 0 : 1;
            }

            area += newFalse * (trueSoFar + (0.5 * newTrue));
            trueSoFar += newTrue;
            falseSoFar += newFalse;
            precision += newTrue * (trueSoFar / (double)(trueSoFar + falseSoFar));
        }

        return (precision / positives.Length, area / ((double)positives.Length * negatives.Length));
    }

    private void Sample(ReadOnlySpan<double> own, ReadOnlySpan<double> other)
    {
        sample.Add(own, other);
        Total?.sample.Add(own, other);
    }

    private void Take(double rank, bool? repeat, double time)
    {
        reciprocal += 1 / rank;
        told |= repeat is not null;
        if (repeat == true)
        {
            repeats++;
            reciprocalOfRepeats += 1 / rank;
        }

        if (KeepTrace)
        {
            trace.Add((time, 1 / rank));
        }

        at1 += rank <= 1 ? 1 : 0;
        at3 += rank <= 3 ? 1 : 0;
        at10 += rank <= 10 ? 1 : 0;
        Count++;
    }
}
