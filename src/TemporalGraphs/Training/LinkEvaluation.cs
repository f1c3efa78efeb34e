using System.Runtime.InteropServices;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Ranks queries with a trained model, which goes on observing and does not learn.</summary>
public static class LinkEvaluation
{
    private const int QueryBlock = 512;

    /// <summary>Ranks a range of events against all candidates, observing each batch after it was scored.</summary>
    /// <param name="model">A model whose state ends at <paramref name="from"/>.</param>
    /// <param name="data">The events.</param>
    /// <param name="from">First query.</param>
    /// <param name="to">After the last query.</param>
    /// <param name="options">Interval and batch size.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The ranks, by TGB's rule: other true destinations of the same source and time do not compete.</returns>
    public static RankingScores Run(LinkModel model, LinkData data, int from, int to, LinkTrainOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var scores = new RankingScores();
        var others = new List<int>();
        using var guard = no_grad();
        model.eval();
        using var candidates = Candidates(data);
        foreach (var batch in LinkBatch.Cut(data, from, to, options.Interval, options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var start = batch.Start; start < batch.End; start += QueryBlock)
            {
                var end = Math.Min(batch.End, start + QueryBlock);
                var values = Score(model, data.Sources[start..end], data.Times[start..end], candidates);
                for (var i = start; i < end; i++)
                {
                    TrueDestinations.OtherCandidates(data, i, from, to, others);
                    var row = values.AsSpan((i - start) * data.CandidateCount, data.CandidateCount);
                    scores.Add(RankedQuery.Of(row, data.Destinations[i] - data.FirstCandidate, CollectionsMarshal.AsSpan(others), i));
                }
            }

            model.Observe(data, batch);
        }

        return scores;
    }

    /// <summary>Ranks the queries of UTG's protocol against their fixed negatives, observing each snapshot after its queries.</summary>
    /// <param name="model">A model whose state ends with the training snapshots.</param>
    /// <param name="data">The protocol's edges in the same order; times are snapshots.</param>
    /// <param name="protocol">The queries.</param>
    /// <param name="options">Interval, which must be one snapshot.</param>
    /// <param name="cancellation">Stops between snapshots.</param>
    /// <returns>Ranks of both splits.</returns>
    public static (RankingScores Validation, RankingScores Test) Run(LinkModel model, LinkData data, UtgProtocol protocol, LinkTrainOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(options);
        var (validation, test) = (new RankingScores(), new RankingScores());
        using var guard = no_grad();
        model.eval();
        using var candidates = Candidates(data);
        var queries = protocol.Queries.ToLookup(q => q.Edge.Snapshot);
        foreach (var batch in LinkBatch.Cut(data, data.ValidationStart, data.Times.Length, options.Interval, options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var block in queries[(int)data.Times[batch.Start]].Chunk(QueryBlock))
            {
                var values = Score(model, Array.ConvertAll(block, q => q.Edge.Source), Array.ConvertAll(block, q => (double)q.Edge.Snapshot), candidates);
                for (var i = 0; i < block.Length; i++)
                {
                    var row = values.AsSpan(i * data.CandidateCount, data.CandidateCount);
                    (block[i].Test ? test : validation).Add(RankedQuery.Of(row, data.FirstCandidate, block[i].Edge.Destination, block[i].Negatives));
                }
            }

            model.Observe(data, batch);
        }

        return (validation, test);
    }

    /// <summary>Rebuilds a model's state from past events with its present parameters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The events.</param>
    /// <param name="to">After the last event to take in.</param>
    /// <param name="options">Interval and batch size.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static void Replay(LinkModel model, LinkData data, int to, LinkTrainOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        using var guard = no_grad();
        model.eval();
        model.Reset();
        foreach (var batch in LinkBatch.Cut(data, 0, to, options.Interval, options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            model.Prepare();
            model.Observe(data, batch);
        }
    }

    /// <summary>Scores of all candidates at any time, from the state as it is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">Gives the candidates.</param>
    /// <param name="source">The source.</param>
    /// <param name="time">The query's time.</param>
    /// <returns>One logit for each candidate, beginning with <see cref="LinkData.FirstCandidate"/>.</returns>
    public static float[] Scores(LinkModel model, LinkData data, int source, double time)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        using var guard = no_grad();
        model.eval();
        using var candidates = Candidates(data);
        return Score(model, [source], [time], candidates);
    }

    private static Tensor Candidates(LinkData data) => arange(data.FirstCandidate, data.FirstCandidate + data.CandidateCount, int64);

    private static float[] Score(LinkModel model, int[] sources, double[] times, Tensor candidates)
    {
        using var scope = NewDisposeScope();
        var logits = model.Score(sources, times, candidates).contiguous();
        var values = new float[logits.numel()];
        logits.data<float>().CopyTo(values);
        LinkGuard.Scores(model, values);
        return values;
    }
}
