using BenchmarkDotNet.Attributes;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Benchmarks;

/// <summary>
/// y = H x without a matrix, against a loop over terms and basis states. Goal: at least ten times faster on lithium hydride (12 qubits, 631
/// terms).
/// </summary>
public class OperatorBenchmarks
{
    private PauliSum sum = null!;
    private MatrixFreeOperator compiled = null!;
    private double[] x = [];
    private double[] y = [];

    /// <summary>Molecule in data/molecules.</summary>
    [Params("h4", "lih")]
    public string Molecule { get; set; } = "h4";

    [GlobalSetup]
    public void Load()
    {
        sum = BenchmarkInputs.Molecule(Molecule).Sum;
        compiled = new MatrixFreeOperator(sum);
        var random = new Random(1);
        x = [.. Enumerable.Range(0, compiled.Size).Select(_ => random.NextDouble() - 0.5)];
        y = new double[x.Length];
    }

    [Benchmark]
    public double MatrixFree()
    {
        compiled.Apply(x, y);
        return y[1];
    }

    [Benchmark(Baseline = true)]
    public double TermByTerm()
    {
        Array.Clear(y);
        for (var t = 0; t < sum.Count; t++)
        {
            var label = sum.String(t).ToString();
            var (flips, signs, ys) = (0, 0, 0);
            for (var q = 0; q < label.Length; q++)
            {
                var bit = 1 << (label.Length - 1 - q);
                flips |= label[q] is 'X' or 'Y' ? bit : 0;
                signs |= label[q] is 'Z' or 'Y' ? bit : 0;
                ys += label[q] is 'Y' ? 1 : 0;
            }

            // A real operator has an even number of Y: i to that power is a sign.
            var c = sum.Coefficients[t] * (ys % 4 == 2 ? -1 : 1);
            for (var j = 0; j < x.Length; j++)
            {
                y[j ^ flips] += (int.PopCount(j & signs) & 1) == 1 ? -c * x[j] : c * x[j];
            }
        }

        return y[1];
    }
}
