using System.Diagnostics;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Trains a link model and measures it: validation after every pass, early stopping, test on the state that the best validation left.</summary>
public static class LinkTrainer
{
    private static readonly Scalar ConsistencyWeight = 0.01f;

    /// <summary>Trains and evaluates.</summary>
    /// <param name="model">The model; its best parameters remain in it.</param>
    /// <param name="data">Events and split.</param>
    /// <param name="options">How.</param>
    /// <param name="protocol">UTG's queries for validation and test; null ranks all events against all candidates.</param>
    /// <param name="progress">Gets one report per pass; may be null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Ranks over validation and test, and times.</returns>
    /// <exception cref="InputException">The checkpoint belongs to another model, other events or options, or is damaged; or training diverged.</exception>
    public static LinkTrainResult Train(LinkModel model, LinkData data, LinkTrainOptions options, UtgProtocol? protocol = null, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var clock = Stopwatch.StartNew();
        var batches = LinkBatch.Cut(data, 0, data.ValidationStart, options.Interval, options.BatchSize);
        using var optimizer = optim.Adam(model.parameters(), options.LearningRate);
        var best = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var state = LinkTrainState.Start;

        // Passes are alike but for their number: a training may go on to more of them, as an uninterrupted one would.
        var run = LinkIdentity.Of("links train", data, protocol, options with { Checkpoint = null, Epochs = 0 }).With("model", model.GetName());
        run = model.Options is { } made ? run.With("model", made) : run;
        var notes = new Notes();
        if (options.Checkpoint is { } resume && File.Exists(resume))
        {
            state = LinkCheckpoint.Load(resume, run, model, optimizer, best);
            if (state.Epoch > options.Epochs)
            {
                throw new InputException(resume, 0, $"the checkpoint holds {state.Epoch} passes and {options.Epochs} are asked for: ask for more, remove it or name another file.");
            }

            state.NoteResumed(notes, resume, options.Epochs, options.Patience);
        }

        while (state.GoesOn(options.Epochs, options.Patience))
        {
            var loss = Pass(model, data, options, batches, optimizer, state.Epoch, cancellation);
            var (validation, test, seconds) = Measure(model, data, options, protocol, state, cancellation);
            state = test is { } ranks ? state.Bettered(validation, ranks, seconds) : state with { Epoch = state.Epoch + 1 };
            if (test is not null)
            {
                Store(model, best);
            }

            if (options.Checkpoint is { } path)
            {
                LinkCheckpoint.Save(path, run, model, optimizer, best, state);
            }

            progress?.Report(new ProgressReport("training", state.Epoch, options.Epochs, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"loss {loss:F4}, val MRR {validation.Mrr:F4}")));
        }

        Restore(model, best);
        foreach (var tensor in best.Values)
        {
            tensor.Dispose();
        }

        return new LinkTrainResult(model.GetName(), options.Seed, state.Validation, state.Test, state.BestEpoch, state.Epoch, clock.Elapsed.TotalSeconds, state.InferenceSeconds) { Notes = notes.Sentences };
    }

    // As in UTG, test runs on the state that validation left: a replay with the final parameters is a different trajectory, and
    // EvolveGCN's weights drift away on it (measured: 0.43 validation MRR becomes 0.09). Without an improvement there is no test.
    private static (RankingSummary Validation, RankingSummary? Test, double Seconds) Measure(LinkModel model, LinkData data, LinkTrainOptions options, UtgProtocol? protocol, LinkTrainState state, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        if (protocol is not null)
        {
            var (known, unknown) = LinkEvaluation.Run(model, data, protocol, options, cancellation);
            return (known.Summary(), state.IsBettered(known.Mrr) ? unknown.Summary() : null, clock.Elapsed.TotalSeconds);
        }

        var validation = LinkEvaluation.Run(model, data, data.ValidationStart, data.TestStart, options, cancellation);
        var test = state.IsBettered(validation.Mrr) ? LinkEvaluation.Run(model, data, data.TestStart, data.Times.Length, options, cancellation) : null;
        return (validation.Summary(), test?.Summary(), clock.Elapsed.TotalSeconds);
    }

    private static double Pass(LinkModel model, LinkData data, LinkTrainOptions options, List<LinkBatch> batches, optim.Optimizer optimizer, int epoch, CancellationToken cancellation)
    {
        // One generator per pass: a resumed training draws what an uninterrupted one would.
        var random = new Random(SeedMixing.Epoch(options.Seed, epoch));
        model.train();
        model.Reset();

        // Not zero but none: Adam would go on moving what the first batches do not reach, except in a training just resumed.
        foreach (var parameter in model.parameters())
        {
            parameter.grad = null;
        }

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
            var value = loss.item<float>();
            LinkGuard.Loss(model, epoch, batch, value, ReferenceEquals(full, loss) ? value : full.item<float>());
            full.backward();
            if (options.UtgTraining)
            {
                optimizer.step();
                optimizer.zero_grad();
                model.Observe(data, batch);
            }

            total += value * batch.Count;
        }

        if (!options.UtgTraining)
        {
            optimizer.step();
            optimizer.zero_grad();
        }

        using var end = NewDisposeScope();
        using var gradients = no_grad();
        LinkGuard.Parameters(model, epoch);
        model.Prepare();
        return total / data.ValidationStart;
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
}
