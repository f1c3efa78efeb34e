using System.Runtime.InteropServices;
using Quiver.Core.Randomness;
using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Kernels;

/// <summary>Complete forward walks in one kernel launch: steps, masks, policy, random numbers, exploration and reward.</summary>
internal sealed unsafe class DeviceRollout
{
    private readonly DiscreteEnvironment environment;
    private readonly PolicyNetwork policy;
    private readonly KernelSource source;
    private readonly Func<string, IKernels> compile;
    private readonly int multiprocessors;
    private readonly int sharedLimit;
    private readonly Dictionary<int, IKernels> byRows = [];
    private readonly Dictionary<long, int> rowsOf = [];
    private IKernels? layers;
    private Tensor? clocks;

    /// <summary>Creates a rollout over given compiled kernels.</summary>
    /// <param name="environment">Where to walk.</param>
    /// <param name="policy">What to follow.</param>
    /// <param name="source">Its kernels.</param>
    /// <param name="compile">Makes kernels of a source.</param>
    /// <param name="multiprocessors">Blocks that run side by side.</param>
    /// <param name="sharedLimit">Shared memory a block can have, bytes.</param>
    public DeviceRollout(DiscreteEnvironment environment, PolicyNetwork policy, KernelSource source, Func<string, IKernels> compile,
        int multiprocessors, int sharedLimit) =>
        (this.environment, this.policy, this.source, this.compile, this.multiprocessors, this.sharedLimit) = (environment, policy, source,
            compile, multiprocessors, sharedLimit);

    // QUIVER_KERNELS: off for tensor operations alone, plain for kernels that keep no weights; for measurements.
    private static string? Mode => Environment.GetEnvironmentVariable("QUIVER_KERNELS");

    /// <summary>Why there are no kernels on this machine though there is a GPU; null where nothing went wrong.</summary>
    public static string? Problem { get; private set; }

    /// <summary>The rollout on the environment's GPU, or null where tensor operations must serve.</summary>
    public static DeviceRollout? Create(DiscreteEnvironment environment, PolicyNetwork policy)
    {
        if (environment.Device.type != TorchSharp.DeviceType.CUDA || KernelSource.For(environment, policy) is not { } source
            || Mode == "off")
        {
            return null;
        }

        try
        {
            var index = Math.Max(0, environment.Device.index);
            var (_, _, multiprocessors, shared) = CudaDriver.Describe(index);
            var rollout = new DeviceRollout(environment, policy, source, text => new CudaKernels(text, KernelSource.Threads, index),
                multiprocessors, Mode == "plain" ? 0 : shared);
            _ = rollout.Kernels(1);
            return rollout;
        }
        catch (KernelUnavailableException e)
        {
            Problem = e.Message;
            return null;
        }
    }

    /// <summary>[6], int64: cycles of each part of a step, summed by the first block; null (the default) counts nothing.</summary>
    public Tensor? Clocks
    {
        get => clocks;
        set
        {
            clocks = value;
            byRows.Clear();
        }
    }

    /// <summary>True when the kernel computes log R as well.</summary>
    public bool HasReward => source.HasReward;

    /// <summary>Blocks that run side by side.</summary>
    public int Multiprocessors => multiprocessors;

    /// <summary>The kernels of the matrix products.</summary>
    public IKernels Layers => layers ??= compile(KernelSource.Layers);

    /// <summary>The kernels for a batch, the rows of a block chosen by its size.</summary>
    public IKernels Kernels(long batch) => ByRows(RowsFor(batch));

    /// <summary>Walks to the end.</summary>
    /// <param name="start">[batch, width].</param>
    /// <param name="stream">The random numbers.</param>
    /// <param name="exploration">How to depart from the policy.</param>
    /// <returns>States [steps, batch, width], actions [steps, batch], lengths, terminal states, log R (or null: not computed).</returns>
    public (Tensor States, Tensor Actions, Tensor Lengths, Tensor Terminal, Tensor? LogReward) Walk(Tensor start, RandomStream stream,
        Exploration exploration)
    {
        using var from = start.contiguous();
        var buffers = WalkBuffers.For(environment, from, source.HasReward);
        var own = ControlOf(stream, exploration);
        Launch(buffers, stream.Seed, own, null);
        var (states, actions) = (buffers.States, buffers.Actions);
        if (!environment.FixedLength)
        {
            var longest = buffers.Lengths.max().item<long>();
            (states, actions) = (states.narrow(0, 0, longest), actions.narrow(0, 0, longest));
        }

        return (states, actions, buffers.Lengths, buffers.Terminal, buffers.LogReward);
    }

    /// <summary>What a walk needs to know of its iteration.</summary>
    public static Control ControlOf(RandomStream stream, Exploration exploration) => new()
    {
        Index = stream.Index,
        InverseTemperature = 1 / exploration.Temperature,
        Epsilon = exploration.Epsilon,
        PrefixProbability = exploration.PrefixProbability,
        PrefixLength = exploration.PrefixLength,
    };

    /// <summary>Queues the walks of a batch.</summary>
    /// <param name="buffers">Where they begin and what they leave.</param>
    /// <param name="seed">The seed of all streams.</param>
    /// <param name="own">Stream and exploration.</param>
    /// <param name="kept">A <see cref="Control"/> on the device that stands for <paramref name="own"/>; null for none.</param>
    public void Launch(WalkBuffers buffers, ulong seed, Control own, void* kept)
    {
        var batch = buffers.Start.shape[0];
        var rows = RowsFor(batch);
        var arguments = new Arguments
        {
            Weights = TensorData.Of(policy.Store.Values),
            Table = TensorData.Of((environment.Reward as IDeviceReward)?.DeviceTable),
            Start = TensorData.Of(buffers.Start),
            States = TensorData.Of(buffers.States),
            Actions = TensorData.Of(buffers.Actions),
            Lengths = TensorData.Of(buffers.Lengths),
            Terminal = TensorData.Of(buffers.Terminal),
            LogReward = TensorData.Of(buffers.LogReward),
            Batch = batch,
            Seed = seed,
            Clocks = TensorData.Of(Clocks),
            Kept = kept,
            Own = own,
        };
        ByRows(rows).Launch("rollout", (int)((batch + rows - 1) / rows), &arguments,
            source.Kept(rows, sharedLimit) is { } weights ? source.Dynamic(weights) : 0);
    }

    private int RowsFor(long batch)
    {
        if (!rowsOf.TryGetValue(batch, out var rows))
        {
            var most = source.Kept(4, sharedLimit) is null ? 8 : 4;
            for (rows = 1; rows < most && batch > (long)rows * multiprocessors; rows *= 2)
            {
            }

            rowsOf[batch] = rows = source.Rows(rows);
        }

        return rows;
    }

    private IKernels ByRows(int rows)
    {
        if (!byRows.TryGetValue(rows, out var kernels))
        {
            byRows[rows] = kernels = compile(source.Text(rows, source.Kept(rows, sharedLimit), Clocks is not null));
        }

        return kernels;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Arguments
    {
        public void* Weights;
        public void* Table;
        public void* Start;
        public void* States;
        public void* Actions;
        public void* Lengths;
        public void* Terminal;
        public void* LogReward;
        public long Batch;
        public ulong Seed;
        public void* Clocks;
        public void* Kept;
        public Control Own;
    }
}
