using Quiver.GFlowNet.Torch;
using System.Runtime.InteropServices;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using Quiver.GFlowNet.Training;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Kernels;

/// <summary>
/// Trajectory balance with uniform P_B without autograd: the visited states are packed, scored, and everything up to the new
/// weights is done by a dozen kernels. Where nobody stands between walking and learning, a whole iteration is recorded once and
/// started by one call of the driver. Nothing is read back but, at the end, a few numbers.
/// </summary>
/// <remarks>Every sum has a fixed order, so equal inputs give equal bits, recorded or not.</remarks>
internal sealed unsafe class FusedTrajectoryBalance : IDisposable
{
    // A recorded iteration has memory for the longest walks; beyond this the walks' real number of states decides.
    private const long WholeBytes = 4L << 30;
    private readonly DiscreteEnvironment environment;
    private readonly PolicyNetwork policy;
    private readonly AdamOptimizer optimizer;
    private readonly DeviceRollout rollout;
    private readonly double huber;
    private readonly Linear[] layers;
    private readonly Tensor metrics;
    private readonly Tensor sizes;
    private readonly Tensor control;
    private LayerProducts? products;
    private Whole? whole;

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
        var (trunk, head) = policy.Plain!.Value;
        layers = [.. trunk.Layers, head];
        var device = policy.Store.Device;
        metrics = zeros([8], ScalarType.Float64, device).DetachFromDisposeScope();
        sizes = zeros([2], ScalarType.Int64, device).DetachFromDisposeScope();
        control = zeros([sizeof(Control) / sizeof(double)], ScalarType.Float64, device).DetachFromDisposeScope();
    }

    /// <summary>Told of each stage after it was queued; for timings. Nothing is recorded then.</summary>
    public Action<string>? Trace { get; set; }

    /// <summary>False to queue the kernels of a whole iteration one by one; for tests and measurements.</summary>
    public bool Records { get; set; } = Environment.GetEnvironmentVariable("QUIVER_KERNELS") != "single";

    /// <summary>True when a policy has kernels for its training.</summary>
    public static bool Serves(PolicyNetwork policy) => policy.Plain is { } plain && plain.Trunk.Layers.Count < LayerProducts.MostLayers;

    /// <summary>True when <see cref="Iterate"/> can do a batch.</summary>
    public bool Iterates(long batch) => LayerProducts.Bytes(layers, batch * environment.MaximumLength) <= WholeBytes;

    /// <summary>Scores a batch and updates the weights.</summary>
    /// <param name="batch">Finished trajectories.</param>
    /// <param name="learningRate">For everything but log Z.</param>
    /// <param name="logZLearningRate">For log Z.</param>
    /// <param name="clip">Gradients longer than this are shortened; 0 for no clipping.</param>
    /// <returns>
    /// Loss, log Z before the update, gradient norm, mean log R and visited states. Where loss or norm is not finite nothing
    /// was changed.
    /// </returns>
    public FusedStep Update(TrajectoryBatch batch, double learningRate, double logZLearningRate, double clip)
    {
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var kernels = rollout.Kernels(batch.Batch);
        var places = Places.For(batch.Batch, policy.Store.Device);
        var states = batch.States.contiguous();
        var actions = batch.Actions.contiguous();
        var own = Rates(default, learningRate, logZLearningRate);
        Queue(kernels, Products(batch.Batch * batch.Steps), states, actions, batch.Lengths, batch.LogReward, places, clip, own, null);
        return Read(kernels);
    }

    /// <summary>Walks from the start, scores and updates, all on the device.</summary>
    /// <param name="batch">How many trajectories.</param>
    /// <param name="stream">Their random numbers.</param>
    /// <param name="exploration">How they depart from the policy.</param>
    /// <param name="learningRate">For everything but log Z.</param>
    /// <param name="logZLearningRate">For log Z.</param>
    /// <param name="clip">Gradients longer than this are shortened; 0 for no clipping.</param>
    /// <returns>As <see cref="Update"/>.</returns>
    public FusedStep Iterate(long batch, RandomStream stream, Exploration exploration, double learningRate, double logZLearningRate,
        double clip)
    {
        using var guard = no_grad();
        using var scope = TorchScope.Begin();
        var kernels = rollout.Kernels(batch);
        if (whole is null || !whole.Fits(batch, stream.Seed, clip))
        {
            whole?.Dispose();
            whole = new Whole(environment, policy.Store.Device, batch, stream.Seed, clip);
        }

        var memory = Products(batch * environment.MaximumLength);
        var kept = TensorData.Of(control);
        var write = new ControlArguments
        {
            To = kept,
            Value = Rates(DeviceRollout.ControlOf(stream, exploration), learningRate, logZLearningRate),
        };
        kernels.Launch("control", 1, &write);
        var walks = whole.Walks;
        if (!rollout.HasReward)
        {
            // A reward without device code is computed by tensor operations between the walks and the rest.
            Walk();
            walks.LogReward!.copy_(environment.LogReward(walks.Terminal));
        }

        void Walk()
        {
            rollout.Launch(walks, stream.Seed, default, (void*)kept);
            Trace?.Invoke("walks");
        }

        void Rest()
        {
            if (rollout.HasReward)
            {
                Walk();
            }

            Queue(kernels, memory, walks.States, walks.Actions, walks.Lengths, walks.LogReward!, whole.Places, clip, default, kept);
        }

        // The first time the kernels are loaded one by one, then they are recorded.
        if (Records && Trace is null && whole.Turns++ > 0)
        {
            whole.Recording ??= kernels.Record(Rest);
            whole.Recording.Replay();
        }
        else
        {
            Rest();
        }

        return Read(kernels);
    }

    /// <summary>The trajectories of the last <see cref="Iterate"/>, valid up to the next.</summary>
    /// <param name="longest">Steps of the longest.</param>
    public TrajectoryBatch Walked(long longest)
    {
        var walks = whole!.Walks;
        return new TrajectoryBatch(walks.States.narrow(0, 0, longest), walks.Actions.narrow(0, 0, longest), walks.Lengths.alias(),
            walks.Terminal.alias(), walks.LogReward!.alias(), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        whole?.Dispose();
        products?.Dispose();
        metrics.Dispose();
        sizes.Dispose();
        control.Dispose();
    }

    // Memory for a number of rows; a recording that points into memory given up is given up too.
    private LayerProducts Products(long rows)
    {
        if (products is null || products.Capacity < rows)
        {
            products?.Dispose();
            if (whole is not null)
            {
                whole.Recording?.Dispose();
                whole.Recording = null;
            }

            products = new LayerProducts(policy.Store, layers, policy.LogZStart, sizes, rows, rollout.Multiprocessors);
        }

        return products;
    }

    private Control Rates(Control control, double learningRate, double logZLearningRate)
    {
        var (bias1, bias2) = optimizer.CountStep();
        control.Rate = learningRate / bias1;
        control.LogZRate = logZLearningRate / bias1;
        control.InverseRoot = 1 / Math.Sqrt(bias2);
        return control;
    }

    private void Queue(IKernels kernels, LayerProducts memory, Tensor states, Tensor actions, Tensor lengths, Tensor logReward,
        Places places, double clip, Control own, void* kept)
    {
        var count = lengths.shape[0];
        var store = policy.Store;
        var pack = new Pack
        {
            Lengths = TensorData.Of(lengths),
            Offsets = TensorData.Of(places.Offsets),
            Sizes = TensorData.Of(sizes),
            Batch = count
        };
        kernels.Launch("pack", 1, &pack);
        Trace?.Invoke("pack");

        // Few trajectories: several blocks share one.
        var chunks = Math.Clamp(512 / count, 1, 16);
        var gather = new Gather
        {
            Weights = TensorData.Of(store.Values),
            States = TensorData.Of(states),
            Offsets = TensorData.Of(places.Offsets),
            Hot = TensorData.Of(memory.Hot),
            Hidden = TensorData.Of(memory.First),
            Batch = count,
            Chunks = chunks,
        };
        kernels.Launch("gather", (int)(count * chunks), &gather);
        Trace?.Invoke("gather");
        memory.Forward(rollout.Layers);
        Trace?.Invoke("layers");
        var balance = new Balance
        {
            Weights = TensorData.Of(store.Values),
            States = TensorData.Of(states),
            Actions = TensorData.Of(actions),
            Offsets = TensorData.Of(places.Offsets),
            LogReward = TensorData.Of(logReward),
            Logits = TensorData.Of(memory.Logits),
            Gradient = TensorData.Of(memory.LogitGradients),
            Losses = TensorData.Of(places.Losses),
            Slopes = TensorData.Of(places.Slopes),
            Batch = count,
            Huber = huber,
        };
        kernels.Launch("balance", (int)count, &balance);
        Trace?.Invoke("balance");
        memory.Backward(rollout.Layers, Trace);
        var finish = new End
        {
            Gradients = TensorData.Of(store.Gradients),
            Values = TensorData.Of(store.Values),
            Losses = TensorData.Of(places.Losses),
            Slopes = TensorData.Of(places.Slopes),
            LogReward = TensorData.Of(logReward),
            Sizes = TensorData.Of(sizes),
            Partial = TensorData.Of(memory.Squares),
            Metrics = TensorData.Of(metrics),
            Batch = count,
            Blocks = LayerProducts.SquareBlocks,
            Clip = clip,
        };
        kernels.Launch("finish", 1, &finish);
        Trace?.Invoke("finish");
        var adam = new Adam
        {
            Values = TensorData.Of(store.Values),
            Gradients = TensorData.Of(store.Gradients),
            First = TensorData.Of(optimizer.FirstMoments),
            Second = TensorData.Of(optimizer.SecondMoments),
            Metrics = TensorData.Of(metrics),
            Count = store.Count,
            Boundary = policy.LogZStart,
            Kept = kept,
            Own = own,
        };
        kernels.Launch("adam", (int)((store.Count + KernelSource.Threads - 1) / KernelSource.Threads), &adam);
        Trace?.Invoke("adam");
    }

    private FusedStep Read(IKernels kernels)
    {
        Span<double> numbers = stackalloc double[8];
        kernels.Read(TensorData.Of(metrics), numbers);
        Trace?.Invoke("read");
        return new FusedStep(numbers[0], numbers[1], numbers[2], numbers[3], (long)numbers[4], (long)numbers[6]);
    }

    // Of each trajectory: its first row, loss, and the loss's slope.
    private sealed record Places(Tensor Offsets, Tensor Losses, Tensor Slopes)
    {
        public static Places For(long count, Device device) => new(
            empty([count + 1], ScalarType.Int64, device), empty([count], ScalarType.Float64, device),
            empty([count], ScalarType.Float64, device));
    }

    // Memory and recording of whole iterations of one batch size.
    private sealed class Whole : IDisposable
    {
        private readonly (long Batch, ulong Seed, double Clip) key;
        private readonly Tensor[] owned;

        public Whole(DiscreteEnvironment environment, Device device, long batch, ulong seed, double clip)
        {
            key = (batch, seed, clip);
            Walks = WalkBuffers.For(environment, environment.Initial(batch).contiguous(), true);
            Places = Places.For(batch, device);
            owned = [Walks.Start, Walks.States, Walks.Actions, Walks.Lengths, Walks.Terminal, Walks.LogReward!,
                Places.Offsets, Places.Losses, Places.Slopes];
            foreach (var tensor in owned)
            {
                tensor.DetachFromDisposeScope();
            }
        }

        public WalkBuffers Walks { get; }

        public Places Places { get; }

        public int Turns { get; set; }

        public IRecording? Recording { get; set; }

        public bool Fits(long batch, ulong seed, double clip) => key == (batch, seed, clip);

        public void Dispose()
        {
            Recording?.Dispose();
            foreach (var tensor in owned)
            {
                tensor.Dispose();
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ControlArguments
    {
        public void* To;
        public Control Value;
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
        public void* Kept;
        public Control Own;
    }
}
