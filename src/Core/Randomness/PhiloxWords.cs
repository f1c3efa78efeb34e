namespace Quiver.Core.Randomness;

/// <summary>The four words of one block of <see cref="Philox"/>.</summary>
/// <param name="X">First word.</param>
/// <param name="Y">Second word.</param>
/// <param name="Z">Third word.</param>
/// <param name="W">Fourth word.</param>
internal readonly record struct PhiloxWords(uint X, uint Y, uint Z, uint W)
{
    private const double Scale = 1.0 / 4294967296.0;

    /// <summary>A word as a number strictly between 0 and 1, evenly spread.</summary>
    /// <param name="word">Any word.</param>
    /// <returns>(word + 1/2) / 2^32, exact in float64.</returns>
    public static double Unit(uint word) => (word + 0.5) * Scale;

    /// <summary>A word by its number.</summary>
    /// <param name="index">0 to 3.</param>
    /// <returns>The word.</returns>
    public uint this[int index] => (index & 3) switch { 0 => X, 1 => Y, 2 => Z, _ => W };
}
