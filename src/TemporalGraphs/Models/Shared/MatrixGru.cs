using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>A gated recurrent unit over rows: h' = z h + (1 - z) tanh(x U + (r h) V + b) (Cho et al. 2014).</summary>
internal sealed class MatrixGru : nn.Module
{
    private readonly long size;
    private readonly Parameter input;
    private readonly Parameter recurrent;
    private readonly Parameter candidate;
    private readonly Parameter bias;

    public MatrixGru(Weights weights, long inputSize, long size, double keepBias = 1)
        : base("gru")
    {
        this.size = size;
        input = weights.Glorot(inputSize, 3 * size);
        recurrent = weights.Glorot(size, 2 * size);
        candidate = weights.Glorot(size, size);
        using var start = cat([full(size, keepBias), zeros(2 * size)]);
        bias = weights.Of(start);
        RegisterComponents();
    }

    public Tensor Step(Tensor x, Tensor h)
    {
        var fromInput = x.matmul(input) + bias;
        var gates = (fromInput.narrow(1, 0, 2 * size) + h.matmul(recurrent)).sigmoid();
        var keep = gates.narrow(1, 0, size);
        var fresh = (fromInput.narrow(1, 2 * size, size) + (gates.narrow(1, size, size) * h).matmul(candidate)).tanh();
        return fresh + keep * (h - fresh);
    }
}
