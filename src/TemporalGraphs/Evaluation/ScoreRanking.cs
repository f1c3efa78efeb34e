using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>Ranks queries by the scores of any predictor, a block at a time.</summary>
internal sealed class ScoreRanking(ILinkPredictor predictor) : IQueryRanker
{
    private const int Most = 1 << 22;
    private float[] rows = [];

    public string Name => predictor.Name;

    public NodeRange Candidates => predictor.Candidates;

    public int Observed => predictor.Observed;

    public Freshness? Batches => predictor.Batches;

    public void Reset() => predictor.Reset();

    public void Observe(EventStream events, int to) => predictor.Observe(events, to);

    public void Scores(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, Span<float> scores) =>
        predictor.Scores(sources, times, scores);

    public void Rank(ReadOnlySpan<LinkQuery> queries, RankingScores scores)
    {
        var width = Candidates.Count;
        var block = Math.Max(1, Most / width);
        for (var start = 0; start < queries.Length; start += block)
        {
            var part = queries.Slice(start, Math.Min(block, queries.Length - start));
            var (sources, times) = (new int[part.Length], new double[part.Length]);
            for (var i = 0; i < part.Length; i++)
            {
                (sources[i], times[i]) = (part[i].Source, part[i].Time);
            }

            if (rows.Length < part.Length * width)
            {
                rows = new float[part.Length * width];
            }

            Scores(sources, times, rows.AsSpan(0, part.Length * width));
            for (var i = 0; i < part.Length; i++)
            {
                scores.Add(RankedQuery.Of(rows.AsSpan(i * width, width), Candidates, part[i]), part[i].Time);
            }
        }
    }

    public void Finish()
    {
    }
}
