using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// GraphMixer (Cong et al. 2023): an MLP-mixer over the fixed time codes of a node's recent links, and the mean of its recent
/// neighbours' features. The links carry their neighbour's learned features in place of link features.
/// </summary>
internal sealed class GraphMixer : NeighborLinkModel
{
    private readonly int size;
    private readonly Tensor frequency;
    private readonly Parameter entry;
    private readonly Parameter tokenIn;
    private readonly Parameter tokenOut;
    private readonly Parameter channelIn;
    private readonly Parameter channelOut;
    private readonly Parameter mean;

    public GraphMixer(int nodes, int size, int neighbors, Weights weights)
        : base("graphmixer", nodes, size, neighbors, weights)
    {
        this.size = size;
        var start = new float[size];
        for (var i = 0; i < size; i++)
        {
            start[i] = MathF.Pow(10, -9f * i / Math.Max(1, size - 1));
        }

        frequency = tensor(start, device: Device).DetachFromDisposeScope();
        entry = Add("entry", weights.Glorot(2 * size, size));
        tokenIn = Add("tokenIn", weights.Glorot(neighbors, 2 * neighbors));
        tokenOut = Add("tokenOut", weights.Glorot(2 * neighbors, neighbors));
        channelIn = Add("channelIn", weights.Glorot(size, 2 * size));
        channelOut = Add("channelOut", weights.Glorot(2 * size, size));
        mean = Add("mean", weights.Glorot(size, size));
    }

    protected override Tensor Embed(int[] ids, double[] now, bool newest)
    {
        var (around, _, ages, absent) = Past(ids, now, newest);
        var there = (1 - tensor(absent, device: Device)).view(ids.Length, NeighborCount, 1);
        var neighbors = Rows(around).view(ids.Length, NeighborCount, size) * there;
        var codes = (tensor(ages, device: Device).unsqueeze(1) * frequency).cos().view(ids.Length, NeighborCount, size) * there;
        var x = cat([neighbors, codes], 2).matmul(entry);
        x = x + x.transpose(1, 2).matmul(tokenIn).relu().matmul(tokenOut).transpose(1, 2);
        x = x + x.matmul(channelIn).relu().matmul(channelOut);
        var number = there.sum(1).clamp_min(1);
        return Rows(ids) + (x * there).sum(1) / number + (neighbors.sum(1) / number).matmul(mean);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            frequency.Dispose();
        }

        base.Dispose(disposing);
    }

    private Parameter Add(string name, Parameter parameter)
    {
        register_parameter(name, parameter);
        return parameter;
    }
}
