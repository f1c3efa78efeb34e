using System.Runtime.InteropServices;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Kernels;

/// <summary>
/// The layers of an MLP, forward and backward, by the kernels of layers.cu. The number of rows stands on the device, so that
/// nobody has to ask for it.
/// </summary>
internal sealed unsafe class LayerProducts : IDisposable
{
    /// <summary>The most layers, the head included.</summary>
    public const int MostLayers = 8;

    /// <summary>Blocks that sum the squares of the gradient.</summary>
    public const int SquareBlocks = 64;

    // Outputs of a block: the tiles of layers.cu.
    private const int LargeRows = 128, LargeColumns = 256, WideRows = 64, WideColumns = 128;
    private const int SmallRows = 32, SmallColumns = 64, NarrowRows = 128, NarrowColumns = 8;
    private readonly ParameterStore store;
    private readonly Linear[] layers;
    private readonly Tensor sizes;
    private readonly Tensor partial;
    private readonly Tensor[] hidden;
    private readonly Tensor[] gradients;
    private readonly long parameters;
    private readonly int multiprocessors;
    private readonly bool large;
    private readonly int chunks;

    /// <summary>Takes the memory for a number of rows.</summary>
    /// <param name="store">Where the numbers are.</param>
    /// <param name="layers">All layers, the head last; all but it end in max(0, .).</param>
    /// <param name="parameters">How many numbers the gradient has that are not log Z.</param>
    /// <param name="sizes">[2], int64: the rows there are, and another number.</param>
    /// <param name="capacity">The most rows.</param>
    /// <param name="multiprocessors">Blocks that run side by side.</param>
    public LayerProducts(ParameterStore store, Linear[] layers, long parameters, Tensor sizes, long capacity, int multiprocessors)
    {
        (this.store, this.layers, this.parameters, this.sizes, this.multiprocessors) = (store, layers, parameters, sizes, multiprocessors);
        Capacity = capacity;

        // More shares keep all multiprocessors busy where there are many rows; each costs a copy of the gradient. Their number decides
        // in which order rows are summed, so it may not follow the card.
        large = capacity >= 16_384;
        chunks = large ? (int)Math.Clamp(128 / Math.Max(1, layers.Sum(WeightTiles)), 16, 64) : 16;
        Tensor Floats(params long[] shape) => zeros(shape, ScalarType.Float32, store.Device).DetachFromDisposeScope();
        Hot = Floats(capacity, layers[0].Weight.shape[0]);
        hidden = layers[..^1].Select(l => Floats(capacity, l.Weight.shape[1])).ToArray();
        gradients = layers.Select(l => Floats(capacity, l.Weight.shape[1])).ToArray();
        Logits = Floats(capacity, layers[^1].Weight.shape[1]);
        partial = Floats(chunks, parameters);
        Squares = zeros([SquareBlocks], ScalarType.Float64, store.Device).DetachFromDisposeScope();
    }

    /// <summary>The most rows.</summary>
    public long Capacity { get; }

    /// <summary>[rows, vocabulary]: what the first layer is given; whoever fills the first hidden layer writes it.</summary>
    public Tensor Hot { get; }

    /// <summary>[rows, width]: the first hidden layer.</summary>
    public Tensor First => hidden[0];

    /// <summary>[rows, actions].</summary>
    public Tensor Logits { get; }

    /// <summary>[rows, actions]: the loss's gradient with respect to the logits, to be filled before <see cref="Backward"/>.</summary>
    public Tensor LogitGradients => gradients[^1];

    /// <summary>Sums of squares of the gradient, one per block.</summary>
    public Tensor Squares { get; }

    /// <summary>Bytes that a number of rows takes.</summary>
    public static long Bytes(Linear[] layers, long capacity) =>
        capacity * sizeof(float) * (layers[0].Weight.shape[0] + (2 * layers.Sum(l => l.Weight.shape[1])));

    /// <summary>From the first hidden layer to the logits.</summary>
    /// <param name="kernels">What runs them.</param>
    public void Forward(IKernels kernels)
    {
        for (var i = 1; i < layers.Length; i++)
        {
            var outputs = layers[i].Weight.shape[1];
            var (name, blocks) = outputs <= NarrowColumns ? ("narrow", Blocks(NarrowRows, NarrowColumns, outputs)) : Shape(outputs);
            var arguments = new ForwardArguments
            {
                Input = TensorData.Of(hidden[i - 1]),
                Matrix = Number(layers[i].WeightStart),
                Bias = Number(layers[i].BiasStart),
                Output = TensorData.Of(i == layers.Length - 1 ? Logits : hidden[i]),
                Sizes = TensorData.Of(sizes),
                Inputs = layers[i].Weight.shape[0],
                Outputs = outputs,
                Rectified = i == layers.Length - 1 ? 0 : 1,
                Blocks = blocks,
            };
            kernels.Launch("forward_" + name, blocks, &arguments);
        }
    }

