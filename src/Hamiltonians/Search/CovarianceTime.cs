using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Search;

/// <summary>
/// What states, covariances and costs of whole groupings take of a time budget: a fixed model of an idle machine of two cores and never
/// the clock, so that the same seed gives the same result on machines of any speed.
/// </summary>
internal static class CovarianceTime
{
    private const double SecondsPerPair = 1e-7;
    private const double Cores = 2;

    // Of one core, for tables by sums over the hull (docs/notebook/large-searches.md): a pair of terms; a product of amplitudes; 64 places.
    private const double PairNanoseconds = 55;
    private const double ProductNanoseconds = 6;
    private const double WordNanoseconds = 4;

    // Fitted to 4,900 to 63,504 determinants and 5,700 to 14,250 terms.
    private const double ExactSecondsPerElement = 1.5e-8;
    private const double SelectedSecondsPerElement = 3.5e-8;
    private const double CostSecondsPerTerm = 2.5e-4;
    private const double CostSecondsPerElement = 2.5e-8;

    /// <summary>The covariances of all pairs of some terms of a part, in a state of a few thousand determinants.</summary>
    /// <param name="terms">How many terms.</param>
    /// <returns>Seconds.</returns>
    public static double Table(double terms) => SecondsPerPair * terms * terms;

    /// <summary>The covariances of all pairs.</summary>
    /// <param name="shape">Terms and state.</param>
    /// <returns>Seconds.</returns>
    public static double Table(TableShape shape)
    {
        if (!shape.IsPacked)
        {
            return Table(shape.Terms);
        }

        // Where half of a mask is fixed, of each two partners one is taken.
        var products = Math.Min(shape.States, shape.States * shape.States / Math.Pow(2, shape.Rank)) / 2;
        var each = (WordNanoseconds * Math.Min(shape.States, Math.Pow(2, shape.Rank) / 128)) + (ProductNanoseconds * products)
            + SignSums.Nanoseconds(products, shape.MaskRank, isComplex: false);
        return 1e-9 / Cores * ((shape.Masks * each) + (PairNanoseconds * shape.Terms * shape.Terms));
    }

    /// <summary>An exact state.</summary>
    /// <param name="terms">Terms of the operator.</param>
    /// <param name="determinants">Basis states that it connects.</param>
    /// <returns>Seconds.</returns>
    public static double Exact(double terms, double determinants) => ExactSecondsPerElement * terms * determinants;

    /// <summary>A state of selected determinants.</summary>
    /// <param name="terms">Terms of the operator.</param>
    /// <param name="determinants">Determinants.</param>
    /// <returns>Seconds.</returns>
    public static double Selected(double terms, double determinants) => SelectedSecondsPerElement * terms * determinants;

    /// <summary>The costs of the groupings of all terms that a search part by part looks at.</summary>
    /// <param name="terms">How many terms.</param>
    /// <param name="determinants">Determinants of the state.</param>
    /// <returns>Seconds.</returns>
    public static double Costs(double terms, double determinants) =>
        terms * Math.Max(CostSecondsPerTerm, CostSecondsPerElement * determinants);
}
