using CsCheck;
using Quiver.Core.Bits;

namespace Quiver.Core.Tests.Bits;

public sealed class BinaryBasisTests
{
    private static readonly Gen<bool[][]> AnyMatrix =
        from columns in Gen.Int[1, 9]
        from rows in Gen.Bool.Array[columns].Array[0, 8]
        from shift in Gen.Int[0, 130]
        select Array.ConvertAll(rows, r => (bool[])[.. new bool[shift], .. r]);

    [Fact]
    public void Add_AcceptsExactlyTheRowsThatAreNoSumOfEarlierOnes() => AnyMatrix.Sample(matrix =>
    {
        var basis = new BinaryBasis();
        var span = new HashSet<string>(StringComparer.Ordinal) { Text(new bool[matrix.Length == 0 ? 0 : matrix[0].Length]) };
        foreach (var row in matrix)
        {
            var isNew = !span.Contains(Text(row));
            Assert.Equal(isNew, basis.Add(Pack(row)));
            span.UnionWith([.. span.Select(s => Text([.. s.Select((c, i) => (c == '1') ^ row[i])]))]);
        }

        Assert.Equal(span.Count, 1 << basis.Count);
    });

    [Fact]
    public void Kernel_IsAllOfIt() => AnyMatrix.Where(m => m.Length > 0).Sample(matrix =>
    {
        var columns = matrix[0].Length;
        var (basis, independent) = (new BinaryBasis(), new BinaryBasis());
        foreach (var row in matrix)
        {
            basis.Add(Pack(row));
        }

        foreach (var vector in basis.Kernel(columns))
        {
            Assert.All(matrix, row => Assert.False(Enumerable.Range(0, columns).Aggregate(false, (odd, c) => odd ^ (row[c] && BitWords.Get(vector, c)))));
            Assert.True(independent.Add(vector));
        }

        Assert.Equal(columns - basis.Count, independent.Count);
    });

    [Fact]
    public void InvertLower_TimesTheMatrix_IsTheIdentity() => Gen.Int[1, 70].SelectMany(n => Gen.Bool.Array[n * n].Select(b => (n, b))).Sample(
        pair =>
        {
            var (n, b) = pair;
            ulong[][] matrix = [.. Enumerable.Range(0, n).Select(r => Pack([.. Enumerable.Range(0, n).Select(c => r == c || (c < r && b[(r * n) + c]))]))];
            var inverse = BinaryBasis.InvertLower(matrix);
            for (var r = 0; r < n; r++)
            {
                var product = new ulong[matrix[r].Length];
                for (var k = 0; k < n; k++)
                {
                    if (BitWords.Get(matrix[r], k))
                    {
                        BitWords.Xor(product, inverse[k]);
                    }
                }

                BitWords.Flip(product, r);
                Assert.Equal(-1, BitWords.First(product));
            }
        },
        iter: 20);

    [Fact]
    public void Reverse_MovesEveryBit() => Gen.Select(Gen.ULong, Gen.Int[0, 64]).Sample((bits, count) =>
    {
        var expected = Enumerable.Range(0, count).Aggregate(0UL, (sum, q) => sum | ((bits >> q) & 1) << (count - 1 - q));
        Assert.Equal(expected, BitWords.Reverse(bits, count));
    });

    private static string Text(bool[] row) => string.Concat(row.Select(b => b ? '1' : '0'));

    private static ulong[] Pack(bool[] row)
    {
        var words = new ulong[BitWords.Count(row.Length)];
        for (var c = 0; c < row.Length; c++)
        {
            if (row[c])
            {
                BitWords.Set(words, c);
            }
        }

        return words;
    }
}
