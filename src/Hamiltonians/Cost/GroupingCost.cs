using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Cost;

/// <summary>What measuring a grouping costs.</summary>
/// <param name="Groups">Number of groups, each one circuit to run.</param>
/// <param name="Epsilon2M">
/// eps^2 M = (sum over groups of sqrt Var)^2 in the state's covariances, in the square of the operator's unit: the number
/// of shots M for a standard error eps, shots shared out in proportion to sqrt Var (PRX Quantum 2, 040320, Eq. 34). Null
/// without a state.
/// </param>
/// <param name="ShotBound">
/// State-free estimate (sum over groups of sqrt(sum c^2))^2 / eps^2 at eps = 1.6e-3: covariances taken as 0 and
/// variances as 1 (Crawford et al., Quantum 5, 385, Eq. 9).
/// </param>
/// <param name="RHat">
/// R-hat = (sum |c| / sum over groups of sqrt(sum c^2))^2: the gain over measuring term by term, without a state
/// (Crawford et al., Eq. 16). The identity is excluded everywhere.
/// </param>
public sealed record GroupingCost(int Groups, double? Epsilon2M, double ShotBound, double RHat)
{
    /// <summary>Chemical accuracy, 1.6 millihartree: the standard error that the shot bound aims at.</summary>
    public const double ChemicalAccuracy = 1.6e-3;

    /// <summary>Computes all costs of a grouping.</summary>
    /// <param name="problem">Terms and, where known, covariances.</param>
    /// <param name="grouping">A grouping of all terms.</param>
    /// <returns>The costs.</returns>
    /// <exception cref="ArgumentException">The grouping has another number of terms.</exception>
    public static GroupingCost Of(GroupingProblem problem, MeasurementGrouping grouping)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(grouping);
        if (grouping.Terms != problem.Terms.Count)
        {
            throw new ArgumentException($"A grouping of {grouping.Terms} terms does not fit {problem.Terms.Count} terms.",
                nameof(grouping));
        }

        var each = new double[grouping.Count];
        if (problem.HasState)
        {
            Parallel.For(0, grouping.Count, g => each[g] = Math.Sqrt(problem.GroupVariance(grouping.Members(g))));
        }

        double deviations = 0, norms = 0;
        for (var g = 0; g < grouping.Count; g++)
        {
            norms += Norm(problem.Terms, grouping.Members(g));
            deviations += each[g];
        }

        var ratio = norms > 0 ? problem.Terms.OneNorm() / norms : 0;
        return new GroupingCost(
            grouping.Count,
            !problem.HasState ? null : deviations * deviations,
            norms * norms / (ChemicalAccuracy * ChemicalAccuracy),
            ratio * ratio);
    }

    private static double Norm(PauliSum terms, ReadOnlySpan<int> members)
    {
        double sum = 0;
        foreach (var i in members)
        {
            sum += terms.Coefficients[i] * terms.Coefficients[i];
        }

        return Math.Sqrt(sum);
    }
}
