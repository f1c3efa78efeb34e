namespace Quiver.Core.Randomness;

/// <summary>
/// Philox4x32 with ten rounds: a function from a key and a counter to four random words, without state (Salmon et al. 2011,
/// "Parallel random numbers: as easy as 1, 2, 3"). The same function in the device code draws the same numbers there.
/// </summary>
internal static class Philox
{
    private const int Rounds = 10;

    /// <summary>The block of one counter.</summary>
    /// <param name="key">Seed.</param>
    /// <param name="c0">First word of the counter.</param>
    /// <param name="c1">Second word.</param>
    /// <param name="c2">Third word.</param>
    /// <param name="c3">Fourth word.</param>
    /// <returns>Four words, each uniform over 0 to 2^32 - 1.</returns>
    public static PhiloxWords Block(ulong key, uint c0, uint c1, uint c2, uint c3)
    {
        unchecked
        {
            uint k0 = (uint)key, k1 = (uint)(key >> 32);
            for (var round = 0; round < Rounds; round++)
            {
                var first = 0xD2511F53UL * c0;
                var second = 0xCD9E8D57UL * c2;
                c0 = (uint)(second >> 32) ^ c1 ^ k0;
                c1 = (uint)second;
                c2 = (uint)(first >> 32) ^ c3 ^ k1;
                c3 = (uint)first;
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }

            return new PhiloxWords(c0, c1, c2, c3);
        }
    }
}
