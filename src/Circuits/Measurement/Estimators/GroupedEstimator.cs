using System.Collections.Immutable;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>Measures the groups of a partition, or overlapping groups with split coefficients, each with shots of its own.</summary>
public sealed class GroupedEstimator : IEnergyEstimator
{
    private readonly IReadOnlyList<ImmutableArray<(int Term, double Coefficient)>>? parts;
    private readonly MeasurementGrouping? grouping;
    private readonly ShotSharing sharing;
    private readonly bool unitary;
    private (EstimationProblem Problem, MeasurementPlan Plan)? planned;

    /// <summary>An estimator over a partition.</summary>
    /// <param name="grouping">Commuting groups of the terms without the identity.</param>
    /// <param name="sharing">How groups share shots.</param>
    public GroupedEstimator(MeasurementGrouping grouping, ShotSharing sharing = ShotSharing.Optimal)
        : this(grouping, CommutationRule.FullyCommuting, sharing)
    {
    }

    /// <summary>An estimator over a partition.</summary>
    /// <param name="grouping">Groups of the terms without the identity, valid under the rule.</param>
    /// <param name="rule">With <see cref="CommutationRule.Anticommuting"/> groups are measured by unitary partitioning.</param>
    /// <param name="sharing">How groups share shots.</param>
    public GroupedEstimator(MeasurementGrouping grouping, CommutationRule rule, ShotSharing sharing = ShotSharing.Optimal)
    {
        ArgumentNullException.ThrowIfNull(grouping);
        this.grouping = grouping;
        this.sharing = sharing;
        unitary = rule == CommutationRule.Anticommuting;
        Name = "grouped";
    }

    /// <summary>An estimator over groups that share terms.</summary>
    /// <param name="parts">For each group its terms (counted without the identity) and the parts of their coefficients.</param>
    /// <param name="sharing">How groups share shots.</param>
    public GroupedEstimator(IReadOnlyList<ImmutableArray<(int Term, double Coefficient)>> parts, ShotSharing sharing = ShotSharing.Optimal)
    {
        ArgumentNullException.ThrowIfNull(parts);
        this.parts = parts;
        this.sharing = sharing;
        Name = "split";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The circuits and weights, made when first needed.</summary>
    /// <param name="problem">Operator and prior.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The plan.</returns>
    public MeasurementPlan Plan(EstimationProblem problem, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (planned is not { } made || !ReferenceEquals(made.Problem, problem))
        {
            planned = made = (problem, unitary
                ? MeasurementPlan.OfAnticommuting(problem.Observable, grouping!, cancellationToken)
                : parts is null
                ? new MeasurementPlan(problem.Observable, grouping!, problem.Circuits, cancellationToken)
                : new MeasurementPlan(problem.Observable, parts, problem.Circuits, cancellationToken));
        }

        return made.Plan;
    }

    /// <inheritdoc/>
    public MeasurementDesign Design(EstimationProblem problem, int shots, int seed, CancellationToken cancellationToken = default)
    {
        var plan = Plan(problem, cancellationToken);
        return Of(problem, plan, ShotAllocation.Proportional(Deviations(problem, plan), shots));
    }

    /// <summary>The design with the fewest shots for a standard error in the prior state (without one, in the completely mixed
    /// state).</summary>
    /// <param name="problem">Operator and prior.</param>
    /// <param name="error">The standard error wanted, in the operator's unit.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The design.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The error is not positive, or takes too many shots.</exception>
    public MeasurementDesign DesignForError(EstimationProblem problem, double error, CancellationToken cancellationToken = default)
    {
        var plan = Plan(problem, cancellationToken);
        return Of(problem, plan, ShotAllocation.ForError(Deviations(problem, plan), error));
    }

    private MeasurementDesign Of(EstimationProblem problem, MeasurementPlan plan, int[] allocation)
    {
        double? predicted = Covariance(problem) is { } covariance
            ? plan.Deviations(problem.Observable, covariance).Zip(allocation, static (s, m) => s * s / m).Sum()
            : null;
        return MeasurementDesign.Of(plan, allocation, predicted);
    }

    private TermCovariance? Covariance(EstimationProblem problem) => unitary ? problem.AnticommutingCovariance : problem.Covariance;

    private double[] Deviations(EstimationProblem problem, MeasurementPlan plan) => sharing switch
    {
        ShotSharing.Optimal => plan.Deviations(problem.Observable, Covariance(problem)),
        ShotSharing.Norm => plan.Deviations(problem.Observable, null),
        _ => [.. Enumerable.Repeat(1.0, plan.Groups.Length)],
    };
}
