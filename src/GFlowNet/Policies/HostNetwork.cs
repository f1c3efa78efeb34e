using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>
/// The forward policy of a multilayer perceptron, evaluated in managed code. For the few
/// rows of one rollout step this costs a tenth of the same work in tensor operations: the first layer is a sum of weight
/// rows, and nothing is allocated.
/// </summary>
internal sealed class HostNetwork(MlpTrunk trunk, Linear head)
{
    private readonly float[][] weights = trunk.Layers.Select(l => new float[l.Weight.numel()]).ToArray();
    private readonly float[][] biases = trunk.Layers.Select(l => new float[l.Bias.numel()]).ToArray();
    private readonly float[] headTransposed = new float[head.Weight.numel()];
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

    private static ReadOnlySpan<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    // y = max(0, x W + b). Four rows at a time share each load of W; every row is summed in the same order whatever its
    // neighbours, so results do not depend on how rows are divided among threads.
    private void Dense(ReadOnlySpan<float> x, int rows, ReadOnlySpan<float> matrix, ReadOnlySpan<float> bias, Span<float> y)
    {
        var n = Hidden;
        var width = Vector512<float>.Count;
        ref var w = ref MemoryMarshal.GetReference(matrix);
        ref var source = ref MemoryMarshal.GetReference(x);
        ref var target = ref MemoryMarshal.GetReference(y);
        ref var b = ref MemoryMarshal.GetReference(bias);
        var columns = n - (n % (2 * width));
        var r = 0;
        for (; r + 4 <= rows; r += 4)
        {
            for (var c = 0; c < columns; c += 2 * width)
            {
                Vector512<float> a0 = Vector512.LoadUnsafe(ref b, (nuint)c), a1 = Vector512.LoadUnsafe(ref b, (nuint)(c + width));
                Vector512<float> b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
                for (var k = 0; k < n; k++)
                {
                    var w0 = Vector512.LoadUnsafe(ref w, (nuint)((k * n) + c));
                    var w1 = Vector512.LoadUnsafe(ref w, (nuint)((k * n) + c + width));
                    var xa = Vector512.Create(System.Runtime.CompilerServices.Unsafe.Add(ref source, (r * n) + k));
                    a0 = Vector512.FusedMultiplyAdd(xa, w0, a0);
                    a1 = Vector512.FusedMultiplyAdd(xa, w1, a1);
                    var xb = Vector512.Create(System.Runtime.CompilerServices.Unsafe.Add(ref source, ((r + 1) * n) + k));
                    b0 = Vector512.FusedMultiplyAdd(xb, w0, b0);
                    b1 = Vector512.FusedMultiplyAdd(xb, w1, b1);
                    var xc = Vector512.Create(System.Runtime.CompilerServices.Unsafe.Add(ref source, ((r + 2) * n) + k));
                    c0 = Vector512.FusedMultiplyAdd(xc, w0, c0);
                    c1 = Vector512.FusedMultiplyAdd(xc, w1, c1);
                    var xd = Vector512.Create(System.Runtime.CompilerServices.Unsafe.Add(ref source, ((r + 3) * n) + k));
                    d0 = Vector512.FusedMultiplyAdd(xd, w0, d0);
                    d1 = Vector512.FusedMultiplyAdd(xd, w1, d1);
                }

                Store(ref target, r * n, c, width, a0, a1);
                Store(ref target, (r + 1) * n, c, width, b0, b1);
                Store(ref target, (r + 2) * n, c, width, c0, c1);
                Store(ref target, (r + 3) * n, c, width, d0, d1);
            }
        }

        for (; r < rows; r++)
        {
            for (var c = 0; c < columns; c += 2 * width)
            {
                Vector512<float> a0 = Vector512.LoadUnsafe(ref b, (nuint)c), a1 = Vector512.LoadUnsafe(ref b, (nuint)(c + width));
                for (var k = 0; k < n; k++)
                {
                    var xa = Vector512.Create(System.Runtime.CompilerServices.Unsafe.Add(ref source, (r * n) + k));
                    a0 = Vector512.FusedMultiplyAdd(xa, Vector512.LoadUnsafe(ref w, (nuint)((k * n) + c)), a0);
                    a1 = Vector512.FusedMultiplyAdd(xa, Vector512.LoadUnsafe(ref w, (nuint)((k * n) + c + width)), a1);
                }

                Store(ref target, r * n, c, width, a0, a1);
            }
        }

        for (r = 0; r < rows; r++)
        {
            for (var c = columns; c < n; c++)
            {
                var sum = bias[c];
                for (var k = 0; k < n; k++)
                {
                    sum = MathF.FusedMultiplyAdd(x[(r * n) + k], matrix[(k * n) + c], sum);
                }

                y[(r * n) + c] = Math.Max(0, sum);
            }
        }
    }

    private static void Store(ref float target, int row, int column, int width, Vector512<float> low, Vector512<float> high)
    {
        Vector512.Max(low, Vector512<float>.Zero).StoreUnsafe(ref target, (nuint)(row + column));
        Vector512.Max(high, Vector512<float>.Zero).StoreUnsafe(ref target, (nuint)(row + column + width));
    }
}
