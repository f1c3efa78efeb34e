using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Quiver.TemporalGraphs.Models;

/// <summary>
/// A gated second-order recurrence over rows with factored weights: m = (x U + u) * (h V + v), h' = z h + (1 - z) tanh(m W + b) with the
/// gate z = sigmoid(m G + g) (Sutskever, Martens and Hinton 2011, eq. 6; the gate by m as in Krause et al. 2016).
/// </summary>
/// <remarks>
/// W, U and V are a three-way tensor of rank r, T[i, j, k] = sum over f of U[i, f] V[j, f] W[f, k]. u and v begin at 1, so that the cell is
/// not blind to x where h is nothing and the other way round.
/// </remarks>
internal sealed class SecondOrderCell : nn.Module
{
    private readonly long size;
    private readonly Parameter input;
    private readonly Parameter inputBias;
    private readonly Parameter recurrent;
    private readonly Parameter recurrentBias;
    private readonly Parameter factors;
    private readonly Parameter bias;

    public SecondOrderCell(Weights weights, long inputSize, long size, long rank, double keepBias = 1)
        : base("cell")
    {
        this.size = size;
        input = weights.Glorot(inputSize, rank);
        inputBias = weights.Constant(1, rank);
        recurrent = weights.Glorot(size, rank);
        recurrentBias = weights.Constant(1, rank);
        factors = weights.Glorot(rank, 2 * size);
        using var start = cat([full(size, keepBias), zeros(size)]);
        bias = weights.Of(start);
        RegisterComponents();
    }

    public Tensor Step(Tensor x, Tensor h)
    {
        var gates = ((x.matmul(input) + inputBias) * (h.matmul(recurrent) + recurrentBias)).matmul(factors) + bias;
        var fresh = gates.narrow(1, size, size).tanh();
        return fresh + gates.narrow(1, 0, size).sigmoid() * (h - fresh);
    }
}
