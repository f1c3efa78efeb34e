namespace Quiver.Core.Randomness;

/// <summary>
/// Seeds of parts of a run from the run's own seed. Each kind of part keeps the mixing it began with, so that a seed gives the
/// streams it always gave; what is new takes a <see cref="CounterRandom"/> instead. All arithmetic wraps.
/// </summary>
internal static class SeedMixing
{
    /// <summary>One of several chains of a search, or of a round of chains.</summary>
    public static int Chain(int seed, int chain, int round = 0) => unchecked((seed * 7919) + (round * 104_729) + chain);

    /// <summary>One trajectory of a noisy simulation.</summary>
    public static int Trajectory(int seed, int trajectory) => unchecked((seed * 486_187_739) + trajectory);

    /// <summary>One walk of one iteration of a training.</summary>
    public static int Walk(int seed, int iteration, int walk) => unchecked((((seed * 1_000_003) + iteration) * 4099) + walk);

    /// <summary>One pass over the data.</summary>
    public static int Epoch(int seed, int epoch) => unchecked((seed * 1_000_003) + (epoch * 7919));

    /// <summary>One object, by what it is made of.</summary>
    public static int Word(ReadOnlySpan<long> letters)
    {
        var hash = 17;
        foreach (var letter in letters)
        {
            hash = unchecked((hash * 1_000_003) + (int)letter);
        }

        return hash;
    }

    /// <summary>Output number <paramref name="index"/> of SplitMix64 begun at 0 (Steele, Lea, Flood 2014).</summary>
    public static ulong SplitMix(ulong index)
    {
        unchecked
        {
            var x = (index + 1) * 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
