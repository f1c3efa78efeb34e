using Quiver.GFlowNet.Torch;
using System.Numerics;
using System.Runtime.InteropServices;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

/// <summary>
/// Adam on the flat parameters (Kingma and Ba 2015), with its own learning rate for log Z. On the CPU one pass over
/// memory does the clipping, the moments and the update; elsewhere a handful of tensor operations.
/// </summary>
public sealed class AdamOptimizer : IDisposable
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;
    private readonly ParameterStore store;
    private readonly Tensor first;
    private readonly Tensor second;
    private readonly (long Start, long Length, bool LogZ)[] groups;

    /// <summary>Creates an optimiser with zero moments.</summary>
    /// <param name="store">What it will change; not owned.</param>
    public AdamOptimizer(ParameterStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        this.store = store;
        first = zeros_like(store.Values).DetachFromDisposeScope();
        second = zeros_like(store.Values).DetachFromDisposeScope();

        // log Z's parameters are the last ones, so two ranges cover everything.
        var boundary = store.Parameters.Where(p => p.Name.StartsWith(PolicyNetwork.LogZPrefix, StringComparison.Ordinal))
            .Select(p => p.Start).DefaultIfEmpty(store.Count).Min();
        groups = [(0, boundary, false), (boundary, store.Count - boundary, true)];
    }

    /// <summary>Updates so far.</summary>
    public long Steps { get; private set; }

    /// <summary>First moments, [Count].</summary>
    public Tensor FirstMoments => first;

    /// <summary>Second moments, [Count].</summary>
    public Tensor SecondMoments => second;

    /// <summary>The Euclidean norm of the gradient, log Z left out.</summary>
    /// <returns>The norm; NaN or infinity when the gradient is not finite.</returns>
    public double GradientNorm()
    {
        using var scope = TorchScope.Begin();
        if (Fast)
        {
            var gradient = Floats(store.Gradients)[..(int)groups[0].Length];
            return Math.Sqrt(SumOfSquares(gradient));
        }

        return store.Gradients.narrow(0, 0, groups[0].Length).to(ScalarType.Float64).norm().item<double>();
    }

    /// <summary>One update from the gradient of the last backward pass.</summary>
    /// <param name="learningRate">For everything but log Z.</param>
    /// <param name="logZLearningRate">For log Z.</param>
    /// <param name="scale">The gradient is multiplied by this first (clipping); log Z's is not.</param>
    public void Update(double learningRate, double logZLearningRate, double scale = 1)
    {
        var (bias1, bias2) = CountStep();
        foreach (var (start, length, logZ) in groups)
        {
            var rate = (logZ ? logZLearningRate : learningRate) / bias1;
            if (length > 0)
            {
                if (Fast)
                {
                    UpdateOnCpu((int)start, (int)length, (float)rate, (float)(1 / Math.Sqrt(bias2)), logZ ? 1f : (float)scale);
                }
                else
                {
                    UpdateAnywhere(start, length, rate, Math.Sqrt(bias2), logZ ? 1 : scale);
                }
            }
        }
    }

    /// <summary>Continues after a checkpoint whose moments were loaded into the tensors.</summary>
    /// <param name="steps">Updates that had been made.</param>
    public void Restore(long steps) => Steps = steps;

    /// <inheritdoc/>
    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }

    /// <summary>Begins an update.</summary>
    /// <returns>What the moments are divided by (Kingma and Ba 2015, algorithm 1).</returns>
    internal (double First, double Second) CountStep()
    {
        Steps++;
        return (1 - Math.Pow(Beta1, Steps), 1 - Math.Pow(Beta2, Steps));
    }

    internal static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private bool Fast => store.Type == ScalarType.Float32 && store.Device.type == TorchSharp.DeviceType.CPU;

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        var total = 0.0;
        var width = Vector<float>.Count;
        var i = 0;

        // Blocks keep float sums short enough to be exact to a few parts in 10^6.
        while (i + width <= values.Length)
        {
            var sum = Vector<float>.Zero;
            for (var end = Math.Min(values.Length - width, i + (64 * width)); i <= end; i += width)
            {
                var v = new Vector<float>(values[i..]);
                sum += v * v;
            }

            total += Vector.Sum(sum);
        }

        for (; i < values.Length; i++)
        {
            total += values[i] * (double)values[i];
        }

        return total;
    }

    private void UpdateOnCpu(int start, int length, float rate, float inverseRoot, float scale)
    {
        var values = Floats(store.Values).Slice(start, length);
        var gradients = Floats(store.Gradients).Slice(start, length);
        var m = Floats(first).Slice(start, length);
        var v = Floats(second).Slice(start, length);
        var width = Vector<float>.Count;
        var i = 0;
        Vector<float> rates = new(rate), roots = new(inverseRoot), scales = new(scale), epsilon = new(Epsilon);
        for (; i <= length - width; i += width)
        {
            var g = new Vector<float>(gradients[i..]) * scales;
            var oldM = new Vector<float>(m[i..]);
            var oldV = new Vector<float>(v[i..]);
            var newM = oldM + ((1 - Beta1) * (g - oldM));
            var newV = oldV + ((1 - Beta2) * ((g * g) - oldV));
            newM.CopyTo(m[i..]);
            newV.CopyTo(v[i..]);
            (new Vector<float>(values[i..]) - (rates * newM / ((Vector.SquareRoot(newV) * roots) + epsilon))).CopyTo(values[i..]);
        }

        for (; i < length; i++)
        {
            var g = gradients[i] * scale;
            m[i] += (1 - Beta1) * (g - m[i]);
            v[i] += (1 - Beta2) * ((g * g) - v[i]);
            values[i] -= rate * m[i] / ((MathF.Sqrt(v[i]) * inverseRoot) + Epsilon);
        }
    }

    private void UpdateAnywhere(long start, long length, double rate, double root, double scale)
    {
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        Tensor Number(double value) => tensor(value, store.Type, store.Device);
        var g = store.Gradients.narrow(0, start, length).mul(Number(scale));
        var m = first.narrow(0, start, length);
        var v = second.narrow(0, start, length);
        m.add_(g.sub(m).mul(Number(1 - Beta1)));
        v.add_(g.mul(g).sub(v).mul(Number(1 - Beta2)));
        store.Values.narrow(0, start, length).sub_(m.mul(Number(rate)).div(v.sqrt().div(Number(root)).add(Number(Epsilon))));
    }
}
