using System.Runtime.InteropServices;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// Ranks all candidates of a query by a small network over recency, popularity and joint-neighbourhood features, trained by a
/// softmax over all candidates. It starts as a sum of decays and learns what that leaves out. With per-event freshness it is the per-event ranker, with closed snapshots the snapshot model.
/// </summary>
public sealed class LearnedRanker : IQueryRanker, ISavedPredictor
{
    private readonly RankerShape shape;
    private RankerWeights weights;
    private RankerFeatures? features;
    private ScoringBlocks? blocks;

    internal LearnedRanker(RankerShape shape, RankerWeights weights) => (this.shape, this.weights) = (shape, weights);

    /// <inheritdoc/>
    public string Name => "ranker";

    /// <inheritdoc/>
    public NodeRange Candidates => shape.Candidates;

    /// <inheritdoc/>
    public int Observed => features?.Observed ?? 0;

    /// <summary>Parameters.</summary>
    public int ParameterCount => weights.Count;

    /// <summary>The parameters; nothing may be outstanding when they change.</summary>
    internal RankerWeights Weights
    {
        get => weights;
        set => (weights, blocks) = (value, null);
    }

    /// <summary>What has been observed, as features.</summary>
    internal RankerFeatures Features => features ??= new RankerFeatures(shape);

    /// <summary>Trains a ranker; the parameters of the best validation remain.</summary>
    /// <param name="split">Events and split.</param>
    /// <param name="options">How.</param>
    /// <param name="protocol">The queries of validation and test; null ranks all events against all candidates.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The ranker and its result.</returns>
    /// <exception cref="InputException">The checkpoint belongs to other events or options, or is damaged; or training diverged.</exception>
    public static TrainedPredictor Train(
        LinkSplit split, RankerOptions options, LinkProtocol? protocol = null, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        protocol ??= new TgbProtocol(split, options.Freshness);
        var decay = options.Decay
            ?? DecayFit.Run(protocol, replies: !split.Bipartite, progress: progress, cancellationToken: cancellationToken).Score;
        return LinkTrainer.Train(
            new RankerLearner(split, options with { Decay = decay }, fitted: options.Decay is null), protocol, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public void Reset() => (features, blocks) = (null, null);

    /// <inheritdoc/>
    public void Observe(EventStream events, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, Observed);
        Features.Observe(events, Observed, to);
    }

    /// <inheritdoc/>
    public void Scores(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, Span<float> scores)
    {
        ScoreShape.Check(sources, times, scores, Candidates.Count);
        var (query, scorer) = (new RankerQuery(shape), new RankerScorer(weights, Candidates.Count));
        for (var q = 0; q < sources.Length; q++)
        {
            query.Fill(Features, sources[q], times[q]);
            scorer.Score(query).CopyTo(scores[(q * Candidates.Count)..]);
        }

        if (FiniteNumbers.FirstOther(scores) >= 0)
        {
            throw new InputException("A score of the ranker is not finite: train with a lower learning rate.");
        }
    }

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<LinkQuery> queries, RankingScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        blocks ??= new ScoringBlocks(weights, shape);
        var order = QueryOrder.Together(queries);
        for (var k = 1; k < order.Length; k++)
        {
            if (QueryOrder.Same(queries[order[k - 1]], queries[order[k]]))
            {
                RankTogether(queries, order, blocks, scores);
                return;
            }
        }

        foreach (ref readonly var query in queries)
        {
            var time = query.Time;
            blocks.Next(query, rank => scores.Add(rank, time)).Fill(Features, query.Source, query.Time);
        }
    }

    /// <inheritdoc/>
    public void Finish() => blocks?.Finish();

    // Where a source is asked about several times in one state it is scored once.
    private void RankTogether(ReadOnlySpan<LinkQuery> queries, int[] order, ScoringBlocks scoring, RankingScores scores)
    {
        scoring.Finish();
        var ranks = new RankedQuery[queries.Length];
        for (var k = 0; k < order.Length; k++)
        {
            var place = order[k];
            ref readonly var query = ref queries[place];
            if (k > 0 && QueryOrder.Same(queries[order[k - 1]], query))
            {
                scoring.Also(query, rank => ranks[place] = rank);
            }
            else
            {
                scoring.Next(query, rank => ranks[place] = rank).Fill(Features, query.Source, query.Time);
            }
        }

        scoring.Finish();
        foreach (var (place, rank) in ranks.Index())
        {
            scores.Add(rank, queries[place].Time);
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        shape.Write(writer);
        writer.Write(weights.Members);
        writer.Write(weights.Hidden);
        writer.Write(weights.Second);
        foreach (var array in weights.All)
        {
            writer.Write(MemoryMarshal.AsBytes(array.AsSpan()));
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is no ranker.</exception>
    internal static LearnedRanker Read(BinaryReader reader)
    {
        var shape = RankerShape.Read(reader);
        var (members, hidden, second) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        if (members is < 1 or > 1 << 10 || hidden is < 1 or > 1 << 16 || second is < 0 or > 1 << 16
            || RankerWeights.CountOf(members, hidden, second, shape.DenseWidth, shape.QueryWidth) * sizeof(float) != left)
        {
            throw new FormatException($"{members} networks of width {hidden} and {second} do not fill {left} bytes");
        }

        var weights = new RankerWeights(members, hidden, second, shape.DenseWidth, shape.QueryWidth);
        foreach (var array in weights.All)
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(array.AsSpan()));
        }

        return new LearnedRanker(shape, weights);
    }
}
