using MathNet.Numerics.Distributions;
using Quiver.Core.Numbers;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>Trains the ranker's networks with Adam: one softmax over all candidates for every training event, in order of time.</summary>
/// <remarks>
/// While one batch is worked off the features of the next are read. A batch falls into a fixed number of parts whose gradients
/// are added in order, so the number of cores does not change a result.
/// </remarks>
internal sealed class RankerTrainer
{
    private const int Parts = 8;
    private const double Tiny = 1e-8;
    private const int Measured = 512;
    private readonly LinkSplit split;
    private readonly TrueDestinations truths;
    private readonly RankerOptions options;
    private readonly RankerShape shape;
    private readonly RankerWeights weights;
    private readonly RankerWeights mean;
    private readonly RankerWeights square;
    private readonly RankerGradient[] gradients;
    private readonly RankerQuery[][] buffers;
    private readonly int first;
    private readonly int end;
    private readonly int batchSize;
    private FeatureScaling? scaling;

    /// <summary>Starts with initial parameters.</summary>
    /// <param name="split">The events.</param>
    /// <param name="shape">Nodes, candidates and widths.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="end">After the last event it learns from.</param>
    public RankerTrainer(LinkSplit split, RankerShape shape, RankerOptions options, int end)
    {
        (this.split, this.shape, this.options, this.end) = (split, shape, options, end);
        truths = new TrueDestinations(split.Events, 0, end);
        first = (int)(options.WarmUp * split.ValidationStart);
        batchSize = options.BatchOf(end - first);
        weights = Initial(options, shape);
        (mean, square) = (weights.Zeros(), weights.Zeros());
        gradients = [.. Enumerable.Range(0, Parts).Select(_ => new RankerGradient(weights, shape.Candidates.Count))];
        buffers = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, batchSize).Select(_ => new RankerQuery(shape)).ToArray())];
    }

    /// <summary>Steps of Adam so far.</summary>
    public int Updates { get; set; }

    /// <summary>What a checkpoint must keep: parameters and both moments.</summary>
    public IReadOnlyList<RankerWeights> State => [weights, mean, square];

    /// <summary>One pass; the ranker has then observed what was known to the last training query.</summary>
    public void Epoch(LearnedRanker ranker, int epoch, IProgress<ProgressReport>? progress, CancellationToken cancellationToken)
    {
        scaling ??= options.Scaling ? Measure() : null;
        var features = ranker.Features;
        var (filled, turn) = (0, 0);
        var running = Task.CompletedTask;
        try
        {
            foreach (var group in QueryGroup.Cut(split.Events, 0, end, options.Freshness))
            {
                ranker.Observe(split.Events, Math.Max(group.Known, ranker.Observed));
                for (var i = Math.Max(group.Start, first); i < group.End; i++)
                {
                    Fill(features, buffers[turn][filled], i);
                    scaling?.Apply(buffers[turn][filled]);
                    if (++filled < batchSize && i + 1 < end)
                    {
                        continue;
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    running.GetAwaiter().GetResult();
                    var passed = epoch + ((i - first) / (double)Math.Max(1, end - first));
                    var (batch, count) = (buffers[turn], filled);
                    running = Task.Run(() => Update(batch, count, passed), CancellationToken.None);
                    (turn, filled) = (1 - turn, 0);
                    if (Updates % 50 == 0)
                    {
                        progress?.Report(new ProgressReport("training ranker", passed, options.Epochs, "passes"));
                    }
                }
            }
        }
        finally
        {
            running.GetAwaiter().GetResult();
        }
    }

    /// <summary>The parameters as they are now.</summary>
    /// <param name="share">How much of what was learned is added to the sum of decays; 1 for all.</param>
    public RankerWeights Weights(float share = 1)
    {
        var copy = weights.Copy();
        Shrink(copy, share);
        scaling?.Fold(copy);
        if (!options.Joint)
        {
            // Features that were never given are not used either.
            foreach (var feature in shape.JointFeatures)
            {
                copy.Dense.AsSpan(feature * copy.Units, copy.Units).Clear();
                for (var m = 0; m < copy.Members; m++)
                {
                    copy.DenseDirect[(m * copy.DenseWidth) + feature] = 0;
                }
            }
        }

        return copy;
    }

    // A few queries, evenly spread over those that are trained on, tell the features' means and deviations.
    private FeatureScaling Measure()
    {
        var step = Math.Max(1, (end - first) / Measured);
        return FeatureScaling.Of(Some(), shape);

        IEnumerable<RankerQuery> Some()
        {
            var (features, query) = (new RankerFeatures(shape), new RankerQuery(shape));
            foreach (var group in QueryGroup.Cut(split.Events, 0, end, options.Freshness))
            {
                features.Observe(split.Events, features.Observed, Math.Max(group.Known, features.Observed));
                for (var i = Math.Max(group.Start, first); i < group.End; i++)
                {
                    if ((i - first) % step == 0)
                    {
                        Fill(features, query, i);
                        yield return query;
                    }
                }
            }
        }
    }

    private static RankerWeights Initial(RankerOptions options, RankerShape shape)
    {
        var w = new RankerWeights(options.Members, options.Hidden, options.Second, shape.DenseWidth, shape.QueryWidth);
        var random = new Random(options.Seed);
        foreach (var (values, inputs) in new[] { (w.Dense, w.DenseWidth), (w.Pair, RankerFeatures.PairWidth), (w.Query, w.QueryWidth), (w.Output, w.Hidden), (w.SecondLayer, w.Hidden), (w.SecondOutput, w.Second) })
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)Normal.Sample(random, 0, 1 / Math.Sqrt(inputs));
            }
        }

        // The networks start as the sum of decays and learn what is missing: nothing leaves the hidden layers yet, and the sum's own
        // logarithms, which are far larger than other features, enter them only by learning.
        w.Output.AsSpan().Clear();
        w.SecondOutput.AsSpan().Clear();
        w.Dense.AsSpan(RankerFeatures.PriorDense * w.Units, w.Units).Clear();
        w.Pair.AsSpan(RankerFeatures.PriorPair * w.Units, w.Units).Clear();
        AddPrior(w, 1);
        return w;
    }

    // Scores are linear in what leaves the networks, so this is the same share of the difference of scores.
    private static void Shrink(RankerWeights weights, float share)
    {
        foreach (var values in new[] { weights.Output, weights.SecondOutput, weights.DenseDirect, weights.PairDirect })
        {
            foreach (ref var value in values.AsSpan())
            {
                value *= share;
            }
        }

        AddPrior(weights, 1 - share);
    }

    private static void AddPrior(RankerWeights weights, float share)
    {
        for (var m = 0; m < weights.Members; m++)
        {
            weights.DenseDirect[(m * weights.DenseWidth) + RankerFeatures.PriorDense] += share;
            weights.PairDirect[(m * RankerFeatures.PairWidth) + RankerFeatures.PriorPair] += share;
        }
    }

    private void Fill(RankerFeatures features, RankerQuery query, int index)
    {
        query.Fill(features, split, index, truths);
        if (!options.Joint)
        {
            foreach (var feature in shape.JointFeatures)
            {
                query.Dense.AsSpan(feature * shape.Candidates.Count, shape.Candidates.Count).Clear();
            }
        }
    }

    private void Update(RankerQuery[] batch, int count, double passed)
    {
        Parallel.For(0, Parts, part =>
        {
            var gradient = gradients[part];
            gradient.Begin();
            for (var i = part * count / Parts; i < (part + 1) * count / Parts; i++)
            {
                gradient.Add(batch[i], 1f / count);
            }
        });
        Updates++;
        var rate = options.LearningRate * (0.01 + (0.99 * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, passed / options.Epochs)))));
        var step = new AdamStep(Updates, Tiny);
        for (var k = 0; k < weights.All.Count; k++)
        {
            var (w, m, v) = (weights.All[k], mean.All[k], square.All[k]);
            for (var i = 0; i < w.Length; i++)
            {
                var g = 0f;
                foreach (var part in gradients)
                {
                    g += part.Sum.All[k][i];
                }

                w[i] -= (float)step.Move(rate, g, ref m[i], ref v[i]);
            }

            if (FiniteNumbers.FirstOther(w) >= 0)
            {
                throw new InputException(
                    $"ranker: training diverged in pass {(int)passed + 1}, update {Updates}: parameters {weights.Names[k]} are not " +
                    $"finite; lower the learning rate or check the times of the events.");
            }
        }
    }
}
