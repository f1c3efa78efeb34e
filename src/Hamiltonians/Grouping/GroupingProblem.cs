using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.Grouping;

/// <summary>What is to be grouped: the terms without the identity, the rule, and what is known of the state.</summary>
public sealed class GroupingProblem
{
    // Costs are squares of coefficients: beyond these they leave the range of a double.
    private const double Largest = 1e120;
    private const double Smallest = 1e-120;
    private readonly Lazy<CommutationGraph> graph;

    /// <summary>Creates a problem.</summary>
    /// <param name="terms">An operator without identity term; of complex coefficients only the moduli count.</param>
    /// <param name="rule">When two terms may share a group.</param>
    /// <param name="covariance">Covariances of the terms in the state to be measured; null without a state.</param>
    /// <exception cref="ArgumentException">The operator has an identity term, the covariances belong to another one, or numbers are not
    /// finite or too large or small to be squared.</exception>
    public GroupingProblem(PauliSum terms, CommutationRule rule, TermCovariance? covariance = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.IndexOfIdentity() >= 0)
        {
            throw new ArgumentException("The identity is never measured: group the sum without it (PauliSum.WithoutIdentity).",
                nameof(terms));
        }

        if (covariance is not null && covariance.Count != terms.Count)
        {
            throw new ArgumentException($"Covariances of {covariance.Count} terms do not fit {terms.Count} terms.", nameof(covariance));
        }

        if (covariance is not null && !terms.IsReal)
        {
            throw new ArgumentException("Covariances belong to Hermitian operators, and this one has complex coefficients.",
                nameof(covariance));
        }

        if (terms.LargestCoefficient() is var largest && !(largest is 0 or (>= Smallest and <= Largest)))
        {
            throw new ArgumentException($"The largest coefficient is {largest:G3}, whose square is no usable cost: bring the operator "
                + $"to units between {Smallest:G2} and {Largest:G2}.", nameof(terms));
        }

        if (covariance is not null && !double.IsFinite(covariance.MaxMagnitude()))
        {
            throw new ArgumentException("A covariance is not a finite number, so no grouping has a cost.", nameof(covariance));
        }

        Terms = terms.Moduli();
        Rule = rule;
        Covariance = covariance;
        graph = new Lazy<CommutationGraph>(() => CommutationGraph.Build(Terms, rule));
    }

    /// <summary>The terms; none is the identity.</summary>
    public PauliSum Terms { get; }

    /// <summary>When two terms may share a group.</summary>
    public CommutationRule Rule { get; }

    /// <summary>Covariances of the terms, or null.</summary>
    public TermCovariance? Covariance { get; }

    /// <summary>The conflict graph, built when first needed.</summary>
    public CommutationGraph Graph => graph.Value;
}
