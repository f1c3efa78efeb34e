namespace Quiver.Core.Randomness;

/// <summary>
/// Hands out streams of random numbers one after another. Its whole state is two integers, so a checkpoint of a run stores
/// those and goes on with the same numbers, on any device and with any number of threads.
/// </summary>
/// <remarks>Not safe for use from several threads at once; the streams it gives are.</remarks>
/// <param name="seed">Fixes all streams.</param>
public sealed class CounterRandom(ulong seed)
{
    /// <summary>The seed.</summary>
    public ulong Seed { get; private set; } = seed;

    /// <summary>Streams handed out so far.</summary>
    public ulong Used { get; private set; }

    /// <summary>The next stream.</summary>
    /// <returns>A stream that no earlier call returned.</returns>
    internal RandomStream Next() => new(Seed, Used++);

    /// <summary>Continues where another one stood.</summary>
    /// <param name="seed">Its <see cref="Seed"/>.</param>
    /// <param name="used">Its <see cref="Used"/>.</param>
    public void Restore(ulong seed, ulong used) => (Seed, Used) = (seed, used);
}
