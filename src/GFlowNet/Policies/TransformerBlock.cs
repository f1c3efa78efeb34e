using static TorchSharp.torch;

namespace Quiver.GFlowNet.Policies;

/// <summary>
/// A pre-norm transformer block: attention, then a layer of twice the width, each added to what came in (Vaswani et al. 2017; Xiong et
/// al. 2020 for the place of the norms).
/// </summary>
internal sealed class TransformerBlock
{
    private readonly LayerNorm first;
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear output;
    private readonly LayerNorm second;
    private readonly Linear up;
    private readonly Linear down;
    private readonly int hidden;
    private readonly int heads;

    public TransformerBlock(ParameterStore store, string name, int hidden, int heads)
    {
        if (heads < 1 || hidden % heads != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(heads), heads, $"The number of attention heads must divide the width {hidden}.");
        }

        this.hidden = hidden;
        this.heads = heads;
        first = new LayerNorm(store, name + ".norm1", hidden);
        query = new Linear(store, name + ".query", hidden, hidden);
        key = new Linear(store, name + ".key", hidden, hidden);
        value = new Linear(store, name + ".value", hidden, hidden);
        output = new Linear(store, name + ".output", hidden, hidden);
        second = new LayerNorm(store, name + ".norm2", hidden);
        up = new Linear(store, name + ".up", hidden, 2 * hidden);
        down = new Linear(store, name + ".down", 2 * hidden, hidden);
    }

    /// <summary>About how many weights one has.</summary>
    public static long CountWeights(int hidden) => 8L * hidden * hidden;

    /// <summary>About how many numbers one holds for each place while its gradient is taken.</summary>
    public static long CountNumbers(int hidden, int places) => (8L * hidden) + places;

    /// <summary>Applies the block.</summary>
    /// <param name="x">[n, places, hidden].</param>
    /// <param name="attend">Mixes queries, keys and values, each [n, heads, places, hidden / heads].</param>
    /// <returns>[n, places, hidden].</returns>
    public Tensor Apply(Tensor x, Func<Tensor, Tensor, Tensor, Tensor> attend)
    {
        long n = x.shape[0], k = x.shape[1];
        var normal = first.Apply(x).reshape(n * k, hidden);
        var mixed = attend(Split(query.Apply(normal), n, k), Split(key.Apply(normal), n, k), Split(value.Apply(normal), n, k));
        var y = x.add(output.Apply(mixed.transpose(1, 2).reshape(n * k, hidden)).reshape(n, k, hidden));
        var inner = up.Apply(second.Apply(y).reshape(n * k, hidden)).relu_();
        return y.add(down.Apply(inner).reshape(n, k, hidden));
    }

    private Tensor Split(Tensor x, long n, long k) => x.reshape(n, k, heads, hidden / heads).transpose(1, 2);
}
