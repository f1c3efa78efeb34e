using System.Diagnostics;
using Quiver.GFlowNet.Runs;
using Quiver.TemporalGraphs.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Trains a link model and measures it: validation after every pass, early stopping, test on the state that the best validation left.</summary>
public static class LinkTrainer
{
    private const int QueryBlock = 512;
    private static readonly Scalar ConsistencyWeight = 0.01f;

    /// <summary>Trains and evaluates.</summary>
    /// <param name="model">The model; its best parameters remain in it.</param>
    /// <param name="data">Events and split.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Gets one report per pass; may be null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Validation and test MRR and times.</returns>
    public static LinkTrainResult Train(LinkModel model, LinkData data, LinkTrainOptions options, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var clock = Stopwatch.StartNew();
        var interval = model.ReadsSnapshots ? options.Interval : 0;
        var batches = LinkBatch.Cut(data, 0, data.ValidationStart, interval, options.BatchSize);
        using var optimizer = optim.Adam(model.parameters(), options.LearningRate);
        var best = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var state = new Stand(0, 0, double.NegativeInfinity, 0, 0);
        if (options.Checkpoint is { } resume && File.Exists(resume))
        {
            state = LinkCheckpoint.Load(resume, model, best);
        }

        while (state.Epoch < options.Epochs && state.Epoch - state.BestEpoch < options.Patience)
        {
            // One generator per pass: a resumed training draws what an uninterrupted one would.
            var loss = Pass(model, data, options, batches, optimizer, new Random(HashCode(options.Seed, state.Epoch)), cancellation);
            var inference = Stopwatch.StartNew();
            var mrr = Evaluate(model, data, data.ValidationStart, data.TestStart, options, cancellation);
            state = state with { Epoch = state.Epoch + 1 };
            if (mrr > state.BestMrr)
            {
                // As in UTG, test runs on the state that validation left: a replay with the final parameters is a different
                // trajectory, and EvolveGCN's weights drift away on it (measured: 0.43 validation MRR becomes 0.09).
                var test = Evaluate(model, data, data.TestStart, data.Times.Length, options, cancellation);
                state = new Stand(state.Epoch, state.Epoch, mrr, test, inference.Elapsed.TotalSeconds);
                Store(model, best);
            }

            if (options.Checkpoint is { } path)
            {
                LinkCheckpoint.Save(path, model, best, state);
            }

            progress?.Report(new ProgressReport("training", state.Epoch, options.Epochs, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"loss {loss:F4}, val MRR {mrr:F4}")));
        }

        Restore(model, best);
        foreach (var tensor in best.Values)
        {
            tensor.Dispose();
        }

