using Quiver.GFlowNet.Torch;
using System.Runtime.InteropServices;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Training;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// A neural link predictor with a state. Observed events wait until <see cref="Prepare"/> turns them into state, so that
/// the update itself is part of the graph of the next loss.
/// </summary>
/// <remarks>
/// <see cref="Scores"/> scores every query at its own time. In training and evaluation the queries of a batch share one state and
/// their nodes are embedded once, at the time of the batch's first query, as is usual for these models.
/// </remarks>
public abstract class LinkModel : nn.Module, IQueryRanker, ISavedPredictor
{
    private const int QueryBlock = 512;

    /// <summary>Starts a model.</summary>
    /// <param name="name">The name users know.</param>
    /// <param name="candidates">The nodes that are scored.</param>
    /// <param name="device">Where its parameters and states live; null for the CPU.</param>
    protected LinkModel(string name, NodeRange candidates, Device? device = null)
        : base(name) => (Candidates, Device) = (candidates, device ?? CPU);

    /// <inheritdoc/>
    public string Name => GetName();

    /// <summary>How the model was made by <see cref="LinkModels.Create"/>; null for a model of one's own. Part of a checkpoint's
    /// identity.</summary>
    public LinkModelOptions? Options { get; internal set; }

    /// <summary>Where parameters and states live.</summary>
    public Device Device { get; }

    /// <inheritdoc/>
    public NodeRange Candidates { get; private set; }

    /// <inheritdoc/>
    public int Observed { get; private set; }

    /// <summary>How observed events are cut into batches: batches of 200 events, or as the model was trained.</summary>
    public Freshness? Batches => Cut;

    private Freshness Cut { get; set; } = Freshness.PerBatch();

    /// <inheritdoc/>
    public void Reset()
    {
        Observed = 0;
        Forget();
    }

    /// <inheritdoc/>
    public void Observe(EventStream events, int to)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, Observed);
        using var guard = no_grad();
        foreach (var batch in QueryGroup.Cut(events, Observed, to, Cut))
        {
            using var scope = TorchScope.Begin();
            Prepare();
            Take(events, batch.Start, batch.End);
        }
    }

    /// <inheritdoc/>
    public void Scores(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, Span<float> scores)
    {
        ScoreShape.Check(sources, times, scores, Candidates.Count);
        var moments = new Dictionary<double, List<int>>();
        for (var q = 0; q < times.Length; q++)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(moments, times[q], out _) ??= []).Add(q);
        }

        using var hold = FinalizerHold.Begin();
        using var guard = no_grad();
        using var candidates = CandidateIds();
        foreach (var (time, queries) in moments)
        {
            foreach (var block in queries.Chunk(QueryBlock))
            {
                var (from, at) = (new int[block.Length], new double[block.Length]);
                for (var i = 0; i < block.Length; i++)
                {
                    (from[i], at[i]) = (sources[block[i]], time);
                }

                var rows = Rows(from, at, time, candidates);
                for (var i = 0; i < block.Length; i++)
                {
                    rows.AsSpan(i * Candidates.Count, Candidates.Count).CopyTo(scores[(block[i] * Candidates.Count)..]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Rank(ReadOnlySpan<LinkQuery> queries, RankingScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        using var hold = FinalizerHold.Begin();
        using var guard = no_grad();
        using var candidates = CandidateIds();
        for (var start = 0; start < queries.Length; start += QueryBlock)
        {
            var block = queries.Slice(start, Math.Min(QueryBlock, queries.Length - start));
            var (sources, times) = (new int[block.Length], new double[block.Length]);
            for (var i = 0; i < block.Length; i++)
            {
                (sources[i], times[i]) = (block[i].Source, block[i].Time);
            }

            var rows = Rows(sources, times, times[0], candidates);
            for (var i = 0; i < block.Length; i++)
            {
                scores.Add(RankedQuery.Of(rows.AsSpan(i * Candidates.Count, Candidates.Count), Candidates, block[i]), times[i]);
            }
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => LinkModelState.WriteModel(writer, this);

    /// <summary>Turns waiting events into state. Gradients reach back to this update and no further.</summary>
    public abstract void Prepare();

    /// <summary>Scores candidates for every query.</summary>
    /// <param name="sources">Query sources.</param>
    /// <param name="times">Query times.</param>
    /// <param name="now">The time at which nodes are embedded, once for all queries.</param>
    /// <param name="candidates">Candidate node ids, shape [candidates], 64-bit, on any device.</param>
    /// <returns>Logits, shape [queries, candidates], on the model's device.</returns>
    public abstract Tensor Score(int[] sources, double[] times, double now, Tensor candidates);

    /// <summary>An additional loss term of the last update; null where the model has none.</summary>
    /// <returns>A scalar tensor or null.</returns>
    public virtual Tensor? RegularizationLoss() => null;

    /// <summary>Scores as <see cref="Score"/> does, for a loss whose gradient <see cref="Backward"/> takes: a model may leave parts of the
    /// graph to that.</summary>
    internal virtual Tensor ScoreForTraining(int[] sources, double[] times, double now, Tensor candidates) =>
        Score(sources, times, now, candidates);

    /// <summary>Adds the gradient of a loss over the last <see cref="ScoreForTraining"/> to that of the parameters.</summary>
    internal virtual void Backward(Tensor loss) => loss.backward();

    /// <summary>Says what is scored and in which batches events are observed.</summary>
    internal void Follow(NodeRange candidates, Freshness batches) => (Candidates, Cut) = (candidates, batches);

    /// <summary>Takes in one batch, with gradients where they are wanted.</summary>
    internal void Take(EventStream events, int from, int to)
    {
        TakeIn(events, from, to);
        Observed = to;
    }

    /// <summary>Forgets all observed events. Parameters stay.</summary>
    protected abstract void Forget();

    /// <summary>Takes in one batch of events that have happened; they count from the next <see cref="Prepare"/> on.</summary>
    /// <param name="events">The events.</param>
    /// <param name="from">First event of the batch.</param>
    /// <param name="to">After its last event.</param>
    protected abstract void TakeIn(EventStream events, int from, int to);

    /// <summary>Replaces a state tensor by a detached copy that outlives the current dispose scope.</summary>
    /// <param name="state">The field.</param>
    /// <param name="value">The new value.</param>
    protected static void Keep(ref Tensor? state, Tensor? value)
    {
        var old = state;
        state = value?.detach().clone().DetachFromDisposeScope();
        old?.Dispose();
    }

    /// <summary>Replaces a tensor that still carries its graph; it lives until the next replacement.</summary>
    /// <param name="state">The field.</param>
    /// <param name="value">The new value.</param>
    protected static void Hold(ref Tensor? state, Tensor? value)
    {
        if (!ReferenceEquals(state, value))
        {
            state?.Dispose();
        }

        state = value?.DetachFromDisposeScope();
    }

    private Tensor CandidateIds() => arange(Candidates.First, Candidates.End, int64);

    private float[] Rows(int[] sources, double[] times, double now, Tensor candidates)
    {
        using var scope = TorchScope.Begin();
        var logits = Score(sources, times, now, candidates).contiguous().cpu();
        var values = new float[logits.numel()];
        logits.data<float>().CopyTo(values);
        LinkGuard.Scores(this, values);
        return values;
    }
}
