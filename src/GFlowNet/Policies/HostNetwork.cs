using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Quiver.Core.Vectors;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>
/// The forward policy of a multilayer perceptron, evaluated in managed code. For the few
/// rows of one rollout step this costs a tenth of the same work in tensor operations: the first layer is a sum of weight
/// rows, and nothing is allocated.
/// </summary>
internal sealed class HostNetwork(MlpTrunk trunk, Linear head, Tensor? table = null)
{
    private readonly float[][] weights = trunk.Layers.Select(l => new float[l.Weight.numel()]).ToArray();
    private readonly float[][] biases = trunk.Layers.Select(l => new float[l.Bias.numel()]).ToArray();
    private readonly float[] headTransposed = new float[head.Weight.numel()];
    private readonly float[] scores = table is null ? [] : new float[table.numel()];
    private readonly float[] headBias = new float[head.Bias.numel()];

    /// <summary>Width of the hidden layers.</summary>
    public int Hidden { get; } = (int)trunk.Layers[0].Weight.shape[1];

    /// <summary>Number of scores.</summary>
    public int Actions { get; } = (int)head.Weight.shape[1];

    /// <summary>Takes over the current weights; call it before a rollout, from one thread.</summary>
    public void Refresh()
    {
        for (var layer = 0; layer < weights.Length; layer++)
        {
            Floats(trunk.Layers[layer].Weight).CopyTo(weights[layer]);
            Floats(trunk.Layers[layer].Bias).CopyTo(biases[layer]);
        }

        Floats(head.Bias).CopyTo(headBias);
        if (table is not null)
        {
            Floats(table).CopyTo(scores);
        }

        var columns = Floats(head.Weight);
        for (var k = 0; k < Hidden; k++)
        {
            for (var a = 0; a < Actions; a++)
            {
                headTransposed[(a * Hidden) + k] = columns[(k * Actions) + a];
            }
        }
    }

    /// <summary>Scores of forward actions of several states.</summary>
    /// <param name="tokens">[rows, tokenCount].</param>
    /// <param name="rows">Number of states.</param>
    /// <param name="tokenCount">Tokens of a state.</param>
    /// <param name="work">At least 2 * rows * Hidden numbers of scratch space.</param>
    /// <param name="logits">[rows, Actions], filled.</param>
    public void Logits(ReadOnlySpan<int> tokens, int rows, int tokenCount, Span<float> work, Span<float> logits)
    {
        var current = work[..(rows * Hidden)];
        var other = work.Slice(rows * Hidden, rows * Hidden);
        var first = weights[0];
        var firstBias = biases[0];
        for (var r = 0; r < rows; r++)
        {
            var y = current.Slice(r * Hidden, Hidden);
            firstBias.CopyTo(y);
            foreach (var token in tokens.Slice(r * tokenCount, tokenCount))
            {
                System.Numerics.Tensors.TensorPrimitives.Add(y, first.AsSpan(token * Hidden, Hidden), y);
            }

            System.Numerics.Tensors.TensorPrimitives.Max(y, 0f, y);
        }

        for (var layer = 1; layer < weights.Length; layer++)
        {
            Dense(current, rows, weights[layer], biases[layer], other);
            var swap = current;
            current = other;
            other = swap;
        }

        for (var r = 0; r < rows; r++)
        {
            var x = current.Slice(r * Hidden, Hidden);
            var y = logits.Slice(r * Actions, Actions);
            for (var a = 0; a < Actions; a++)
            {
                y[a] = headBias[a] + System.Numerics.Tensors.TensorPrimitives.Dot(x, headTransposed.AsSpan(a * Hidden, Hidden));
            }
        }
    }

    /// <summary>Whether states have scores of their own beside the network's.</summary>
    public bool HasTable => scores.Length > 0;

