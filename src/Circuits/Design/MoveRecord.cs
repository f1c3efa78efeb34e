namespace Quiver.Circuits.Design;

/// <summary>What every kind of move brought and cost at every temperature; a policy learns from it.</summary>
internal sealed class MoveRecord
{
    // No update multiplies a share by more than this, or divides it, and gains beyond one unit of log R count as one.
    private const double Step = 3;
    private const double MostGain = 1;
    private readonly double[] gains = new double[MovePolicy.Temperatures * MovePolicy.Kinds];
    private readonly long[] records = new long[MovePolicy.Temperatures * MovePolicy.Kinds];
    private readonly long[] work = new long[MovePolicy.Temperatures * MovePolicy.Kinds];

    /// <summary>Notes a proposal.</summary>
    /// <param name="move">Its kind.</param>
    /// <param name="temperature">On log R.</param>
    /// <param name="spent">Work of its fit.</param>
    /// <param name="gain">How far it beat the best of the round, on log R; 0 where it did not.</param>
    public void Add(ChainMove move, double temperature, long spent, double gain)
    {
        var place = (MovePolicy.Row(temperature) * MovePolicy.Kinds) + (int)move;
        work[place] += spent;
        records[place] += gain > 0 ? 1 : 0;
        gains[place] += Math.Min(gain, MostGain);
    }

    /// <summary>Takes over another record.</summary>
    public void Add(MoveRecord other)
    {
        for (var i = 0; i < work.Length; i++)
        {
            work[i] += other.work[i];
            records[i] += other.records[i];
            gains[i] += other.gains[i];
        }
    }

    /// <summary>
    /// One step of learning: shares grow by what a kind's part of the records and of their gains is, in the mean, to its part of the work.
    /// Every problem counts alike.
    /// </summary>
    /// <param name="policy">The policy by which the records were made.</param>
    /// <param name="problems">One record for every problem.</param>
    /// <param name="rate">Exponent of the growth, 0 to 1.</param>
    public static MovePolicy Learn(MovePolicy policy, IReadOnlyList<MoveRecord> problems, double rate)
    {
        var shares = policy.Shares.ToArray();
        for (var row = 0; row < MovePolicy.Temperatures; row++)
        {
            var range = Enumerable.Range(row * MovePolicy.Kinds, MovePolicy.Kinds).ToArray();
            foreach (var i in range)
            {
                var worth = problems.Average(p =>
                {
                    var part = (p.records[i] + 1.0) / (range.Sum(j => p.records[j]) + MovePolicy.Kinds);
                    var gain = p.gains[i] / Math.Max(range.Sum(j => p.gains[j]), 1e-12);
                    return (part + gain) / 2 / Math.Max((double)p.work[i] / Math.Max(range.Sum(j => p.work[j]), 1), 1e-6);
                });
                shares[i] *= Math.Pow(Math.Clamp(worth, 1 / Step, Step), rate);
            }
        }

        return new MovePolicy(shares);
    }
}
