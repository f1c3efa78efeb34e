using System.Numerics;
using CsCheck;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Tests.Pauli;

public sealed class PauliSumTests
{
    private static readonly Gen<PauliSum> AnySum = Sum(3);

    [Fact]
    public void Operators_AnySums_AreThoseOfMatrices() =>
        Gen.Select(AnySum, AnySum, Coefficient()).Sample((a, b, f) =>
        {
            var (ma, mb) = (Matrix(a), Matrix(b));
            AssertEqual((i, j) => ma[i, j] + mb[i, j], a + b);
            AssertEqual((i, j) => ma[i, j] - mb[i, j], a - b);
            AssertEqual((i, j) => -ma[i, j], -a);
            AssertEqual((i, j) => f * ma[i, j], f * a);
            AssertEqual((i, j) => f * ma[i, j], a * f);
            AssertEqual((i, j) => ma[i, j] / 3, a / 3);
            AssertEqual((i, j) => Product(ma, mb, i, j), a * b);
            AssertEqual((i, j) => Product(ma, mb, i, j) - Product(mb, ma, i, j), a.Commutator(b));
            AssertEqual((i, j) => Complex.Conjugate(ma[j, i]), a.Adjoint());
        });

    [Fact]
    public void Tensor_AnySums_IsTheKroneckerProduct() =>
        Gen.Select(Sum(2), Sum(3)).Sample((a, b) =>
        {
            var (ma, mb) = (Matrix(a), Matrix(b));
            AssertEqual((i, j) => ma[i >> 3, j >> 3] * mb[i & 7, j & 7], a.Tensor(b));
        });

    [Fact]
    public void StringOperators_AnyStrings_AreThoseOfSums() =>
        Gen.Select(RandomPauli.String(3), RandomPauli.String(3), Coefficient()).Sample((p, q, f) =>
        {
            var (mp, mq) = (Matrix(p), Matrix(q));
            AssertEqual((i, j) => Product(mp, mq, i, j), p * q);
            AssertEqual((i, j) => mp[i, j] + mq[i, j], p + q);
            AssertEqual((i, j) => mp[i, j] - mq[i, j], p - q);
            AssertEqual((i, j) => f * mp[i, j], f * p);
        });

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    public void Tensor_AcrossWords_JoinsTheLabels(int left) =>
        Gen.Select(RandomPauli.String(left), RandomPauli.String(70)).Sample(
            (p, q) => Assert.Equal(p.ToString() + q, p.Tensor(q).ToString()), iter: 50);

    [Fact]
    public void ToString_AnySum_IsReadBackBitForBit() =>
        AnySum.Sample(a =>
        {
            var back = PauliSum.Parse(a.ToString());
            Assert.Equal(a.ToArray(), back.ToArray());
            Assert.Equal((a.Qubits, a.IsReal), (back.Qubits, back.IsReal));
        });

    [Fact]
    public void Parse_ByHand_IsWhatItSays()
    {
        var h = 2 * PauliSum.Parse("-ZZI - IZZ") - 0.7 * PauliSum.Parse("XII + IXI");
        Assert.Equal("-2 * ZZI - 2 * IZZ - 0.7 * XII - 0.7 * IXI", h.ToString());
        Assert.Equal(
            [new(PauliString.Parse("ZZI"), -2), new(PauliString.Parse("IZZ"), -2), new(PauliString.Parse("XII"), -0.7), new(PauliString.Parse("IXI"), -0.7)],
            h.ToArray());
        Assert.All(h, term => Assert.Equal(3, term.String.Qubits));
    }

    [Theory]
    [InlineData("0.5ZZ", "0.5 * ZZ")]
    [InlineData(" + 1e-3 * ZI\n - 2.5E+2 XX", "0.001 * ZI - 250 * XX")]
    [InlineData("(0.5-2i) * XY + 2j*YY - i ZZ", "(0.5-2i) * XY + (0+2i) * YY + (0-1i) * ZZ")]
    [InlineData("ZZ - 3 + ZZ", "2 * ZZ - 3 * II")]
    [InlineData("XX + -0.5 * ZZ", "XX - 0.5 * ZZ")]
    [InlineData("XX - XX", "0")]
    [InlineData("1.5", "1.5")]
    [InlineData("0 * XX", "0")]
    public void Parse_OtherSpellings_GiveTheSameSum(string text, string expected) =>
        Assert.Equal(PauliSum.Parse(expected == "0" ? "0 * II" : expected).ToArray(), PauliSum.Parse(text).ToArray());

    [Theory]
    [InlineData("", "ends")]
    [InlineData("XX +", "ends")]
    [InlineData("XX YY", "position 4")]
    [InlineData("XQ", "position 2")]
    [InlineData("2 *", "ends")]
    [InlineData("(1+2i XX", "closing bracket")]
    [InlineData("1..2 XX", "number")]
    [InlineData("XX + XYZ", "3 letters")]
    public void Parse_NoSum_SaysWhere(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => PauliSum.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Index_OutsideTheSum_NamesTheRange() =>
        Assert.Contains("2 terms", Assert.Throws<ArgumentOutOfRangeException>(() => PauliSum.Parse("XX + ZZ")[2]).Message, StringComparison.Ordinal);

    [Fact]
    public void Operators_OnOtherNumbersOfQubits_AreRefused() =>
        Assert.Contains("2 and 3 qubits", Assert.Throws<ArgumentException>(() => PauliSum.Parse("XX") + PauliSum.Parse("XXX")).Message, StringComparison.Ordinal);

    private static Gen<PauliSum> Sum(int qubits) =>
        Gen.Select(RandomPauli.String(qubits), Coefficient(), Gen.Bool).Array[0, 6].Select(terms =>
            PauliSum.Of(qubits, terms.Select(t => new PauliTerm(t.Item1, t.Item3 ? t.Item2 : t.Item2.Real))));

    private static Gen<Complex> Coefficient() => Gen.Select(Gen.Double[-2, 2], Gen.Double[-2, 2]).Select((re, im) => new Complex(re, im));

    private static ComplexMatrix Matrix(PauliSum sum) => PauliAlgebra.ToMatrix(sum);

    private static Complex Product(ComplexMatrix a, ComplexMatrix b, int i, int j)
    {
        Complex sum = 0;
        for (var k = 0; k < a.Size; k++)
        {
            sum += a[i, k] * b[k, j];
        }

        return sum;
    }

    private static void AssertEqual(Func<int, int, Complex> expected, PauliSum actual)
    {
        var matrix = Matrix(actual);
        for (var i = 0; i < matrix.Size; i++)
        {
            for (var j = 0; j < matrix.Size; j++)
            {
                Assert.True((expected(i, j) - matrix[i, j]).Magnitude < 1e-12, $"[{i}, {j}]: {expected(i, j)} is not {matrix[i, j]}");
            }
        }
    }
}
