namespace Quiver.Core.Randomness;

/// <summary>
/// The numbers of <see cref="Random"/> with a seed, counted: its state is the seed and how many were drawn, so that a stopped search stores
/// the count and goes on with the same numbers.
/// </summary>
/// <param name="seed">Fixes all numbers.</param>
internal sealed class CountedRandom(int seed) : Random(seed)
{
    /// <summary>Numbers drawn so far.</summary>
    public long Drawn { get; private set; }

    /// <summary>Draws and forgets until as many are drawn as another one had.</summary>
    /// <param name="drawn">Its <see cref="Drawn"/>, not below this one's.</param>
    public void SkipTo(long drawn)
    {
        if (drawn < Drawn)
        {
            throw new FormatException($"{Drawn} random numbers are drawn already, not {drawn}");
        }

        while (Drawn < drawn)
        {
            Sample();
        }
    }

    /// <inheritdoc/>
    public override long NextInt64() => throw Uncounted();

    /// <inheritdoc/>
    public override long NextInt64(long maxValue) => throw Uncounted();

    /// <inheritdoc/>
    public override long NextInt64(long minValue, long maxValue) => throw Uncounted();

    /// <inheritdoc/>
    public override int Next()
    {
        Drawn++;
        return base.Next();
    }

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer) => throw Uncounted();

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer) => throw Uncounted();

    /// <inheritdoc/>
    public override float NextSingle() => throw Uncounted();

    /// <summary>One number of 0 to 1, from which <see cref="Random"/> makes all that is asked for.</summary>
    protected override double Sample()
    {
        Drawn++;
        return base.Sample();
    }

    private static NotSupportedException Uncounted() => new("Only numbers of 31 bits and of 0 to 1 are counted.");
}
