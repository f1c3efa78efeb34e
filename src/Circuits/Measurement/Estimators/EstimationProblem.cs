using System.Collections.Immutable;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>What is to be estimated, and what is known of the state beforehand. Estimates stay unbiased whatever the prior state
/// is.</summary>
public sealed class EstimationProblem
{
    private readonly Lazy<TermCovariance?> covariance;
    private readonly Lazy<TermCovariance?> anticommuting;
    private readonly Lazy<ImmutableArray<double>?> expectations;

    /// <summary>Creates a problem.</summary>
    /// <param name="observable">A sum with real coefficients on at most 64 qubits.</param>
    /// <param name="prior">A state whose covariances guide shots and splits, and give predicted variances; null for none.</param>
    /// <param name="circuits">How circuits of fully commuting groups are built.</param>
    /// <exception cref="ArgumentException">Complex coefficients, more than 64 qubits, or a prior of another size.</exception>
    public EstimationProblem(PauliSum observable, QuantumState? prior, DiagonalizationOptions? circuits = null)
    {
        ArgumentNullException.ThrowIfNull(observable);
        if (!observable.IsReal || observable.Qubits is < 1 or > 64)
        {
            throw new ArgumentException(
                $"An operator with real coefficients on 1 to 64 qubits is needed, not {observable.Qubits} (real: {observable.IsReal}).",
                nameof(observable));
        }

        if (prior is not null && prior.Qubits != observable.Qubits)
        {
            throw new ArgumentException(
                $"A state of {prior.Qubits} qubits does not fit an operator of {observable.Qubits}.", nameof(prior));
        }

        Observable = observable;
        Terms = observable.WithoutIdentity(out var identity);
        Constant = identity.Real;
        Prior = prior;
        Circuits = circuits ?? new DiagonalizationOptions();
        covariance = new(() => prior?.Covariance(Terms));
        anticommuting = new(() => prior is null ? null : TermCovariance.OfAnticommuting(Terms, prior));
        expectations = new(() => prior is null
            ? null
            : [.. prior.Expectations(Terms).Select((value, t) => value / Terms.Coefficients[t])]);
    }

    /// <summary>The operator.</summary>
    public PauliSum Observable { get; }

    /// <summary>Its terms without the identity.</summary>
    public PauliSum Terms { get; }

    /// <summary>The identity term, in the operator's unit.</summary>
    public double Constant { get; }

    /// <summary>What is known of the state; null for nothing.</summary>
    public QuantumState? Prior { get; }

    /// <summary>How circuits of fully commuting groups are built.</summary>
    public DiagonalizationOptions Circuits { get; }

    /// <summary>Covariances of the terms in the prior state, computed when first needed; null without one.</summary>
    public TermCovariance? Covariance => covariance.Value;

    /// <summary>The same for groups of anticommuting terms, which one rotated string each measures; null without a prior.</summary>
    public TermCovariance? AnticommutingCovariance => anticommuting.Value;

    /// <summary>Expectation values of the bare Pauli strings in the prior state; null without one.</summary>
    public ImmutableArray<double>? Expectations => expectations.Value;
}