    /// <summary>Adds a state's own scores.</summary>
    /// <param name="row">Its row of the table.</param>
    /// <param name="logits">[Actions], added to.</param>
    public void AddTable(int row, Span<float> logits) =>
        System.Numerics.Tensors.TensorPrimitives.Add(logits, scores.AsSpan(row * Actions, Actions), logits);

    private static ReadOnlySpan<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    // y = max(0, x W + b). Four rows at a time share each load of W; every row is summed in the same order whatever its
    // neighbours, so results do not depend on how rows are divided among threads.
    private unsafe void Dense(ReadOnlySpan<float> x, int rows, ReadOnlySpan<float> matrix, ReadOnlySpan<float> bias, Span<float> y)
    {
        fixed (float* source = x, w = matrix, b = bias, target = y)
        {
            switch (Lanes.Bits)
            {
                case 512:
                    Dense<Lanes512<float>>(source, rows, w, b, target);
                    break;
                case 256:
                    Dense<Lanes256<float>>(source, rows, w, b, target);
                    break;
                default:
                    Dense<Lanes128<float>>(source, rows, w, b, target);
                    break;
            }
        }
    }

    private unsafe void Dense<TV>(float* x, int rows, float* w, float* bias, float* y)
        where TV : struct, ILaneVector<TV, float>
    {
        var n = Hidden;
        var width = TV.Count;
        var columns = n - (n % (2 * width));
        var r = 0;
        for (; r + 4 <= rows; r += 4)
        {
            var xa = x + (r * n);
            for (var c = 0; c < columns; c += 2 * width)
            {
                TV a0 = TV.Load(bias + c), a1 = TV.Load(bias + c + width);
                TV b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
                for (var k = 0; k < n; k++)
                {
                    TV w0 = TV.Load(w + (k * n) + c), w1 = TV.Load(w + (k * n) + c + width);
                    var value = TV.Create(xa[k]);
                    a0 = TV.MultiplyAdd(value, w0, a0);
                    a1 = TV.MultiplyAdd(value, w1, a1);
                    value = TV.Create(xa[n + k]);
                    b0 = TV.MultiplyAdd(value, w0, b0);
                    b1 = TV.MultiplyAdd(value, w1, b1);
                    value = TV.Create(xa[(2 * n) + k]);
                    c0 = TV.MultiplyAdd(value, w0, c0);
                    c1 = TV.MultiplyAdd(value, w1, c1);
                    value = TV.Create(xa[(3 * n) + k]);
                    d0 = TV.MultiplyAdd(value, w0, d0);
                    d1 = TV.MultiplyAdd(value, w1, d1);
                }

                Store(y + (r * n) + c, a0, a1);
                Store(y + ((r + 1) * n) + c, b0, b1);
                Store(y + ((r + 2) * n) + c, c0, c1);
                Store(y + ((r + 3) * n) + c, d0, d1);
            }
        }

        for (; r < rows; r++)
        {
            for (var c = 0; c < columns; c += 2 * width)
            {
                TV a0 = TV.Load(bias + c), a1 = TV.Load(bias + c + width);
                for (var k = 0; k < n; k++)
                {
                    var value = TV.Create(x[(r * n) + k]);
                    a0 = TV.MultiplyAdd(value, TV.Load(w + (k * n) + c), a0);
                    a1 = TV.MultiplyAdd(value, TV.Load(w + (k * n) + c + width), a1);
                }

                Store(y + (r * n) + c, a0, a1);
            }
        }

        for (r = 0; r < rows; r++)
        {
            for (var c = columns; c < n; c++)
            {
                var sum = bias[c];
                for (var k = 0; k < n; k++)
                {
                    sum = MathF.FusedMultiplyAdd(x[(r * n) + k], w[(k * n) + c], sum);
                }

                y[(r * n) + c] = Math.Max(0, sum);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Store<TV>(float* at, TV low, TV high)
        where TV : struct, ILaneVector<TV, float>
    {
        TV.Store(TV.Max(low, TV.Zero), at);
        TV.Store(TV.Max(high, TV.Zero), at + TV.Count);
    }
}
