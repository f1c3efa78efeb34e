using System.Runtime.InteropServices;
using Quiver.GFlowNet.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>Trains the ranker's network: one softmax over all candidates for every training event, in order of time.</summary>
internal sealed class RankerTrainer : IDisposable
{
    private static readonly Scalar One = 1f;
    private readonly LinkData data;
    private readonly RankerOptions options;
    private readonly TorchSharp.Modules.Parameter[] parameters;
    private readonly optim.Optimizer optimizer;
    private readonly float[] dense;
    private readonly float[] queries;
    private readonly List<long> rows = [];
    private readonly List<float> pairs = [];
    private readonly List<long> targets = [];
    private readonly List<long> excluded = [];

    public RankerTrainer(LinkData data, RankerOptions options)
    {
        this.data = data;
        this.options = options;
        using var generator = new Generator((ulong)options.Seed, CPU);
        var h = options.Hidden;
        Tensor[] initial =
        [
            Random(RankerFeatures.DenseWidth, h, generator), Random(RankerFeatures.PairWidth, h, generator), Random(RankerFeatures.QueryWidth, h, generator),
            zeros(h), Random(h, 1, generator), zeros(RankerFeatures.DenseWidth, 1), zeros(RankerFeatures.PairWidth, 1),
        ];
        parameters = [.. initial.Select(p => new TorchSharp.Modules.Parameter(p))];
        optimizer = optim.Adam(parameters, options.LearningRate);
        dense = new float[options.Batch * RankerFeatures.DenseWidth * data.CandidateCount];
        queries = new float[options.Batch * RankerFeatures.QueryWidth];
    }

    /// <summary>One pass; returns features that have observed what was known to the last training query.</summary>
    public RankerFeatures Epoch(int epoch, IProgress<ProgressReport>? progress, CancellationToken cancellation)
    {
        var features = new RankerFeatures(data);
        var first = (int)(options.WarmUp * data.ValidationStart);
        var (filled, done, met, local) = (0, 0L, new List<int>(), new List<float>());
        var others = new List<int>();
        var block = RankerFeatures.DenseWidth * data.CandidateCount;
        foreach (var group in QueryGroup.Cut(data, 0, data.ValidationStart, options.Freshness))
        {
            features.Observe(data, features.Observed, Math.Max(group.Known, features.Observed));
            for (var i = Math.Max(group.Start, first); i < group.End; i++)
            {
                features.Fill(data.Sources[i], data.Times[i], dense.AsSpan(filled * block, block), queries.AsSpan(filled * RankerFeatures.QueryWidth, RankerFeatures.QueryWidth), met, local);
                if (!options.Joint)
                {
                    dense.AsSpan((filled * block) + (RankerFeatures.JointFirst * data.CandidateCount), RankerFeatures.JointWidth * data.CandidateCount).Clear();
                }

                foreach (var candidate in met)
                {
                    rows.Add(((long)filled * data.CandidateCount) + candidate);
                }

                pairs.AddRange(local);
                targets.Add(data.Destinations[i] - data.FirstCandidate);
                TrueDestinations.Others(data, i, 0, data.ValidationStart, others);
                foreach (var other in others)
                {
                    excluded.Add(((long)filled * data.CandidateCount) + other - data.FirstCandidate);
                }

                if (++filled == options.Batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Update(filled, epoch + ((i - first) / (double)Math.Max(1, data.ValidationStart - first)));
                    filled = 0;
                    if (++done % 50 == 0)
                    {
                        progress?.Report(new ProgressReport("training ranker", epoch + ((i - first) / (double)Math.Max(1, data.ValidationStart - first)), options.Epochs, "passes"));
                    }
                }
            }
        }

        if (filled > 0)
        {
            Update(filled, epoch + 1);
        }

        return features;
    }

    public float[][] Weights()
    {
        using var guard = no_grad();
        var weights = parameters.Select(p =>
        {
            using var flat = p.detach().reshape(-1).contiguous();
            return flat.data<float>().ToArray();
        }).ToArray();
        if (!options.Joint)
        {
            // Features that were never given are not used either.
            weights[0].AsSpan(RankerFeatures.JointFirst * options.Hidden, RankerFeatures.JointWidth * options.Hidden).Clear();
            weights[5].AsSpan(RankerFeatures.JointFirst, RankerFeatures.JointWidth).Clear();
        }

        return weights;
    }

    public void Dispose()
    {
        optimizer.Dispose();
        foreach (var p in parameters)
        {
            p.Dispose();
        }
    }

    private static Tensor Random(int rows, int columns, Generator generator) =>
        randn([rows, columns], generator: generator).mul(tensor(1 / MathF.Sqrt(rows))).DetachFromDisposeScope();

    private void Update(int count, double passed)
    {
        var rate = options.LearningRate * (0.01 + (0.99 * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, passed / options.Epochs)))));
        foreach (var group in optimizer.ParamGroups)
        {
            group.LearningRate = rate;
        }

        using var scope = NewDisposeScope();
        var n = data.CandidateCount;
        var x = tensor(dense.AsSpan(0, count * RankerFeatures.DenseWidth * n).ToArray()).reshape(count, RankerFeatures.DenseWidth, n).transpose(1, 2).reshape(count * n, RankerFeatures.DenseWidth);
        var q = tensor(queries.AsSpan(0, count * RankerFeatures.QueryWidth).ToArray()).reshape(count, RankerFeatures.QueryWidth);
        var hiddenLayer = x.matmul(parameters[0]).reshape(count, n, options.Hidden).add(q.matmul(parameters[2]).add(parameters[3]).unsqueeze(1)).reshape(count * n, options.Hidden);
        var direct = x.matmul(parameters[5]);
        if (rows.Count > 0)
        {
            var index = tensor(CollectionsMarshal.AsSpan(rows).ToArray());
            var l = tensor(CollectionsMarshal.AsSpan(pairs).ToArray()).reshape(rows.Count, RankerFeatures.PairWidth);
            hiddenLayer = hiddenLayer.index_add(0, index, l.matmul(parameters[1]), One);
            direct = direct.index_add(0, index, l.matmul(parameters[6]), One);
        }

        var logits = hiddenLayer.relu().matmul(parameters[4]).add(direct).reshape(count * n);
        if (excluded.Count > 0)
        {
            logits = logits.index_add(0, tensor(CollectionsMarshal.AsSpan(excluded).ToArray()), full(excluded.Count, -1e9f), One);
        }

        var loss = nn.functional.cross_entropy(logits.reshape(count, n), tensor(CollectionsMarshal.AsSpan(targets).ToArray()));
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        rows.Clear();
        pairs.Clear();
        targets.Clear();
        excluded.Clear();
    }
}
