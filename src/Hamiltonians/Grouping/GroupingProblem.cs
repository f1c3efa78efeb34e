using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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
    private const int MostKnown = 100_000;
    private readonly Lazy<CommutationGraph> graph;
    private readonly ConcurrentDictionary<UInt128, double> variances = new();

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

    /// <summary>Creates a problem whose covariances are worked out where they are asked for: memory does not grow with the square
    /// of the number of terms.</summary>
    /// <param name="terms">A Hermitian operator without identity term.</param>
    /// <param name="rule">When two terms may share a group.</param>
    /// <param name="state">The state to be measured, on as many qubits.</param>
    /// <returns>The problem.</returns>
    /// <exception cref="ArgumentException">As for the constructor, or the numbers of qubits differ.</exception>
    public static GroupingProblem InState(PauliSum terms, CommutationRule rule, QuantumState state)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(state);
        if (!terms.IsReal || state.Qubits != terms.Qubits)
        {
            throw new ArgumentException(terms.IsReal
                ? $"A state of {state.Qubits} qubits does not fit an operator on {terms.Qubits}."
                : "Variances belong to Hermitian operators, and this one has complex coefficients.", nameof(state));
        }

        return new(terms, rule) { State = state };
    }

    /// <summary>The terms; none is the identity.</summary>
    public PauliSum Terms { get; }

    /// <summary>When two terms may share a group.</summary>
    public CommutationRule Rule { get; }

    /// <summary>Covariances of the terms, or null.</summary>
    public TermCovariance? Covariance { get; }

    /// <summary>The state of a problem without a table of covariances, or null.</summary>
    public QuantumState? State { get; private init; }

    /// <summary>Whether costs are those of a state.</summary>
    public bool HasState => Covariance is not null || State is not null;

    /// <summary>The conflict graph, built when first needed.</summary>
    public CommutationGraph Graph => graph.Value;

    /// <summary>The variance of a group's sum of terms in the state; without a state the sum of squared coefficients.</summary>
    /// <param name="members">Mutually commuting terms.</param>
    /// <returns>In the square of the operator's unit, at least 0.</returns>
    public double GroupVariance(ReadOnlySpan<int> members)
    {
        if (Covariance is not null)
        {
            return Covariance.GroupVariance(members);
        }

        if (State is not null)
        {
            return VarianceIn(State, members);
        }

        double sum = 0;
        foreach (var i in members)
        {
            sum += Terms.Coefficients[i] * Terms.Coefficients[i];
        }

        return sum;
    }

    // The same groups are asked about again and again: by a search, for its table, for its start.
    private double VarianceIn(QuantumState state, ReadOnlySpan<int> members)
    {
        var sorted = members.ToArray();
        Array.Sort(sorted);
        var key = MemoryMarshal.Read<UInt128>(SHA256.HashData(MemoryMarshal.AsBytes<int>(sorted)));
        if (!variances.TryGetValue(key, out var variance))
        {
            variance = state.Variance(Terms.Select(sorted));
            if (variances.Count < MostKnown)
            {
                variances.TryAdd(key, variance);
            }
        }

        return variance;
    }

    /// <summary>The problem of some of the terms alone, with a table of their covariances where a state is known.</summary>
    /// <param name="chosen">Indices of distinct terms.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A problem whose term k is this one's term chosen[k].</returns>
    public GroupingProblem Part(ReadOnlySpan<int> chosen, CancellationToken cancellationToken = default)
    {
        var sum = Terms.Select(chosen);
        return new(sum, Rule, Covariance is null ? State?.Covariance(sum, cancellationToken) : Covariance.Part(chosen));
    }
}
