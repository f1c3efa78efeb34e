namespace Quiver.LearnedGrouping.Population;

/// <summary>
/// Translates a launch into nominal time, so that a run of a given seed and budget takes the same course on every card that is not several
/// times slower: <see cref="Quiver.Hamiltonians.Search.WorkModel"/> for a card.
/// </summary>
internal static class PopulationWork
{
    private const double LaunchMilliseconds = 2;
    private const double RoundMicroseconds = 30;
    private const double UpdateMicroseconds = 0.5;
    private const double TermNanoseconds = 0.3;

    /// <summary>Nominal time of a launch: all chains run side by side, so the mean chain stands for it.</summary>
    /// <param name="chains">What every chain came to.</param>
    /// <param name="active">Terms that took part.</param>
    /// <returns>Nanoseconds.</returns>
    public static double Nanoseconds(IReadOnlyList<ChainOutcome> chains, long active) => (1e6 * LaunchMilliseconds)
        + (1e3 * RoundMicroseconds * chains.Average(static c => (double)c.Rounds))
        + (((1e3 * UpdateMicroseconds) + (TermNanoseconds * active)) * chains.Average(static c => (double)c.Updates));
}
