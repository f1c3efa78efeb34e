using System.Runtime.InteropServices;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Kernels;

/// <summary>
/// Trajectory balance with uniform P_B without autograd: the visited states are packed, the matrix products are torch's,
/// and everything between them (scores, residuals, gradients, norm, clipping, Adam) is a dozen kernels. Nothing is read
/// back but the number of packed rows and, at the end, six numbers.
/// </summary>
/// <remarks>Every sum has a fixed order, so equal inputs give equal bits.</remarks>
internal sealed unsafe class FusedTrajectoryBalance : IDisposable
{
    private const int NormBlocks = 64;
    private readonly DiscreteEnvironment environment;
    private readonly PolicyNetwork policy;
    private readonly AdamOptimizer optimizer;
    private readonly DeviceRollout rollout;
    private readonly double huber;
    private readonly MlpTrunk trunk;
    private readonly Linear head;
    private readonly Tensor[] weightGradients;
    private readonly Tensor[] biasGradients;
    private readonly Tensor metrics;
    private readonly Tensor sizes;
    private readonly Tensor partial;

    /// <summary>Prepares the step.</summary>
    /// <param name="environment">Where trajectories were walked.</param>
    /// <param name="policy">What is trained; it must have a <see cref="PolicyNetwork.Plain"/> forward policy and uniform P_B.</param>
    /// <param name="optimizer">Its moments.</param>
    /// <param name="rollout">Whose kernels are used.</param>
    /// <param name="huber">Huber's threshold, or 0 for the square.</param>
    public FusedTrajectoryBalance(DiscreteEnvironment environment, PolicyNetwork policy, AdamOptimizer optimizer, DeviceRollout rollout,
        double huber)
    {
        (this.environment, this.policy, this.optimizer, this.rollout, this.huber) = (environment, policy, optimizer, rollout, huber);
        (trunk, head) = policy.Plain!.Value;
        var layers = trunk.Layers.Append(head).ToArray();
        weightGradients = layers.Select(l => View(l.WeightStart, l.Weight.shape)).ToArray();
        biasGradients = layers.Select(l => View(l.BiasStart, l.Bias.shape)).ToArray();
        var device = policy.Store.Device;
        metrics = zeros([8], ScalarType.Float64, device).DetachFromDisposeScope();
        sizes = zeros([2], ScalarType.Int64, device).DetachFromDisposeScope();
        partial = zeros([NormBlocks], ScalarType.Float64, device).DetachFromDisposeScope();
    }

    /// <summary>Told of each stage after it was queued; for timings.</summary>
    public Action<string>? Trace { get; set; }

    /// <summary>Scores a batch and updates the weights.</summary>
    /// <param name="batch">Finished trajectories.</param>
    /// <param name="learningRate">For everything but log Z.</param>
    /// <param name="logZLearningRate">For log Z.</param>
    /// <param name="clip">Gradients longer than this are shortened; 0 for no clipping.</param>
    /// <param name="packed">Told once the walks are done and their number of states is known.</param>
    /// <returns>
    /// Loss, log Z before the update, gradient norm, mean log R and visited states. Where loss or norm is not finite nothing
    /// was changed.
    /// </returns>
    public (double Loss, double LogZ, double Norm, double MeanLogReward, long Visited) Update(TrajectoryBatch batch, double learningRate,
        double logZLearningRate, double clip, Action? packed = null)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var count = batch.Batch;
        var device = policy.Store.Device;
        var kernels = rollout.Kernels(count);
        var states = batch.States.contiguous();
        var actions = batch.Actions.contiguous();
        var offsets = empty([count + 1], ScalarType.Int64, device);
        var pack = new Pack
        {
            Lengths = TensorData.Of(batch.Lengths),
            Offsets = TensorData.Of(offsets),
            Sizes = TensorData.Of(sizes),
            Batch = count
        };
        kernels.Launch("pack", 1, &pack);
        var rows = environment.FixedLength && batch.Steps == environment.MaximumLength ? count * batch.Steps : Read(sizes)[0];
        packed?.Invoke();
        Trace?.Invoke("pack");

