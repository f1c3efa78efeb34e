using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>An LSTM whose hidden state passes through Chebyshev filters of the snapshot's graph (Chen et al. 2018, GC-LSTM).</summary>
internal sealed class GcLstm : SnapshotLinkModel
{
    private readonly int size;
    private readonly Parameter features;
    private readonly Parameter input;
    private readonly Parameter[] filters;
    private readonly Parameter bias;
    private readonly Parameter output;
    private readonly BilinearDecoder decoder;
    private Tensor? hidden;
    private Tensor? cell;
    private Tensor? own;

    /// <param name="nodes">Node count.</param>
    /// <param name="size">Width.</param>
    /// <param name="order">Chebyshev terms K, at least 2: K = 1 never reads the graph.</param>
    /// <param name="weights">Draws the parameters.</param>
    public GcLstm(int nodes, int size, int order, Weights weights)
        : base("gclstm", nodes, size, weights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 2);
        this.size = size;
        features = Features;
        input = weights.Glorot(size, 4 * size);
        filters = new Parameter[order];
        for (var k = 0; k < order; k++)
        {
            filters[k] = weights.Glorot(size, 4 * size);
            register_parameter("filter" + k.ToString(System.Globalization.CultureInfo.InvariantCulture), filters[k]);
        }

        bias = weights.Constant(0, 4 * size);
        output = weights.Glorot(size, size);
        decoder = new BilinearDecoder(weights, size);
        RegisterComponents();
    }

    protected override void ResetState()
    {
        Keep(ref hidden, null);
        Keep(ref cell, null);
        Keep(ref own, null);
    }

    protected override Tensor Encode(SnapshotGraph graph)
    {
        // Before the first snapshot every node's hidden state is its own features, so that the first filter sees the graph.
        var h = hidden ?? features.tanh();
        var c = cell ?? zeros_like(features);
        var gates = Own() + h.matmul(filters[0]);
        var (older, old) = (h, graph.Neighbors(h).neg());
        for (var k = 1; k < filters.Length; k++)
        {
            // The first term is zero where a node has no edges, and that is nearly everywhere.
            gates = k == 1
                ? gates.index_add(0, graph.Active, old.index_select(0, graph.Active).matmul(filters[k]), 1)
                : gates + old.matmul(filters[k]);
            if (k + 1 < filters.Length)
            {
                var next = graph.Neighbors(old).neg();
                (older, old) = (old, next + next - older);
            }
        }

        var sigma = gates.narrow(1, 0, 3 * size).sigmoid();
        var newCell = sigma.narrow(1, size, size) * c + sigma.narrow(1, 0, size) * gates.narrow(1, 3 * size, size).tanh();
        var newHidden = sigma.narrow(1, 2 * size, size) * newCell.tanh();
        Keep(ref hidden, newHidden);
        Keep(ref cell, newCell);
        return features + newHidden.matmul(output);
    }

    // The features' part of the gates: the same for every snapshot while nothing is learned.
    private Tensor Own()
    {
        if (is_grad_enabled())
        {
            Keep(ref own, null);
            return features.matmul(input) + bias;
        }

        if (own is null)
        {
            Keep(ref own, features.matmul(input) + bias);
        }

        return own!;
    }

    protected override Tensor Decode(Tensor source, Tensor destination) => decoder.Score(source, destination);
}