        return new LinkTrainResult(model.GetName(), options.Seed, state.BestMrr, state.TestMrr, state.BestEpoch, state.Epoch, clock.Elapsed.TotalSeconds, state.InferenceSeconds, data.Times.Length - data.ValidationStart);
    }

    /// <summary>Scores a range of events against all candidates, observing each batch after it was scored.</summary>
    /// <param name="model">A model whose state ends at <paramref name="from"/>.</param>
    /// <param name="data">The events.</param>
    /// <param name="from">First query.</param>
    /// <param name="to">After the last query.</param>
    /// <param name="options">Interval and batch size.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The mean reciprocal rank.</returns>
    public static double Evaluate(LinkModel model, LinkData data, int from, int to, LinkTrainOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        if (from == to)
        {
            return 0;
        }

        using var gradients = no_grad();
        model.eval();
        using var candidates = arange(data.FirstCandidate, data.FirstCandidate + data.CandidateCount, int64);
        var sum = 0.0;
        foreach (var batch in LinkBatch.Cut(data, from, to, model.ReadsSnapshots ? options.Interval : 0, options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var start = batch.Start; start < batch.End; start += QueryBlock)
            {
                using var scope = NewDisposeScope();
                var block = new LinkBatch(start, Math.Min(batch.End, start + QueryBlock));
                var logits = model.Score(data.Sources[block.Start..block.End], data.Times[block.Start..block.End], candidates).contiguous();
                var values = new float[logits.numel()];
                logits.data<float>().CopyTo(values);
                sum += LinkRanking.ReciprocalRankSum(data, block, from, to, values);
            }

            model.Observe(data, batch);
        }

        return sum / (to - from);
    }

    private static double Pass(LinkModel model, LinkData data, LinkTrainOptions options, List<LinkBatch> batches, optim.Optimizer optimizer, Random random, CancellationToken cancellation)
    {
        model.train();
        model.Reset();
        optimizer.zero_grad();
        var total = 0.0;
        foreach (var batch in batches)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            if (!options.UtgTraining)
            {
                model.Observe(data, batch);
            }

            var (candidates, targets) = Competitors(data, batch, options, random);
            var logits = model.Score(data.Sources[batch.Start..batch.End], data.Times[batch.Start..batch.End], candidates);
            var loss = nn.functional.cross_entropy(logits, targets);
            var full = model.RegularizationLoss() is { } extra ? loss + extra * ConsistencyWeight : loss;
            full.backward();
            if (options.UtgTraining)
            {
                optimizer.step();
                optimizer.zero_grad();
                model.Observe(data, batch);
            }

            total += loss.item<float>() * batch.Count;
        }

        if (!options.UtgTraining)
        {
            optimizer.step();
            optimizer.zero_grad();
        }

        using var end = NewDisposeScope();
        using var gradients = no_grad();
        model.Prepare();
        return total / data.ValidationStart;
    }

    /// <summary>Rebuilds a model's state from past events with its present parameters, without learning.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The events.</param>
    /// <param name="to">After the last event to take in.</param>
    /// <param name="options">Interval and batch size.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static void Replay(LinkModel model, LinkData data, int to, LinkTrainOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        using var gradients = no_grad();
        model.eval();
        model.Reset();
        foreach (var batch in LinkBatch.Cut(data, 0, to, model.ReadsSnapshots ? options.Interval : 0, options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            model.Prepare();
            model.Observe(data, batch);
        }
    }

    private static (Tensor Candidates, Tensor Targets) Competitors(LinkData data, LinkBatch batch, LinkTrainOptions options, Random random)
    {
        if (options.Negatives == NegativeKind.AllDestinations && data.CandidateCount <= Math.Max(options.NegativeSamples, 2048))
        {
            var all = arange(data.FirstCandidate, data.FirstCandidate + data.CandidateCount, int64);
            return (all, tensor(Array.ConvertAll(data.Destinations[batch.Start..batch.End], d => (long)(d - data.FirstCandidate))));
        }

        var slots = new Dictionary<int, long>();
        for (var i = batch.Start; i < batch.End; i++)
        {
            slots.TryAdd(data.Destinations[i], slots.Count);
        }

        for (var k = 0; k < options.NegativeSamples; k++)
        {
            slots.TryAdd(
                options.Negatives switch
                {
                    NegativeKind.Nodes => random.Next(data.NodeCount),
                    NegativeKind.Historical when batch.Start > 0 => data.Destinations[random.Next(batch.Start)],
                    _ => data.FirstCandidate + random.Next(data.CandidateCount),
                },
                slots.Count);
        }

        var ids = new long[slots.Count];
        foreach (var (node, slot) in slots)
        {
            ids[slot] = node;
        }

        return (tensor(ids), tensor(Array.ConvertAll(data.Destinations[batch.Start..batch.End], d => slots[d])));
    }

    private static int HashCode(int seed, int epoch) => unchecked(seed * 1_000_003 + epoch * 7919);

    private static void Store(LinkModel model, Dictionary<string, Tensor> best)
    {
        foreach (var (name, value) in model.named_parameters())
        {
            if (best.Remove(name, out var old))
            {
                old.Dispose();
            }

            best[name] = value.detach().clone().DetachFromDisposeScope();
        }
    }

    private static void Restore(LinkModel model, Dictionary<string, Tensor> best)
    {
        using var gradients = no_grad();
        foreach (var (name, value) in model.named_parameters())
        {
            if (best.TryGetValue(name, out var kept))
            {
                value.copy_(kept);
            }
        }
    }

    /// <summary>Where a training stands.</summary>
    internal sealed record Stand(int Epoch, int BestEpoch, double BestMrr, double TestMrr, double InferenceSeconds);
}
