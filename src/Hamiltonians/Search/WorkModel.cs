namespace Quiver.Hamiltonians.Search;

/// <summary>
/// Translates time budgets into amounts of work, so that a run with a given seed and budget takes the same course on
/// every machine that is not several times slower. Fitted to processor time of two chains side by side on a 2-core server
/// processor, from hot to cold, on Hamiltonians of 184 to 3,716 terms; such a machine, idle, needs 80 to 100 % of the time asked for.
/// </summary>
internal static class WorkModel
{
    /// <summary>Nominal cost of an ejection that a filter gives up: what is left then is the look-ups of one relocation.</summary>
    public const double SkippedNanoseconds = 110;

    /// <summary>Nominal cost of asking how many members of a group conflict with a term: the bits of all conflicts leave the caches
    /// from some 4,000 terms on.</summary>
    /// <param name="terms">Terms of the Hamiltonian.</param>
    public static double AskedNanoseconds(int terms) => 0.03 * terms + Math.Clamp(0.25 * (terms - 4000), 0, 700);

    /// <summary>Nominal cost of search moves.</summary>
    /// <param name="terms">Terms of the Hamiltonian: their number decides which look-ups leave the caches.</param>
    /// <param name="moves">Moves tried.</param>
    /// <param name="looked">Groups whose change was looked up.</param>
    /// <param name="tried">Ejections worked out.</param>
    /// <param name="updates">Nominal cost of the terms inserted or removed.</param>
    public static double Nanoseconds(int terms, long moves, long looked, long tried, double updates) =>
        16.0 * moves + 11.0 * looked + (220 + 0.33 * terms) * tried + updates;

    /// <summary>Nominal cost of inserting or removing a term.</summary>
    /// <param name="active">Terms that take part.</param>
    public static double UpdateNanoseconds(int active) => 330 + 0.65 * active;

    /// <summary>Nominal cost of drawing trajectories and one gradient step on them.</summary>
    /// <param name="terms">Terms of the Hamiltonian.</param>
    /// <param name="trajectories">Trajectories in the batch.</param>
    /// <param name="candidates">Candidates scored in all of them.</param>
    public static double TrainingNanoseconds(int terms, int trajectories, long candidates) =>
        2 * (2e6 + candidates * 900.0 + trajectories * (double)terms * (150 + 0.5 * terms));
}