    /// <summary>From the gradient of the logits to that of all parameters, in the store, and its squares.</summary>
    /// <param name="kernels">What runs them.</param>
    /// <param name="trace">Told of each stage after it was queued.</param>
    public void Backward(IKernels kernels, Action<string>? trace)
    {
        for (var i = layers.Length - 1; i > 0; i--)
        {
            var (inputs, outputs) = (layers[i].Weight.shape[0], layers[i].Weight.shape[1]);
            var (name, blocks) = Shape(inputs);
            var arguments = new InputsArguments
            {
                Gradient = TensorData.Of(gradients[i]),
                Matrix = Number(layers[i].WeightStart),
                Hidden = TensorData.Of(hidden[i - 1]),
                Output = TensorData.Of(gradients[i - 1]),
                Sizes = TensorData.Of(sizes),
                Inputs = inputs,
                Outputs = outputs,
                Blocks = blocks,
            };
            kernels.Launch("inputs_" + name, blocks, &arguments);
            trace?.Invoke("gradients of inputs");
        }

        var weights = new WeightsArguments
        {
            Partial = TensorData.Of(partial),
            Sizes = TensorData.Of(sizes),
            Layers = layers.Length,
            Chunks = chunks,
            Parameters = parameters,
        };
        var first = 0L;
        for (var i = 0; i < layers.Length; i++)
        {
            var (inputs, outputs) = (layers[i].Weight.shape[0], layers[i].Weight.shape[1]);
            weights.Input[i] = (long)TensorData.Of(i == 0 ? Hot : hidden[i - 1]);
            weights.Gradient[i] = (long)TensorData.Of(gradients[i]);
            (weights.Inputs[i], weights.Outputs[i]) = (inputs, outputs);
            (weights.Matrix[i], weights.Bias[i]) = (layers[i].WeightStart, layers[i].BiasStart);
            weights.First[i] = first;
            first += chunks * (outputs <= NarrowColumns ? Tiles(inputs, NarrowRows) : WeightTiles(layers[i]));
        }

        weights.First[layers.Length] = first;
        kernels.Launch(large ? "weights_large" : "weights_wide", (int)first, &weights);
        trace?.Invoke("weight gradients");
        var collect = new CollectArguments
        {
            Partial = TensorData.Of(partial),
            Gradients = TensorData.Of(store.Gradients),
            Squares = TensorData.Of(Squares),
            Parameters = parameters,
            Chunks = chunks,
            Blocks = SquareBlocks,
        };
        kernels.Launch("collect", SquareBlocks, &collect);
        trace?.Invoke("collect");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in hidden.Concat(gradients).Concat([Hot, Logits, partial, Squares]))
        {
            part.Dispose();
        }
    }

    private static long Tiles(long length, long tile) => (length + tile - 1) / tile;

    // Of layers that are not narrow.
    private long WeightTiles(Linear layer)
    {
        var (inputs, outputs) = (layer.Weight.shape[0], layer.Weight.shape[1]);
        return outputs <= NarrowColumns ? 0
            : large ? Tiles(inputs, LargeRows) * Tiles(outputs, LargeColumns)
            : Tiles(inputs, WideRows) * Tiles(outputs, WideColumns);
    }

    private void* Number(long start) => (float*)TensorData.Of(store.Values) + start;

    // Large tiles use a multiprocessor best; small ones keep more of them busy.
    private (string Name, int Blocks) Shape(long columns) =>
        Tiles(Capacity, LargeRows) * Tiles(columns, LargeColumns) >= multiprocessors
            ? ("large", (int)Math.Min(multiprocessors, Tiles(Capacity, LargeRows) * Tiles(columns, LargeColumns)))
        : Tiles(Capacity, WideRows) * Tiles(columns, WideColumns) >= 2 * multiprocessors
            ? ("wide", Blocks(WideRows, WideColumns, columns))
            : ("small", Blocks(SmallRows, SmallColumns, columns));

    private int Blocks(int rows, int width, long columns) =>
        (int)Math.Min(2 * multiprocessors, Tiles(Capacity, rows) * Tiles(columns, width));

    [StructLayout(LayoutKind.Sequential)]
    private struct ForwardArguments
    {
        public void* Input;
        public void* Matrix;
        public void* Bias;
        public void* Output;
        public void* Sizes;
        public long Inputs;
        public long Outputs;
        public long Rectified;
        public long Blocks;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct InputsArguments
    {
        public void* Gradient;
        public void* Matrix;
        public void* Hidden;
        public void* Output;
        public void* Sizes;
        public long Inputs;
        public long Outputs;
        public long Blocks;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WeightsArguments
    {
        public fixed long Input[MostLayers];
        public fixed long Gradient[MostLayers];
        public fixed long Inputs[MostLayers];
        public fixed long Outputs[MostLayers];
        public fixed long Matrix[MostLayers];
        public fixed long Bias[MostLayers];
        public fixed long First[MostLayers + 1];
        public void* Partial;
        public void* Sizes;
        public long Layers;
        public long Chunks;
        public long Parameters;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct CollectArguments
    {
        public void* Partial;
        public void* Gradients;
        public void* Squares;
        public long Parameters;
        public long Chunks;
        public long Blocks;
    }
}