        var (hidden, logits) = Forward(kernels, states, offsets, count, rows, out var hot);
        var gradient = empty_like(logits);
        var losses = empty([count], ScalarType.Float64, device);
        var slopes = empty([count], ScalarType.Float64, device);
        var balance = new Balance
        {
            Weights = TensorData.Of(policy.Store.Values),
            States = TensorData.Of(states),
            Actions = TensorData.Of(actions),
            Offsets = TensorData.Of(offsets),
            LogReward = TensorData.Of(batch.LogReward),
            Logits = TensorData.Of(logits),
            Gradient = TensorData.Of(gradient),
            Losses = TensorData.Of(losses),
            Slopes = TensorData.Of(slopes),
            Batch = count,
            Huber = huber,
        };
        kernels.Launch("balance", (int)count, &balance);
        Trace?.Invoke("balance");
        Backward(kernels, hot, hidden, gradient);
        Finish(kernels, batch, losses, slopes, learningRate, logZLearningRate, clip);
        using var read = metrics.cpu();
        var numbers = read.data<double>();
        return (numbers[0], numbers[1], numbers[2], numbers[3], (long)numbers[4]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in weightGradients.Concat(biasGradients).Concat([metrics, sizes, partial]))
        {
            part.Dispose();
        }
    }

    private (Tensor[] Hidden, Tensor Logits) Forward(IKernels kernels, Tensor states, Tensor offsets, long count, long rows, out Tensor hot)
    {
        var layers = trunk.Layers;
        var hidden = new Tensor[layers.Count];
        hot = empty([rows, environment.Vocabulary], ScalarType.Float32, states.device);
        hidden[0] = empty([rows, layers[0].Weight.shape[1]], ScalarType.Float32, states.device);

        // Few trajectories: several blocks share one.
        var chunks = Math.Clamp(512 / count, 1, 16);
        var gather = new Gather
        {
            Weights = TensorData.Of(policy.Store.Values),
            States = TensorData.Of(states),
            Offsets = TensorData.Of(offsets),
            Hot = TensorData.Of(hot),
            Hidden = TensorData.Of(hidden[0]),
            Batch = count,
            Chunks = chunks,
        };
        kernels.Launch("gather", (int)(count * chunks), &gather);
        Trace?.Invoke("gather");
        for (var i = 1; i < layers.Count; i++)
        {
            hidden[i] = layers[i].Apply(hidden[i - 1]).relu_();
        }

        Trace?.Invoke("layers");
        var logits = head.Apply(hidden[^1]);
        Trace?.Invoke("head");
        return (hidden, logits);
    }

    // Gradients go straight into the flat gradient: G = X^T D, b = sum of D, and D W^T one layer down.
    private void Backward(IKernels kernels, Tensor hot, Tensor[] hidden, Tensor gradient)
    {
        var layers = trunk.Layers.Append(head).ToArray();
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            var input = i == 0 ? hot : hidden[i - 1];
            weightGradients[i].addmm_(input.t(), gradient, 0, 1);
            Trace?.Invoke("weight gradients");
            biasGradients[i].copy_(gradient.sum(0, true));
            Trace?.Invoke("bias gradients");
            if (i > 0)
            {
                gradient = gradient.mm(layers[i].Weight.t());
                Trace?.Invoke("gradients of inputs");
                var gate = new Gate { Hidden = TensorData.Of(hidden[i - 1]), Gradient = TensorData.Of(gradient), Count = gradient.numel() };
                kernels.Launch("gate", (int)((gate.Count + (4 * KernelSource.Threads) - 1) / (4 * KernelSource.Threads)), &gate);
                Trace?.Invoke("gate");
            }
        }
    }

    private void Finish(IKernels kernels, TrajectoryBatch batch, Tensor losses, Tensor slopes, double learningRate, double logZLearningRate,
        double clip)
    {
        var store = policy.Store;
        var norm = new Norm
        {
            Gradients = TensorData.Of(store.Gradients),
            Partial = TensorData.Of(partial),
            Count = policy.LogZStart,
            Blocks = NormBlocks
        };
        kernels.Launch("norm", NormBlocks, &norm);
        Trace?.Invoke("norm");
        var finish = new End
        {
            Gradients = TensorData.Of(store.Gradients),
            Values = TensorData.Of(store.Values),
            Losses = TensorData.Of(losses),
            Slopes = TensorData.Of(slopes),
            LogReward = TensorData.Of(batch.LogReward),
            Sizes = TensorData.Of(sizes),
            Partial = TensorData.Of(partial),
            Metrics = TensorData.Of(metrics),
            Batch = batch.Batch,
            Blocks = NormBlocks,
            Clip = clip,
        };
        kernels.Launch("finish", 1, &finish);
        Trace?.Invoke("finish");
        var (bias1, bias2) = optimizer.CountStep();
        var adam = new Adam
        {
            Values = TensorData.Of(store.Values),
            Gradients = TensorData.Of(store.Gradients),
            First = TensorData.Of(optimizer.FirstMoments),
            Second = TensorData.Of(optimizer.SecondMoments),
            Metrics = TensorData.Of(metrics),
            Count = store.Count,
            Boundary = policy.LogZStart,
            Rate = learningRate / bias1,
            LogZRate = logZLearningRate / bias1,
            InverseRoot = 1 / Math.Sqrt(bias2),
        };
        kernels.Launch("adam", (int)((store.Count + KernelSource.Threads - 1) / KernelSource.Threads), &adam);
        Trace?.Invoke("adam");
    }

    private static long[] Read(Tensor numbers)
    {
        using var host = numbers.cpu();
        return host.data<long>().ToArray();
    }

    private Tensor View(long start, long[] shape)
    {
        using var part = policy.Store.Gradients.narrow(0, start, shape.Aggregate(1L, (a, b) => a * b));
        return part.view(shape).DetachFromDisposeScope();
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Pack
    {
        public void* Lengths;
        public void* Offsets;
        public void* Sizes;
        public long Batch;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Gather
    {
        public void* Weights;
        public void* States;
        public void* Offsets;
        public void* Hot;
        public void* Hidden;
        public long Batch;
        public long Chunks;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Balance
    {
        public void* Weights;
        public void* States;
        public void* Actions;
        public void* Offsets;
        public void* LogReward;
        public void* Logits;
        public void* Gradient;
        public void* Losses;
        public void* Slopes;
        public long Batch;
        public double Huber;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Gate
    {
        public void* Hidden;
        public void* Gradient;
        public long Count;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Norm
    {
        public void* Gradients;
        public void* Partial;
        public long Count;
        public long Blocks;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct End
    {
        public void* Gradients;
        public void* Values;
        public void* Losses;
        public void* Slopes;
        public void* LogReward;
        public void* Sizes;
        public void* Partial;
        public void* Metrics;
        public long Batch;
        public long Blocks;
        public double Clip;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Adam
    {
        public void* Values;
        public void* Gradients;
        public void* First;
        public void* Second;
        public void* Metrics;
        public long Count;
        public long Boundary;
        public double Rate;
        public double LogZRate;
        public double InverseRoot;
    }
}
