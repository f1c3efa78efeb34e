using Quiver.GFlowNet.Torch;
using Quiver.Core.Randomness;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>Trains a neural model by Adam: a softmax over competitors for every training event, batch by batch in order of time.</summary>
public sealed class LinkModelLearner : ILinkLearner, IDisposable
{
    private static readonly Scalar ConsistencyWeight = 0.01f;
    private readonly LinkModel model;
    private readonly LinkTrainOptions options;
    private readonly QueryGroup[] batches;
    private readonly OptimizerHelper optimizer;
    private readonly RecentDestinations recent;
    private readonly Dictionary<string, Tensor> best = new(StringComparer.Ordinal);

    /// <summary>Prepares a training.</summary>
    /// <param name="model">The model; its best parameters remain in it.</param>
    /// <param name="split">Events and split.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InputException">An option is out of its range.</exception>
    public LinkModelLearner(LinkModel model, LinkSplit split, LinkTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (this.model, Split, this.options) = (model, split, options);
        batches = [.. QueryGroup.Cut(split.Events, 0, split.ValidationStart, options.Freshness)];
        recent = RecentDestinations.Of(split);
        model.Follow(split.Candidates, options.Freshness);
        using var hold = FinalizerHold.Begin();
        optimizer = optim.Adam(model.parameters(), options.LearningRate);
    }

    /// <inheritdoc/>
    public ILinkPredictor Predictor => model;

    /// <inheritdoc/>
    public string Name => model.Name;

    /// <inheritdoc/>
    public LinkSplit Split { get; }

    /// <inheritdoc/>
    public Freshness Freshness => options.Freshness;

    /// <inheritdoc/>
    public int Seed => options.Seed;

    /// <inheritdoc/>
    public int Epochs => options.Epochs;

    /// <inheritdoc/>
    public int Patience => options.Patience;

    /// <inheritdoc/>
    public string? Checkpoint => options.Checkpoint;

    /// <inheritdoc/>
    public string CheckpointKind => $"link model {Name}";

    /// <inheritdoc/>
    public int CheckpointLayout => LinkModelState.Layout;

    /// <inheritdoc/>
    public RunIdentity Identity(LinkProtocol protocol)
    {
        // Passes are alike but for their number: a training may go on to more of them, as an uninterrupted one would.
        var run = LinkIdentity.Of("links train", protocol, options with { Checkpoint = null, Epochs = 0 }).With("model", Name);
        return model.Options is { } made ? run.With("model", made) : run;
    }

    /// <inheritdoc/>
    public double? Pass(int pass, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        // One generator per pass: a resumed training draws what an uninterrupted one would.
        var random = new Random(SeedMixing.Epoch(options.Seed, pass));
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
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = TorchScope.Begin();
            if (!options.UtgTraining)
            {
                model.Take(Split.Events, batch.Start, batch.End);
            }

            var (candidates, targets) = Competitors(batch, random);
            var times = Split.Times[batch.Start..batch.End].ToArray();
            var logits = model.ScoreForTraining(Split.Sources[batch.Start..batch.End].ToArray(), times, times[0], candidates);
            var loss = nn.functional.cross_entropy(logits, targets.to(model.Device));
            var full = model.RegularizationLoss() is { } extra ? loss + extra * ConsistencyWeight : loss;
            var value = loss.item<float>();
            LinkGuard.Loss(model, pass, batch, value, ReferenceEquals(full, loss) ? value : full.item<float>());
            model.Backward(full);
            if (options.UtgTraining)
            {
                optimizer.step();
                optimizer.zero_grad();
                model.Take(Split.Events, batch.Start, batch.End);
            }

            total += value * batch.Count;
        }

        if (!options.UtgTraining)
        {
            optimizer.step();
            optimizer.zero_grad();
        }

        using var end = TorchScope.Begin();
        using var gradients = no_grad();
        LinkGuard.Parameters(model, pass);
        model.Prepare();
        model.eval();
        return total / Split.ValidationStart;
    }

    /// <inheritdoc/>
    public void Keep()
    {
        using var hold = FinalizerHold.Begin();
        foreach (var (name, value) in model.named_parameters())
        {
            if (best.Remove(name, out var old))
            {
                old.Dispose();
            }

            best[name] = value.detach().clone().DetachFromDisposeScope();
        }
    }

    /// <inheritdoc/>
    public void Restore()
    {
        using var hold = FinalizerHold.Begin();
        using var gradients = no_grad();
        foreach (var (name, value) in model.named_parameters())
        {
            if (best.TryGetValue(name, out var kept))
            {
                value.copy_(kept);
            }
        }
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer) => LinkModelState.Write(writer, model, optimizer, best);

    /// <inheritdoc/>
    public void Read(BinaryReader reader) => LinkModelState.Read(reader, model, optimizer, best);

    /// <summary>Frees the optimizer's state and the copy of the best parameters; the model stays.</summary>
    public void Dispose()
    {
        optimizer.Dispose();
        foreach (var tensor in best.Values)
        {
            tensor.Dispose();
        }

        best.Clear();
    }

    private (Tensor Candidates, Tensor Targets) Competitors(QueryGroup batch, Random random)
    {
        var destinations = Split.Destinations[batch.Start..batch.End].ToArray();
        var range = Split.Candidates;
        if (!options.AreSampled(range.Count))
        {
            return (arange(range.First, range.End, int64), tensor(Array.ConvertAll(destinations, d => (long)(d - range.First))));
        }

        var slots = new Dictionary<int, long>();
        foreach (var d in destinations)
        {
            slots.TryAdd(d, slots.Count);
        }

        for (var k = 0; k < options.NegativeSamples; k++)
        {
            slots.TryAdd(
                options.Negatives switch
                {
                    NegativeKind.Nodes => random.Next(Split.NodeCount),
                    NegativeKind.Historical when batch.Start > 0 => Split.Destinations[random.Next(batch.Start)],
                    NegativeKind.RecentlyPopular => recent.Draw(random, batch.Start),
                    _ => range.First + random.Next(range.Count),
                },
                slots.Count);
        }

        var ids = new long[slots.Count];
        foreach (var (node, slot) in slots)
        {
            ids[slot] = node;
        }

        return (tensor(ids), tensor(Array.ConvertAll(destinations, d => slots[d])));
    }
}
