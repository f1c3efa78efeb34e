using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>
/// Loss and gradient of the ranker's networks: for each member one softmax over all candidates, cross-entropy with the true
/// destination. Derived by hand and fused, because autograd would write every activation to memory several times.
/// Not for several threads at once.
/// </summary>
internal sealed class RankerGradient
{
    private readonly RankerWeights weights;
    private readonly int candidates;
    private readonly int padded;
    private readonly float[] byUnit;
    private readonly float[] constant;
    private readonly float[] scores;
    private readonly float[] slopes;
    private readonly float[] activations;
    private readonly float[] unitSlopes;
    private readonly float[] inputs;
    private readonly float[] secondSlopes;
    private float[] metActive = [];
    private float[] metSecond = [];

    /// <summary>Starts with a gradient of zero.</summary>
    /// <param name="weights">Parameters, read at every call of <see cref="Begin"/>.</param>
    /// <param name="candidates">Number of candidates.</param>
    public RankerGradient(RankerWeights weights, int candidates)
    {
        (this.weights, this.candidates, padded) = (weights, candidates, RankerKernels.Padded(candidates));
        Sum = weights.Zeros();
        byUnit = new float[weights.Dense.Length];
        constant = new float[weights.Units];
        scores = new float[padded];
        slopes = new float[padded];
        activations = new float[weights.Hidden * padded];
        unitSlopes = new float[weights.Units];
        inputs = new float[weights.DenseWidth];
        secondSlopes = new float[weights.Second];
    }

    /// <summary>The sum of gradients since <see cref="Begin"/>.</summary>
    public RankerWeights Sum { get; }

    /// <summary>Takes the weights as they are now and forgets earlier gradients.</summary>
    public void Begin()
    {
        RankerKernels.Transpose(weights.Dense, weights.DenseWidth, weights.Units, byUnit);
        foreach (var array in Sum.All)
        {
            Array.Clear(array);
        }
    }

    /// <summary>Adds a query's gradient.</summary>
    /// <param name="query">Features, target and excluded candidates.</param>
    /// <param name="scale">Factor of its loss.</param>
    /// <returns>Its loss, summed over the members and multiplied by <paramref name="scale"/>.</returns>
    public double Add(RankerQuery query, float scale)
    {
        weights.Bias.CopyTo(constant, 0);
        RankerKernels.AddProduct(constant, query.Query, weights.Query, weights.Units);
        Array.Clear(unitSlopes);
        var loss = 0.0;
        for (var m = 0; m < weights.Members; m++)
        {
            loss += Forward(query, m, scale);
            Backward(query, m);
        }

        RankerKernels.AddScaled(Sum.Bias, 1, unitSlopes);
        RankerKernels.AddOuter(Sum.Query, weights.Units, query.Query, unitSlopes);
        return loss;
    }

    // Scores and their slopes: softmax minus one at the target.
    private double Forward(RankerQuery query, int member, float scale)
    {
        var (h, k, d) = (weights.Hidden, weights.Second, weights.DenseWidth);
        var units = member * h;
        RankerKernels.Layer(query.Dense, candidates, byUnit.AsSpan(units * d, h * d), constant.AsSpan(units, h),
            weights.Output.AsSpan(units, h), weights.DenseDirect.AsSpan(member * d, d), scores, activations);
        if (metActive.Length < query.Met.Count * h)
        {
            (metActive, metSecond) = (new float[query.Met.Count * h], new float[query.Met.Count * k]);
        }

        for (var r = 0; r < query.Met.Count; r++)
        {
            scores[query.Met[r]] = Met(query, r, member);
        }

        foreach (var other in query.Excluded)
        {
            scores[other] = float.NegativeInfinity;
        }

        var valid = scores.AsSpan(0, candidates);
        var most = float.NegativeInfinity;
        foreach (var s in valid)
        {
            most = Math.Max(most, s);
        }

        // What lies behind the candidates must not count.
        scores.AsSpan(candidates).Fill(float.NegativeInfinity);
        var total = Vector<float>.Zero;
        for (var i = 0; i < padded; i += Vector<float>.Count)
        {
            var e = Vector.Exp(new Vector<float>(scores, i) - new Vector<float>(most));
            total += e;
            e.CopyTo(slopes, i);
        }

        var sum = Vector.Sum(total);
        var factor = new Vector<float>(scale / sum);
        for (var i = 0; i < padded; i += Vector<float>.Count)
        {
            (new Vector<float>(slopes, i) * factor).CopyTo(slopes, i);
        }

        slopes[query.Target] -= scale;
        return scale * (most + Math.Log(sum) - scores[query.Target]);
    }

