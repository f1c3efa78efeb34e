using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using Quiver.GFlowNet.Runs;
using Quiver.GFlowNet.Torch;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// Ranks all candidates of a query by a small network over recency, popularity and joint-neighbourhood features, trained by a
/// softmax over all candidates. With per-event freshness it is the per-event ranker, with closed snapshots the snapshot model.
/// </summary>
public sealed class LearnedRanker
{
    private readonly RankerOptions options;
    private readonly LinkData data;
    private readonly int hidden;
    private float[] denseWeights;
    private float[] pairWeights;
    private float[] queryWeights;
    private float[] bias;
    private float[] output;
    private float[] denseDirect;
    private float[] pairDirect;

    private LearnedRanker(LinkData data, RankerOptions options)
    {
        this.data = data;
        this.options = options;
        hidden = options.Hidden;
        denseWeights = new float[RankerFeatures.DenseWidth * hidden];
        pairWeights = new float[RankerFeatures.PairWidth * hidden];
        queryWeights = new float[RankerFeatures.QueryWidth * hidden];
        bias = new float[hidden];
        output = new float[hidden];
        denseDirect = new float[RankerFeatures.DenseWidth];
        pairDirect = new float[RankerFeatures.PairWidth];
    }

    /// <summary>Parameters.</summary>
    public int ParameterCount => denseWeights.Length + pairWeights.Length + queryWeights.Length + bias.Length + output.Length + denseDirect.Length + pairDirect.Length;

    /// <summary>Trains a ranker; the parameters of the best validation remain.</summary>
    /// <param name="data">Events and split.</param>
    /// <param name="options">How.</param>
    /// <param name="protocol">UTG's queries for validation and test; null ranks all events against all candidates.</param>
    /// <param name="progress">Told after every pass; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The ranker and its result.</returns>
    public static (LearnedRanker Ranker, LinkTrainResult Result) Train(LinkData data, RankerOptions options, UtgProtocol? protocol = null, IProgress<ProgressReport>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        TorchLibrary.Load();
        var clock = Stopwatch.StartNew();
        var ranker = new LearnedRanker(data, options);
        using var trainer = new RankerTrainer(data, options);
        var best = (Validation: double.NegativeInfinity, Test: 0.0, Epoch: 0, Seconds: 0.0, Queries: 0);
        var epoch = 0;
        float[][]? kept = null;
        while (epoch < options.Epochs && epoch - best.Epoch < options.Patience)
        {
            var features = trainer.Epoch(epoch, progress, cancellation);
            epoch++;
            ranker.Take(trainer.Weights());
            var inference = Stopwatch.StartNew();
            var (validation, test) = protocol is null ? ranker.Evaluate(features, cancellation) : ranker.Evaluate(protocol, cancellation);
            if (validation.Mrr > best.Validation)
            {
                best = (validation.Mrr, test.Mrr, epoch, inference.Elapsed.TotalSeconds, (int)(validation.Count + test.Count));
                kept = trainer.Weights();
            }

            progress?.Report(new ProgressReport("training ranker", epoch, options.Epochs, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"val MRR {validation.Mrr:F4}")));
        }

