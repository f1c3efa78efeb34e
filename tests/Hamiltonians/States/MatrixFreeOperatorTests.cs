using System.Numerics;
using CsCheck;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Tests.States;

[Trait("Kernel", "lanes")]
public sealed class MatrixFreeOperatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(11)]
    public void Apply_AnyOperator_IsTheTermByTermSum(int qubits) =>
        Gen.Select(Gen.Select(RandomPauli.String(qubits), Gen.Double[-1, 1], Gen.Double[-1, 1]).Array[0, 12], Gen.Int[0, 1000]).Sample(
            (terms, seed) =>
            {
                var builder = new PauliSumBuilder(qubits);
                foreach (var (pauli, re, im) in terms)
                {
                    builder.Add(pauli, new Complex(re, seed % 2 == 0 ? 0 : im));
                }

                var sum = builder.Build();
                var (xr, xi) = (Vector(qubits, seed), Vector(qubits, seed + 1));
                var (yr, yi) = (new double[xr.Length], new double[xr.Length]);
                var op = new MatrixFreeOperator(sum);
                op.Apply(xr, xi, yr, yi, TestContext.Current.CancellationToken);
                AssertEqual(TermByTerm(sum, xr, xi), yr, yi);
                if (op.IsReal)
                {
                    op.Apply(xr, yr, TestContext.Current.CancellationToken);
                    AssertEqual(TermByTerm(sum, xr, new double[xr.Length]), yr, new double[xr.Length]);
                }
            },
            iter: qubits < 9 ? 60 : 10);

    [Fact]
    public void Apply_OnEveryBasisState_GivesTheDenseMatrix()
    {
        var sum = RandomPauli.Sum(5, 100, 3);
        var matrix = PauliAlgebra.ToMatrix(sum);
        var op = new MatrixFreeOperator(sum);
        Assert.False(op.IsReal);
        var zero = new double[32];
        for (var column = 0; column < 32; column++)
        {
            var (x, yr, yi) = (new double[32], new double[32], new double[32]);
            x[column] = 1;
            op.Apply(x, zero, yr, yi, TestContext.Current.CancellationToken);
            AssertEqual([.. Enumerable.Range(0, 32).Select(row => matrix[row, column])], yr, yi);
        }
    }

    [Fact]
    public void Apply_WrongArrays_SaysWhatIsWrong()
    {
        var op = new MatrixFreeOperator(RandomPauli.Sum(4, 10, 1));
        var x = new double[16];
        Assert.Contains("16 amplitudes, not 8", Assert.Throws<ArgumentException>(() => op.Apply(x, new double[8], new double[16], new double[16])).Message, StringComparison.Ordinal);
        Assert.Contains("arrays of its own", Assert.Throws<ArgumentException>(() => op.Apply(x, new double[16], x, new double[16])).Message, StringComparison.Ordinal);
        Assert.Contains("complex", Assert.Throws<InvalidOperationException>(() => op.Apply(x, new double[16])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MatrixFreeOperator(RandomPauli.Sum(29, 1, 1)));
    }

    private static double[] Vector(int qubits, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 1 << qubits).Select(_ => random.NextDouble() - 0.5)];
    }

    private static Complex[] TermByTerm(PauliSum sum, double[] xr, double[] xi)
    {
        var y = new Complex[xr.Length];
        for (var t = 0; t < sum.Count; t++)
        {
            for (var b = 0; b < y.Length; b++)
            {
                var (row, value) = (b, sum.Coefficient(t) * new Complex(xr[b], xi[b]));
                for (var q = 0; q < sum.Qubits; q++)
                {
                    var bit = 1 << (sum.Qubits - 1 - q);
                    var sign = (b & bit) == 0 ? 1 : -1;
                    (row, value) = sum.String(t)[q] switch
                    {
                        'X' => (row ^ bit, value),
                        'Y' => (row ^ bit, value * sign * Complex.ImaginaryOne),
                        'Z' => (row, value * sign),
                        _ => (row, value),
                    };
                }

                y[row] += value;
            }
        }

        return y;
    }

    private static void AssertEqual(Complex[] expected, double[] real, double[] imaginary)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Real, real[i], 1e-12);
            Assert.Equal(expected[i].Imaginary, imaginary[i], 1e-12);
        }
    }
}