    private float Met(RankerQuery query, int place, int member)
    {
        var (h, k, width) = (weights.Hidden, weights.Second, weights.Units);
        var pair = CollectionsMarshal.AsSpan(query.Pairs).Slice(place * RankerFeatures.PairWidth, RankerFeatures.PairWidth);
        var active = metActive.AsSpan(place * h, h);
        constant.AsSpan(member * h, h).CopyTo(active);
        Gather(query, query.Met[place]);
        RankerKernels.AddProduct(active, inputs, weights.Dense.AsSpan(member * h), width);
        RankerKernels.AddProduct(active, pair, weights.Pair.AsSpan(member * h), width);
        var total = 0f;
        for (var f = 0; f < inputs.Length; f++)
        {
            total += inputs[f] * weights.DenseDirect[(member * inputs.Length) + f];
        }

        for (var f = 0; f < pair.Length; f++)
        {
            total += pair[f] * weights.PairDirect[(member * pair.Length) + f];
        }

        for (var j = 0; j < h; j++)
        {
            active[j] = Math.Max(active[j], 0);
            total += active[j] * weights.Output[(member * h) + j];
        }

        if (k > 0)
        {
            var second = metSecond.AsSpan(place * k, k);
            weights.SecondBias.AsSpan(member * k, k).CopyTo(second);
            RankerKernels.AddProduct(second, active, weights.SecondLayer.AsSpan(member * h * k, h * k), k);
            for (var j = 0; j < k; j++)
            {
                second[j] = Math.Max(second[j], 0);
                total += second[j] * weights.SecondOutput[(member * k) + j];
            }
        }

        return total;
    }

    private void Backward(RankerQuery query, int member)
    {
        var (h, d) = (weights.Hidden, weights.DenseWidth);
        var units = member * h;
        for (var f = 0; f < d; f++)
        {
            Sum.DenseDirect[(member * d) + f] += TensorPrimitives.Dot(slopes, query.Dense.AsSpan(f * candidates, padded));
        }

        for (var r = 0; r < query.Met.Count; r++)
        {
            MetBackward(query, r, member, slopes[query.Met[r]]);
            slopes[query.Met[r]] = 0;
        }

        var output = weights.Output.AsSpan(units, h);
        for (var j = 0; j < h; j++)
        {
            var (product, active) = RankerKernels.Gate(slopes, activations.AsSpan(j * padded, padded));
            Sum.Output[units + j] += product;
            unitSlopes[units + j] += output[j] * active;
        }

        RankerKernels.Correlate(activations, query.Dense, candidates, output, d, Sum.Dense.AsSpan(units), weights.Units);
    }

    private void MetBackward(RankerQuery query, int place, int member, float slope)
    {
        var (h, k, width) = (weights.Hidden, weights.Second, weights.Units);
        var units = member * h;
        var pair = CollectionsMarshal.AsSpan(query.Pairs).Slice(place * RankerFeatures.PairWidth, RankerFeatures.PairWidth);
        var active = metActive.AsSpan(place * h, h);
        RankerKernels.AddScaled(Sum.PairDirect.AsSpan(member * pair.Length, pair.Length), slope, pair);
        RankerKernels.AddScaled(Sum.Output.AsSpan(units, h), slope, active);
        if (k > 0)
        {
            var second = metSecond.AsSpan(place * k, k);
            RankerKernels.AddScaled(Sum.SecondOutput.AsSpan(member * k, k), slope, second);
            for (var j = 0; j < k; j++)
            {
                secondSlopes[j] = second[j] > 0 ? slope * weights.SecondOutput[(member * k) + j] : 0;
            }

            RankerKernels.AddScaled(Sum.SecondBias.AsSpan(member * k, k), 1, secondSlopes);
            RankerKernels.AddOuter(Sum.SecondLayer.AsSpan(units * k), k, active, secondSlopes);
        }

        // From here on the activations' place holds their slopes.
        for (var j = 0; j < h; j++)
        {
            if (active[j] <= 0)
            {
                active[j] = 0;
                continue;
            }

            var s = slope * weights.Output[units + j];
            var layer = weights.SecondLayer.AsSpan((units + j) * k, k);
            for (var i = 0; i < k; i++)
            {
                s += secondSlopes[i] * layer[i];
            }

            active[j] = s;
        }

        Gather(query, query.Met[place]);
        RankerKernels.AddScaled(unitSlopes.AsSpan(units, h), 1, active);
        RankerKernels.AddOuter(Sum.Dense.AsSpan(units), width, inputs, active);
        RankerKernels.AddOuter(Sum.Pair.AsSpan(units), width, pair, active);
    }

    private void Gather(RankerQuery query, int candidate)
    {
        for (var f = 0; f < inputs.Length; f++)
        {
            inputs[f] = query.Dense[(f * candidates) + candidate];
        }
    }
}
