namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Translates time budgets into amounts of work, so that a run with a given seed and budget takes the same course on
/// every machine that is fast enough. Fitted to a 2-core server processor on Hamiltonians of 630 to 3,608 terms; an idle
/// machine of that kind needs about half of the time asked for.
/// </summary>
internal static class WorkModel
{
    private const double Margin = 2;

    /// <summary>Nominal cost of search moves.</summary>
    public static double Nanoseconds(int terms, long moves, long updates, long scans) =>
        Margin * (28.0 * moves + updates * (80 + 0.25 * terms + 2e-4 * terms * terms) + 12.0 * scans);

    /// <summary>Nominal cost of drawing trajectories and one gradient step on them.</summary>
    /// <param name="terms">Terms of the Hamiltonian.</param>
    /// <param name="trajectories">Trajectories in the batch.</param>
    /// <param name="candidates">Candidates scored in all of them.</param>
    public static double TrainingNanoseconds(int terms, int trajectories, long candidates) =>
        Margin * (2e6 + candidates * 900.0 + trajectories * (double)terms * (150 + 0.5 * terms));
}
