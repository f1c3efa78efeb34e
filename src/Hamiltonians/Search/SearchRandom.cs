using System.Numerics;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// The random numbers of one chain: xoshiro256++ (Blackman and Vigna 2021) seeded by splitmix64. A search draws several
/// numbers per move of some fifty nanoseconds, so a generator by counter would cost as much as the moves themselves.
/// </summary>
internal sealed class SearchRandom
{
    private ulong a, b, c, d;

    /// <param name="seed">Fixes all numbers; neighbouring seeds give unrelated ones.</param>
    public SearchRandom(ulong seed)
    {
        (a, b, c, d) = (Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(a + d, 23) + a;
        var t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>A number from 0 to <paramref name="limit"/> - 1.</summary>
    public int Next(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>A number of at least 0 and below 1, with 53 random bits.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Writes where it stands.</summary>
    public void Write(BinaryWriter writer) => writer.WriteArray<ulong>([a, b, c, d]);

    /// <summary>Goes to where <see cref="Write"/> stood.</summary>
    public void Read(BinaryReader reader) => (a, b, c, d) = reader.ReadArray<ulong>() is [var w, var x, var y, var z]
        ? (w, x, y, z)
        : throw new FormatException("a generator has four words");

    private static ulong Mix(ref ulong seed)
    {
        unchecked
        {
            seed += 0x9E3779B97F4A7C15UL;
            var z = seed;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
