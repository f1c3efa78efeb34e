using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Noise;

/// <summary>The slow, obvious mixed state: the complex matrix, with Kraus operators multiplied from both sides.</summary>
internal sealed class DenseNoise
{
    private readonly int qubits;
    private Complex[][] columns;

    public DenseNoise(int qubits)
    {
        this.qubits = qubits;
        columns = [.. Enumerable.Range(0, 1 << qubits).Select(_ => new Complex[1 << qubits])];
        columns[0][0] = 1;
    }

    public Complex this[int row, int column] => columns[column][row];

    public Complex[] ToArray() => [.. from r in Enumerable.Range(0, columns.Length) from c in Enumerable.Range(0, columns.Length) select this[r, c]];

    public void Apply(KrausChannel channel, params int[] on)
    {
        var sum = Enumerable.Range(0, columns.Length).Select(_ => new Complex[columns.Length]).ToArray();
        for (var k = 0; k < channel.Count; k++)
        {
            var term = Both(channel.Operator(k).ToArray(), on);
            for (var c = 0; c < sum.Length; c++)
            {
                for (var r = 0; r < sum.Length; r++)
                {
                    sum[c][r] += term[c][r];
                }
            }
        }

        columns = sum;
    }

    public void Apply(GateOperation gate) => columns = Both(GateMatrices.Of(gate), gate.Qubits.ToArray());

    public double Expectation(PauliSum observable)
    {
        var matrix = PauliAlgebra.ToMatrix(observable);
        Complex trace = 0;
        for (var r = 0; r < columns.Length; r++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                trace += matrix[r, c] * this[c, r];
            }
        }

        return trace.Real;
    }

    // K rho K' = (K (K rho)')'.
    private Complex[][] Both(Complex[] k, int[] on) => Left(k, on, Dagger(Left(k, on, columns)));

    private Complex[][] Left(Complex[] k, int[] on, Complex[][] matrix)
    {
        var copy = matrix.Select(static c => c.ToArray()).ToArray();
        foreach (var column in copy)
        {
            DenseSimulator.Apply(k, on, qubits, column);
        }

        return copy;
    }

    private static Complex[][] Dagger(Complex[][] matrix) =>
        [.. Enumerable.Range(0, matrix.Length).Select(r => matrix.Select(c => Complex.Conjugate(c[r])).ToArray())];
}
