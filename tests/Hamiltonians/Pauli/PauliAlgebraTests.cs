using System.Numerics;
using CsCheck;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Tests.Pauli;

public sealed class PauliAlgebraTests
{
    private static readonly Dictionary<char, Complex[,]> Letters = new()
    {
        ['I'] = new[,] { { Complex.One, 0 }, { 0, Complex.One } },
        ['X'] = new[,] { { 0, Complex.One }, { Complex.One, 0 } },
        ['Y'] = new[,] { { 0, -Complex.ImaginaryOne }, { Complex.ImaginaryOne, 0 } },
        ['Z'] = new[,] { { Complex.One, 0 }, { 0, -Complex.One } },
    };

    public static TheoryData<int> Sizes => [1, 63, 64, 65, 200];

    [Fact]
    public void ToMatrix_AnySum_IsTheSumOfKroneckerProducts() =>
        ComplexSum(3).Sample(sum => AssertClose(Kronecker(sum), Dense(sum)));

    [Fact]
    public void Multiply_AnySums_IsTheMatrixProduct() =>
        Gen.Select(ComplexSum(3), ComplexSum(3)).Sample((a, b) =>
            AssertClose(Product(Dense(a), Dense(b)), Dense(PauliAlgebra.Multiply(a, b))));

    [Fact]
    public void AddSubtractScaleAdjoint_AnySums_ActAsOnMatrices() =>
        Gen.Select(ComplexSum(3), ComplexSum(3), Gen.Double[-2, 2], Gen.Double[-2, 2]).Sample((a, b, re, im) =>
        {
            var (ma, mb, f) = (Dense(a), Dense(b), new Complex(re, im));
            AssertClose(Map(ma, (i, j) => ma[i, j] + mb[i, j]), Dense(PauliAlgebra.Add(a, b)));
            AssertClose(Map(ma, (i, j) => ma[i, j] - mb[i, j]), Dense(PauliAlgebra.Subtract(a, b)));
            AssertClose(Map(ma, (i, j) => f * ma[i, j]), Dense(PauliAlgebra.Scale(a, f)));
            AssertClose(Map(ma, (i, j) => Complex.Conjugate(ma[j, i])), Dense(PauliAlgebra.Adjoint(a)));
            var frobenius = Math.Sqrt(ma.Cast<Complex>().Sum(v => v.Magnitude * v.Magnitude) / 8);
            Assert.Equal(frobenius, PauliAlgebra.Norm(a), 1e-12);
        });

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_AnySize_IsAssociativeAndDistributive(int qubits) =>
        Gen.Select(ComplexSum(qubits), ComplexSum(qubits), ComplexSum(qubits)).Sample(
            (a, b, c) =>
            {
                AssertZero(PauliAlgebra.Subtract(PauliAlgebra.Multiply(PauliAlgebra.Multiply(a, b), c), PauliAlgebra.Multiply(a, PauliAlgebra.Multiply(b, c))));
                AssertZero(PauliAlgebra.Subtract(
                    PauliAlgebra.Multiply(a, PauliAlgebra.Add(b, c)),
                    PauliAlgebra.Add(PauliAlgebra.Multiply(a, b), PauliAlgebra.Multiply(a, c))));

                // (A B)^+ = B^+ A^+
                AssertZero(PauliAlgebra.Subtract(
                    PauliAlgebra.Adjoint(PauliAlgebra.Multiply(a, b)),
                    PauliAlgebra.Multiply(PauliAlgebra.Adjoint(b), PauliAlgebra.Adjoint(a))));
            },
            iter: 40);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Commutator_AnySize_IsTheDifferenceOfProducts(int qubits) =>
        Gen.Select(ComplexSum(qubits), ComplexSum(qubits)).Sample(
            (a, b) => AssertZero(PauliAlgebra.Subtract(
                PauliAlgebra.Commutator(a, b),
                PauliAlgebra.Subtract(PauliAlgebra.Multiply(a, b), PauliAlgebra.Multiply(b, a)))),
            iter: 60);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Multiply_SquareOfAHermitianSum_IsHermitianWithTheNormOnTheIdentity(int qubits)
    {
        var terms = qubits == 1 ? 3 : 12;
        var sum = RandomPauli.Sum(qubits, terms, 7);
        var square = PauliAlgebra.Multiply(sum, sum);
        Assert.True(square.IsReal);
        Assert.Equal(PauliAlgebra.Norm(sum) * PauliAlgebra.Norm(sum), square.Coefficients[square.IndexOfIdentity()], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Simplify_AnySize_DropsSmallTermsAndNegligibleImaginaryParts(int qubits)
    {
        var builder = new PauliSumBuilder(qubits);
        builder.Add(PauliString.Parse(new string('Y', qubits)), 1e-14);
        builder.Add(PauliString.Parse(new string('X', qubits)), new Complex(0.5, 1e-14));
        builder.Add(PauliString.Identity(qubits), -2);
        var simple = PauliAlgebra.Simplify(builder.Build(-1, 0));
        Assert.True(simple.IsReal);
        Assert.Equal(new string('X', qubits), simple.String(0).ToString());
        Assert.Equal([0.5, -2.0], simple.Coefficients.ToArray());
    }

    [Fact]
    public void EveryOperation_DifferentQubits_SaysSo()
    {
        var (a, b) = (RandomPauli.Sum(2, 2, 1), RandomPauli.Sum(3, 2, 1));
        foreach (var operation in new Func<PauliSum, PauliSum, PauliSum>[] { PauliAlgebra.Add, PauliAlgebra.Subtract, PauliAlgebra.Multiply, PauliAlgebra.Commutator })
        {
            Assert.Contains("2 and 3 qubits", Assert.Throws<ArgumentException>(() => operation(a, b)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => Dense(RandomPauli.Sum(13, 1, 1)));
    }

    private static Gen<PauliSum> ComplexSum(int qubits) =>
        Gen.Select(RandomPauli.String(qubits), Gen.Double[-1, 1], Gen.Double[-1, 1], Gen.Bool).Array[0, 5].Select(terms =>
        {
            var builder = new PauliSumBuilder(qubits);
            foreach (var (pauli, re, im, real) in terms)
            {
                builder.Add(pauli, new Complex(re, real ? 0 : im));
            }

            return builder.Build(0, 0);
        });

    private static Complex[,] Dense(PauliSum sum)
    {
        var matrix = PauliAlgebra.ToMatrix(sum);
        return Map(new Complex[matrix.Size, matrix.Size], (i, j) => matrix[i, j]);
    }

    private static Complex[,] Kronecker(PauliSum sum)
    {
        var size = 1 << sum.Qubits;
        return Map(new Complex[size, size], (i, j) =>
        {
            var total = Complex.Zero;
            for (var t = 0; t < sum.Count; t++)
            {
                var value = sum.Coefficient(t);
                for (var q = 0; q < sum.Qubits; q++)
                {
                    var shift = sum.Qubits - 1 - q;
                    value *= Letters[sum.String(t)[q]][i >> shift & 1, j >> shift & 1];
                }

                total += value;
            }

            return total;
        });
    }

    private static Complex[,] Product(Complex[,] a, Complex[,] b) =>
        Map(a, (i, j) => Enumerable.Range(0, a.GetLength(0)).Aggregate(Complex.Zero, (s, k) => s + a[i, k] * b[k, j]));

    private static Complex[,] Map(Complex[,] shape, Func<int, int, Complex> value)
    {
        var result = new Complex[shape.GetLength(0), shape.GetLength(1)];
        for (var i = 0; i < result.GetLength(0); i++)
        {
            for (var j = 0; j < result.GetLength(1); j++)
            {
                result[i, j] = value(i, j);
            }
        }

        return result;
    }

    private static void AssertClose(Complex[,] expected, Complex[,] actual)
    {
        for (var i = 0; i < expected.GetLength(0); i++)
        {
            for (var j = 0; j < expected.GetLength(1); j++)
            {
                Assert.Equal(0, (expected[i, j] - actual[i, j]).Magnitude, 1e-12);
            }
        }
    }

    private static void AssertZero(PauliSum sum) => Assert.Equal(0, PauliAlgebra.Norm(sum), 1e-12);
}