        ranker.Take(kept ?? trainer.Weights());
        var name = options.Joint ? "ranker" : "ranker without joint neighbourhoods";
        return (ranker, new LinkTrainResult(name, options.Seed, best.Validation, best.Test, best.Epoch, epoch, clock.Elapsed.TotalSeconds, best.Seconds, best.Queries));
    }

    /// <summary>Ranks validation and test events against all candidates.</summary>
    /// <param name="features">Features that have observed the training events as far as the freshness allows; changed. Null to rebuild them.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Ranks of both splits.</returns>
    public (RankingScores Validation, RankingScores Test) Evaluate(RankerFeatures? features = null, CancellationToken cancellation = default)
    {
        features ??= new RankerFeatures(data);
        var stream = new FeatureStream(data, features, options.Freshness);
        var scorer = new Scorer(this, features.Candidates);
        var others = new List<int>();
        return (Split(data.ValidationStart, data.TestStart), Split(data.TestStart, data.Times.Length));

        RankingScores Split(int from, int to)
        {
            var scores = new RankingScores();
            foreach (var group in QueryGroup.Cut(data, from, to, options.Freshness))
            {
                cancellation.ThrowIfCancellationRequested();
                stream.Observe(group.Known);
                for (var i = group.Start; i < group.End; i++)
                {
                    var row = scorer.Score(features, data.Sources[i], data.Times[i]);
                    TrueDestinations.Others(data, i, from, to, others);
                    var (greater, ties) = Against(row, data.Destinations[i] - data.FirstCandidate);
                    foreach (var other in others)
                    {
                        var difference = row[other - data.FirstCandidate] - row[data.Destinations[i] - data.FirstCandidate];
                        greater -= difference > 0 ? 1 : 0;
                        ties -= difference == 0 ? 1 : 0;
                    }

                    scores.Add(greater, ties);
                }
            }

            return scores;
        }
    }

    /// <summary>Ranks the queries of UTG's protocol against their fixed negatives.</summary>
    /// <param name="protocol">Its edges must be this ranker's data, in the same order.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Ranks of both splits.</returns>
    public (RankingScores Validation, RankingScores Test) Evaluate(UtgProtocol protocol, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        var features = new RankerFeatures(data);
        var scorer = new Scorer(this, features.Candidates);
        var (validation, test, known) = (new RankingScores(), new RankingScores(), 0);
        foreach (var query in protocol.Queries)
        {
            cancellation.ThrowIfCancellationRequested();
            var to = known;
            while (to < protocol.Edges.Count && protocol.Edges[to].Snapshot < query.Edge.Snapshot)
            {
                to++;
            }

            features.Observe(data, known, to);
            known = to;
            var row = scorer.Score(features, query.Edge.Source, query.Edge.Snapshot);
            var own = query.Edge.Destination - data.FirstCandidate;
            var (greater, ties) = (0L, 0L);
            foreach (var negative in query.Negatives)
            {
                // A node that is never a destination scores below all others.
                var place = negative - data.FirstCandidate;
                var value = place >= 0 && place < row.Length ? row[place] : float.NegativeInfinity;
                greater += value > row[own] ? 1 : 0;
                ties += value == row[own] ? 1 : 0;
            }

            (query.Test ? test : validation).Add(greater, ties);
        }

        return (validation, test);
    }

    private static (long Greater, long Ties) Against(ReadOnlySpan<float> row, int own)
    {
        var value = row[own];
        var (greater, ties) = (0L, -1L);
        foreach (var score in row)
        {
            greater += score > value ? 1 : 0;
            ties += score == value ? 1 : 0;
        }

        return (greater, ties);
    }

    private void Take(float[][] weights) =>
        (denseWeights, pairWeights, queryWeights, bias, output, denseDirect, pairDirect) = (weights[0], weights[1], weights[2], weights[3], weights[4], weights[5], weights[6]);

    /// <summary>Observes events once each.</summary>
    internal sealed class FeatureStream(LinkData data, RankerFeatures features, Freshness freshness)
    {
        private int known = KnownBefore(data, freshness);
        private bool started;

        public void Observe(int to)
        {
            if (!started)
            {
                started = true;
                features.Observe(data, features.Observed, known);
            }

            if (to > known)
            {
                features.Observe(data, Math.Max(known, features.Observed), to);
                known = to;
            }
        }

        private static int KnownBefore(LinkData data, Freshness freshness)
        {
            foreach (var group in QueryGroup.Cut(data, data.ValidationStart, data.ValidationStart + 1, freshness))
            {
                return group.Known;
            }

            return 0;
        }
    }

    // The network on plain memory: dense columns for all candidates, corrections for the met ones.
    private sealed class Scorer(LearnedRanker ranker, int candidates)
    {
        private readonly float[] dense = new float[RankerFeatures.DenseWidth * candidates];
        private readonly float[] query = new float[RankerFeatures.QueryWidth];
        private readonly float[] row = new float[candidates];
        private readonly float[] constant = new float[ranker.hidden];
        private readonly List<int> met = [];
        private readonly List<float> pairs = [];

        public ReadOnlySpan<float> Score(RankerFeatures features, int source, double time)
        {
            features.Fill(source, time, dense, query, met, pairs);
            var h = ranker.hidden;
            for (var j = 0; j < h; j++)
            {
                var sum = ranker.bias[j];
                for (var q = 0; q < query.Length; q++)
                {
                    sum += query[q] * ranker.queryWeights[(q * h) + j];
                }

                constant[j] = sum;
            }

            Dense();
            for (var m = 0; m < met.Count; m++)
            {
                row[met[m]] = One(met[m], CollectionsMarshal.AsSpan(pairs).Slice(m * RankerFeatures.PairWidth, RankerFeatures.PairWidth));
            }

            return row;
        }

        private void Dense()
        {
            var width = Vector<float>.Count;
            var (h, n) = (ranker.hidden, candidates);
            Span<Vector<float>> x = stackalloc Vector<float>[RankerFeatures.DenseWidth];
            var i = 0;
            for (; i + width <= n; i += width)
            {
                var total = Vector<float>.Zero;
                for (var f = 0; f < x.Length; f++)
                {
                    x[f] = new Vector<float>(dense, (f * n) + i);
                    total += x[f] * ranker.denseDirect[f];
                }

                for (var j = 0; j < h; j++)
                {
                    var a = new Vector<float>(constant[j]);
                    for (var f = 0; f < x.Length; f++)
                    {
                        a += x[f] * ranker.denseWeights[(f * h) + j];
                    }

                    total += Vector.Max(a, Vector<float>.Zero) * ranker.output[j];
                }

                total.CopyTo(row, i);
            }

            for (; i < n; i++)
            {
                row[i] = One(i, default);
            }
        }

        private float One(int candidate, ReadOnlySpan<float> pair)
        {
            var (h, n) = (ranker.hidden, candidates);
            var total = 0f;
            for (var f = 0; f < RankerFeatures.DenseWidth; f++)
            {
                total += dense[(f * n) + candidate] * ranker.denseDirect[f];
            }

            for (var f = 0; f < pair.Length; f++)
            {
                total += pair[f] * ranker.pairDirect[f];
            }

            for (var j = 0; j < h; j++)
            {
                var a = constant[j];
                for (var f = 0; f < RankerFeatures.DenseWidth; f++)
                {
                    a += dense[(f * n) + candidate] * ranker.denseWeights[(f * h) + j];
                }

                for (var f = 0; f < pair.Length; f++)
                {
                    a += pair[f] * ranker.pairWeights[(f * h) + j];
                }

                total += Math.Max(a, 0) * ranker.output[j];
            }

            return total;
        }
    }
}
