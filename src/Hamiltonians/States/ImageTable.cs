using System.Numerics;

namespace Quiver.Hamiltonians.States;

/// <summary>Amplitudes by basis state, added up: an open table that keeps its memory from one use to the next.</summary>
internal sealed class ImageTable
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int FirstBits = 12;

    // A table of more entries is given back after its use.
    private const int MostKept = 1 << 21;
    private int[] stamps = [];
    private ulong[] keys = [];
    private double[] re = [];
    private double[] im = [];
    private int stamp;
    private int count;
    private int shift;

    [ThreadStatic]
    private static ImageTable? own;

    /// <summary>This thread's table, emptied.</summary>
    public static ImageTable Empty()
    {
        var table = own ??= new ImageTable();
        if (table.stamps.Length is 0 or > MostKept || table.stamp == int.MaxValue)
        {
            table.Allocate(FirstBits);
        }

        table.stamp++;
        table.count = 0;
        return table;
    }

    /// <summary>Adds to the amplitude of a basis state.</summary>
    public void Add(ulong key, double real, double imaginary)
    {
        var at = Place(key);
        if (stamps[at] != stamp)
        {
            if (2 * ++count > stamps.Length)
            {
                Grow();
                at = Place(key);
            }

            (stamps[at], keys[at], re[at], im[at]) = (stamp, key, 0, 0);
        }

        re[at] += real;
        im[at] += imaginary;
    }

    /// <summary>Sum of the squared moduli; in an order that depends on what was added only.</summary>
    public double SquareNorm()
    {
        double total = 0;
        for (var i = 0; i < stamps.Length; i++)
        {
            if (stamps[i] == stamp)
            {
                total += (re[i] * re[i]) + (im[i] * im[i]);
            }
        }

        return total;
    }

    private int Place(ulong key)
    {
        var at = (int)(key * Golden >> shift);
        while (stamps[at] == stamp && keys[at] != key)
        {
            at = (at + 1) & (stamps.Length - 1);
        }

        return at;
    }

    private void Allocate(int bits)
    {
        (stamps, keys, re, im) = (new int[1 << bits], new ulong[1 << bits], new double[1 << bits], new double[1 << bits]);
        (shift, stamp) = (64 - bits, 0);
    }

    private void Grow()
    {
        var (oldStamps, oldKeys, oldRe, oldIm, old) = (stamps, keys, re, im, stamp);
        Allocate(BitOperations.Log2((uint)oldStamps.Length) + 1);
        stamp = 1;
        for (var i = 0; i < oldStamps.Length; i++)
        {
            if (oldStamps[i] == old)
            {
                var at = Place(oldKeys[i]);
                (stamps[at], keys[at], re[at], im[at]) = (stamp, oldKeys[i], oldRe[i], oldIm[i]);
            }
        }
    }
}
