namespace Quiver.Core.Randomness;

/// <summary>
/// The random numbers of one use (one rollout, one draw from a replay buffer): a table addressed by step and row. Any
/// thread or device reads any entry, in any order, and finds the same number there.
/// </summary>
/// <param name="Seed">Seed of the whole run; the key.</param>
/// <param name="Index">Number of this use within the run.</param>
internal readonly record struct RandomStream(ulong Seed, ulong Index)
{
    /// <summary>Four words of one entry.</summary>
    /// <param name="step">Step of a walk, or any other number.</param>
    /// <param name="row">Trajectory, or any other number.</param>
    /// <returns>The words.</returns>
    public PhiloxWords At(uint step, uint row) => Philox.Block(Seed, step, row, (uint)Index, (uint)(Index >> 32));

    /// <summary>Fills a span with numbers strictly between 0 and 1; for uses that need a plain list.</summary>
    /// <param name="values">Filled.</param>
    public void Fill(Span<double> values)
    {
        for (var i = 0; i < values.Length; i += 4)
        {
            var words = At((uint)(i / 4), 0);
            for (var k = 0; k < Math.Min(4, values.Length - i); k++)
            {
                values[i + k] = PhiloxWords.Unit(words[k]);
            }
        }
    }
}
