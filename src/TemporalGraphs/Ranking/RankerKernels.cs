using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>The inner loops of the ranker, forwards and backwards, shared by scoring and training.</summary>
internal static class RankerKernels
{
    /// <summary>Candidates come in groups of this many: four vectors, so that each weight is read once for all of them.</summary>
    public static readonly int Group = 4 * Vector<float>.Count;

    /// <summary>Rounds up to whole groups.</summary>
    public static int Padded(int count) => (count + Group - 1) / Group * Group;

    /// <summary>target += factors · rows.</summary>
    /// <param name="target">[columns].</param>
    /// <param name="factors">[rows].</param>
    /// <param name="rows">[rows, stride], of which the first columns of each row are used.</param>
    /// <param name="stride">From one row to the next.</param>
    public static void AddProduct(Span<float> target, ReadOnlySpan<float> factors, ReadOnlySpan<float> rows, int stride)
    {
        var (lanes, length, i) = (Vector<float>.Count, target.Length, 0);
        ref var first = ref MemoryMarshal.GetReference(factors.Length == 0 ? rows : rows[..(((factors.Length - 1) * stride) + length)]);
        for (; i + (4 * lanes) <= length; i += 4 * lanes)
        {
            var (a, b, c, d) = (new Vector<float>(target[i..]), new Vector<float>(target[(i + lanes)..]),
                new Vector<float>(target[(i + (2 * lanes))..]), new Vector<float>(target[(i + (3 * lanes))..]));
            for (var f = 0; f < factors.Length; f++)
            {
                var x = new Vector<float>(factors[f]);
                ref var row = ref Unsafe.Add(ref first, (f * stride) + i);
                a = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref row), a);
                b = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref row, (nuint)lanes), b);
                c = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref row, (nuint)(2 * lanes)), c);
                d = Vector.MultiplyAddEstimate(x, Vector.LoadUnsafe(ref row, (nuint)(3 * lanes)), d);
            }

            a.CopyTo(target[i..]);
            b.CopyTo(target[(i + lanes)..]);
            c.CopyTo(target[(i + (2 * lanes))..]);
            d.CopyTo(target[(i + (3 * lanes))..]);
        }

        for (; i < length; i++)
        {
            var total = target[i];
            for (var f = 0; f < factors.Length; f++)
            {
                total += factors[f] * rows[(f * stride) + i];
            }

            target[i] = total;
        }
    }

    /// <summary>target += factor · values.</summary>
    /// <param name="target">[n].</param>
    /// <param name="factor">One number.</param>
    /// <param name="values">[n].</param>
    public static void AddScaled(Span<float> target, float factor, ReadOnlySpan<float> values)
    {
        var (lanes, i) = (Vector<float>.Count, 0);
        var x = new Vector<float>(factor);
        for (; i + lanes <= target.Length; i += lanes)
        {
            Vector.MultiplyAddEstimate(x, new Vector<float>(values[i..]), new Vector<float>(target[i..])).CopyTo(target[i..]);
        }

        for (; i < target.Length; i++)
        {
            target[i] += factor * values[i];
        }
    }

    /// <summary>Adds factors[f] · values to row f of a matrix.</summary>
    /// <param name="rows">[factors, stride].</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="factors">One number per row.</param>
    /// <param name="values">[columns].</param>
    public static void AddOuter(Span<float> rows, int stride, ReadOnlySpan<float> factors, ReadOnlySpan<float> values)
    {
        for (var f = 0; f < factors.Length; f++)
        {
            AddScaled(rows.Slice(f * stride, values.Length), factors[f], values);
        }
    }

    /// <summary>Scores of all candidates by one hidden layer with a direct connection: direct · x + output · relu(constant + weights ·
    /// x).</summary>
    /// <param name="dense">x, [features, candidates], with <see cref="Group"/> floats behind.</param>
    /// <param name="candidates">From one feature to the next.</param>
    /// <param name="weights">[units, features].</param>
    /// <param name="constant">[units].</param>
    /// <param name="output">[units].</param>
    /// <param name="direct">[features].</param>
    /// <param name="scores">[padded candidates]; meaningless behind the candidates.</param>
    /// <param name="activations">[units, padded candidates], or empty when they are not wanted.</param>
    public static void Layer(ReadOnlySpan<float> dense, int candidates, ReadOnlySpan<float> weights, ReadOnlySpan<float> constant,
        ReadOnlySpan<float> output, ReadOnlySpan<float> direct, Span<float> scores, Span<float> activations)
    {
        var (lanes, features, units) = (Vector<float>.Count, direct.Length, constant.Length);
        Span<Vector<float>> x = stackalloc Vector<float>[4 * features];
        ref var inputs = ref MemoryMarshal.GetReference(x);
        ref var first = ref MemoryMarshal.GetReference(weights[..(units * features)]);
        for (var i = 0; i < candidates; i += Group)
        {
            var (t0, t1, t2, t3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (var f = 0; f < features; f++)
            {
                var four = dense.Slice((f * candidates) + i, Group);
                var w = new Vector<float>(direct[f]);
                t0 = Vector.MultiplyAddEstimate(w, x[4 * f] = new Vector<float>(four), t0);
                t1 = Vector.MultiplyAddEstimate(w, x[(4 * f) + 1] = new Vector<float>(four[lanes..]), t1);
                t2 = Vector.MultiplyAddEstimate(w, x[(4 * f) + 2] = new Vector<float>(four[(2 * lanes)..]), t2);
                t3 = Vector.MultiplyAddEstimate(w, x[(4 * f) + 3] = new Vector<float>(four[(3 * lanes)..]), t3);
            }

            // Two units at a time, so that every vector of candidates is read once for both; the last of an odd number goes with itself.
            for (var j = 0; j < units; j += 2)
            {
                var k = Math.Min(j + 1, units - 1);
                var (a0, b0) = (new Vector<float>(constant[j]), new Vector<float>(constant[k]));
                var (a1, a2, a3, b1, b2, b3) = (a0, a0, a0, b0, b0, b0);
                ref var one = ref Unsafe.Add(ref first, j * features);
                ref var other = ref Unsafe.Add(ref first, k * features);
                for (var f = 0; f < features; f++)
                {
                    var (v, w) = (new Vector<float>(Unsafe.Add(ref one, f)), new Vector<float>(Unsafe.Add(ref other, f)));
                    ref var four = ref Unsafe.Add(ref inputs, 4 * f);
                    (a0, b0) = (Vector.MultiplyAddEstimate(v, four, a0), Vector.MultiplyAddEstimate(w, four, b0));
                    four = ref Unsafe.Add(ref four, 1);
                    (a1, b1) = (Vector.MultiplyAddEstimate(v, four, a1), Vector.MultiplyAddEstimate(w, four, b1));
                    four = ref Unsafe.Add(ref four, 1);
                    (a2, b2) = (Vector.MultiplyAddEstimate(v, four, a2), Vector.MultiplyAddEstimate(w, four, b2));
                    four = ref Unsafe.Add(ref four, 1);
                    (a3, b3) = (Vector.MultiplyAddEstimate(v, four, a3), Vector.MultiplyAddEstimate(w, four, b3));
                }

                Rectify(ref a0, ref a1, ref a2, ref a3);
                Rectify(ref b0, ref b1, ref b2, ref b3);
                if (!activations.IsEmpty)
                {
                    Store(a0, a1, a2, a3, activations.Slice((j * scores.Length) + i, Group));
                    Store(b0, b1, b2, b3, activations.Slice((k * scores.Length) + i, Group));
                }

                AddTimes(output[j], a0, a1, a2, a3, ref t0, ref t1, ref t2, ref t3);
                if (k > j)
                {
                    AddTimes(output[k], b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3);
                }
            }

            Store(t0, t1, t2, t3, scores.Slice(i, Group));
        }
    }

    /// <summary>Σ factors · max(values, 0), after which negative values are 0.</summary>
    /// <param name="values">[n].</param>
    /// <param name="factors">[n].</param>
    public static float RectifiedSum(Span<float> values, ReadOnlySpan<float> factors)
    {
        var (lanes, i) = (Vector<float>.Count, 0);
        var sum = Vector<float>.Zero;
        for (; i + lanes <= values.Length; i += lanes)
        {
            var v = Vector.Max(new Vector<float>(values[i..]), Vector<float>.Zero);
            v.CopyTo(values[i..]);
            sum = Vector.MultiplyAddEstimate(v, new Vector<float>(factors[i..]), sum);
        }

        var total = Vector.Sum(sum);
        for (; i < values.Length; i++)
        {
            values[i] = Math.Max(values[i], 0);
            total += values[i] * factors[i];
        }

        return total;
    }

    /// <summary>Σ slopes · activations, after which the activations hold the slope where the unit was active and 0 elsewhere.</summary>
    /// <param name="slopes">dLoss/dScore, [padded candidates], 0 behind the candidates.</param>
    /// <param name="activations">[padded candidates] of one unit.</param>
    /// <returns>The two sums: slopes · activations and the slopes of the active.</returns>
    public static (float Output, float Active) Gate(ReadOnlySpan<float> slopes, Span<float> activations)
    {
        var (product, active) = (Vector<float>.Zero, Vector<float>.Zero);
        ref var slope = ref MemoryMarshal.GetReference(slopes);
        ref var activation = ref MemoryMarshal.GetReference(activations[..slopes.Length]);
        for (nuint i = 0; i < (nuint)slopes.Length; i += (nuint)Vector<float>.Count)
        {
            var (g, a) = (Vector.LoadUnsafe(ref slope, i), Vector.LoadUnsafe(ref activation, i));
            product = Vector.MultiplyAddEstimate(g, a, product);
            var gated = Vector.ConditionalSelect(Vector.GreaterThan(a, Vector<float>.Zero), g, Vector<float>.Zero);
            active += gated;
            gated.StoreUnsafe(ref activation, i);
        }

        return (Vector.Sum(product), Vector.Sum(active));
    }

    /// <summary>target[f, j] += scale[j] · (gated[j] · dense[f]).</summary>
    /// <param name="gated">[units, padded candidates], 0 behind the candidates.</param>
    /// <param name="dense">[features, candidates], with <see cref="Group"/> floats behind.</param>
    /// <param name="candidates">From one feature to the next.</param>
    /// <param name="scale">[units].</param>
    /// <param name="features">Features.</param>
    /// <param name="target">[features, stride].</param>
    /// <param name="stride">From one row of the target to the next.</param>
    public static void Correlate(ReadOnlySpan<float> gated, ReadOnlySpan<float> dense, int candidates, ReadOnlySpan<float> scale,
        int features, Span<float> target, int stride)
    {
        var padded = Padded(candidates);
        for (var j = 0; j < scale.Length; j += 4)
        {
            // Where fewer than four units are left the last is taken again and not written.
            var last = scale.Length - 1;
            ref var u0 = ref Row(gated, j, padded);
            ref var u1 = ref Row(gated, Math.Min(j + 1, last), padded);
            ref var u2 = ref Row(gated, Math.Min(j + 2, last), padded);
            ref var u3 = ref Row(gated, Math.Min(j + 3, last), padded);
            for (var f = 0; f < features; f += 2)
            {
                var g = Math.Min(f + 1, features - 1);
                ref var x = ref MemoryMarshal.GetReference(dense.Slice(f * candidates, padded));
                ref var y = ref MemoryMarshal.GetReference(dense.Slice(g * candidates, padded));
                var (a0, a1, a2, a3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
                var (b0, b1, b2, b3) = (a0, a0, a0, a0);
                for (nuint i = 0; i < (nuint)padded; i += (nuint)Vector<float>.Count)
                {
                    var (v, w) = (Vector.LoadUnsafe(ref x, i), Vector.LoadUnsafe(ref y, i));
                    var s = Vector.LoadUnsafe(ref u0, i);
                    (a0, b0) = (Vector.MultiplyAddEstimate(s, v, a0), Vector.MultiplyAddEstimate(s, w, b0));
                    s = Vector.LoadUnsafe(ref u1, i);
                    (a1, b1) = (Vector.MultiplyAddEstimate(s, v, a1), Vector.MultiplyAddEstimate(s, w, b1));
                    s = Vector.LoadUnsafe(ref u2, i);
                    (a2, b2) = (Vector.MultiplyAddEstimate(s, v, a2), Vector.MultiplyAddEstimate(s, w, b2));
                    s = Vector.LoadUnsafe(ref u3, i);
                    (a3, b3) = (Vector.MultiplyAddEstimate(s, v, a3), Vector.MultiplyAddEstimate(s, w, b3));
                }

                Add(target.Slice(f * stride, scale.Length), scale, j, a0, a1, a2, a3);
                if (g > f)
                {
                    Add(target.Slice(g * stride, scale.Length), scale, j, b0, b1, b2, b3);
                }
            }
        }
    }

    /// <summary>[rows, columns] becomes [columns, rows].</summary>
    public static void Transpose(ReadOnlySpan<float> values, int rows, int columns, Span<float> target)
    {
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                target[(c * rows) + r] = values[(r * columns) + c];
            }
        }
    }

    private static void Add(Span<float> target, ReadOnlySpan<float> scale, int unit, Vector<float> a, Vector<float> b, Vector<float> c,
        Vector<float> d)
    {
        target[unit] += scale[unit] * Vector.Sum(a);
        if (unit + 3 < target.Length)
        {
            target[unit + 1] += scale[unit + 1] * Vector.Sum(b);
            target[unit + 2] += scale[unit + 2] * Vector.Sum(c);
            target[unit + 3] += scale[unit + 3] * Vector.Sum(d);
            return;
        }

        if (unit + 1 < target.Length)
        {
            target[unit + 1] += scale[unit + 1] * Vector.Sum(b);
        }

        if (unit + 2 < target.Length)
        {
            target[unit + 2] += scale[unit + 2] * Vector.Sum(c);
        }
    }

    private static ref float Row(ReadOnlySpan<float> rows, int row, int width) =>
        ref MemoryMarshal.GetReference(rows.Slice(row * width, width));

    private static void Rectify(ref Vector<float> a, ref Vector<float> b, ref Vector<float> c, ref Vector<float> d) =>
        (a, b, c, d) = (Vector.Max(a, Vector<float>.Zero), Vector.Max(b, Vector<float>.Zero), Vector.Max(c, Vector<float>.Zero),
            Vector.Max(d, Vector<float>.Zero));

    private static void AddTimes(float factor, Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d, ref Vector<float> sumA,
        ref Vector<float> sumB, ref Vector<float> sumC, ref Vector<float> sumD)
    {
        var o = new Vector<float>(factor);
        sumA = Vector.MultiplyAddEstimate(o, a, sumA);
        sumB = Vector.MultiplyAddEstimate(o, b, sumB);
        sumC = Vector.MultiplyAddEstimate(o, c, sumC);
        sumD = Vector.MultiplyAddEstimate(o, d, sumD);
    }

    private static void Store(Vector<float> a, Vector<float> b, Vector<float> c, Vector<float> d, Span<float> target)
    {
        var lanes = Vector<float>.Count;
        a.CopyTo(target);
        b.CopyTo(target[lanes..]);
        c.CopyTo(target[(2 * lanes)..]);
        d.CopyTo(target[(3 * lanes)..]);
    }
}
