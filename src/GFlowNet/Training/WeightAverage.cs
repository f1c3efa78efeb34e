using Quiver.GFlowNet.Torch;
using System.Numerics;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Training;

/// <summary>A running average of the weights: it evens out the noise of the last updates.</summary>
/// <remarks>The first updates count fully: average = mean until the window is as long as 1 / (1 - decay).</remarks>
public sealed class WeightAverage : IDisposable
{
    private readonly ParameterStore store;
    private readonly double decay;

    /// <summary>Starts from the current weights.</summary>
    /// <param name="store">What is averaged; not owned.</param>
    /// <param name="decay">Share of the old value, 0 to 1.</param>
    public WeightAverage(ParameterStore store, double decay)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!(decay is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(decay), decay, "The share of the old value must lie in [0, 1).");
        }

        this.store = store;
        this.decay = decay;
        Values = store.Values.clone().DetachFromDisposeScope();
    }

    /// <summary>The average, [Count].</summary>
    public Tensor Values { get; }

    /// <summary>Takes in the current weights.</summary>
    /// <param name="updates">Updates made so far.</param>
    public void Update(long updates)
    {
        var share = Math.Max(1 - decay, 1.0 / (updates + 1));
        if (store.Type == ScalarType.Float32 && store.Device.type == TorchSharp.DeviceType.CPU)
        {
            var average = AdamOptimizer.Floats(Values);
            var current = AdamOptimizer.Floats(store.Values);
            var width = Vector<float>.Count;
            var i = 0;
            for (var part = new Vector<float>((float)share); i <= average.Length - width; i += width)
            {
                var old = new Vector<float>(average[i..]);
                (old + (part * (new Vector<float>(current[i..]) - old))).CopyTo(average[i..]);
            }

            for (; i < average.Length; i++)
            {
                average[i] += (float)share * (current[i] - average[i]);
            }

            return;
        }

        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        Values.add_(store.Values.sub(Values).mul(tensor(share, store.Type, store.Device)));
    }

    /// <summary>Exchanges the weights and their average, for an evaluation; a second call undoes it.</summary>
    public void Swap()
    {
        using var guard = no_grad();
        using var copy = store.Values.clone();
        store.Values.copy_(Values);
        Values.copy_(copy);
    }

    /// <inheritdoc/>
    public void Dispose() => Values.Dispose();
}
