using System.Numerics;
using CsCheck;
using Quiver.Core.Numbers;

namespace Quiver.Core.Tests.Numbers;

public sealed class ComplexMatrixTests
{
    private static readonly Gen<Complex> Entry = Gen.Select(Gen.Int[-9, 9], Gen.Int[-9, 9], (re, im) => new Complex(re, im));

    [Fact]
    public void Layout_IsRowMajor() => Gen.Int[1, 6].SelectMany(n => Entry.Array[n].Array[n]).Sample(rows =>
    {
        var matrix = ComplexMatrix.FromRows(rows);
        Assert.Equal(rows.SelectMany(r => r), matrix.Entries.ToArray());
        for (var r = 0; r < rows.Length; r++)
        {
            Assert.Equal(rows[r], matrix.Row(r).ToArray());
            Assert.Equal(rows.Select(row => row[r]), matrix.Column(r));
            Assert.Equal(rows[r], ComplexMatrix.FromColumns(rows).Column(r));
            Assert.All(Enumerable.Range(0, rows.Length), c => Assert.Equal(rows[r][c], matrix[r, c]));
        }
    });

    [Fact]
    public void Product_IsTheSum() => Gen.Int[1, 5].SelectMany(n => Gen.Select(Entry.Array[n].Array[n], Entry.Array[n].Array[n])).Sample((a, b) =>
    {
        var n = a.Length;
        var expected = Enumerable.Range(0, n * n).Select(i => Enumerable.Range(0, n).Aggregate(Complex.Zero, (s, k) => s + (a[i / n][k] * b[k][i % n])));
        Assert.Equal(expected, ComplexMatrix.Product([.. a.SelectMany(r => r)], [.. b.SelectMany(r => r)], n));
    });

    [Fact]
    public void FromRows_NotSquare_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => ComplexMatrix.FromRows([[1, 0]]));
        Assert.Throws<ArgumentException>(() => new ComplexMatrix(2, [1, 0, 0]));
    }
}
