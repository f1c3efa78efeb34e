namespace Quiver.Hamiltonians.Search;

/// <summary>
/// What states, covariances and costs of whole groupings take of a time budget: a fixed model of an idle machine of two cores and never
/// the clock, so that the same seed gives the same result on machines of any speed.
/// </summary>
internal static class CovarianceTime
{
    private const double SecondsPerPair = 1e-7;
    private const double StateSecondsPerTerm = 3.5e-4;
    private const double CostSecondsPerTerm = 2.5e-4;

    /// <summary>The covariances of all pairs of some terms.</summary>
    /// <param name="terms">How many terms.</param>
    /// <returns>Seconds.</returns>
    public static double Table(double terms) => SecondsPerPair * terms * terms;

    /// <summary>The state of a molecule with so many terms.</summary>
    /// <param name="terms">How many terms.</param>
    /// <returns>Seconds.</returns>
    public static double State(double terms) => StateSecondsPerTerm * terms;

    /// <summary>The costs of the groupings of all terms that a search part by part looks at.</summary>
    /// <param name="terms">How many terms.</param>
    /// <returns>Seconds.</returns>
    public static double Costs(double terms) => CostSecondsPerTerm * terms;
}
