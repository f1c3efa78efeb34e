#if ORTOOLS
using Google.OrTools.Sat;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// The smallest possible number of groups, by constraint programming (OR-Tools CP-SAT) on the colouring of the conflict
/// graph. For small inputs: some 40 terms take seconds, 60 may take hours.
/// </summary>
/// <param name="limit">Time limit of the solver; a minute when left out.</param>
public sealed class ExactGrouper(TimeSpan? limit = null) : IGrouper
{
    /// <summary>Larger inputs are refused.</summary>
    public const int MaxTerms = 200;

    /// <inheritdoc/>
    public string Name => "exact";

    /// <inheritdoc/>
    GroupingResult IGrouper.Group(GroupingProblem problem, IProgress<ProgressReport>? progress, CancellationToken cancellationToken) =>
        Group(problem, progress, cancellationToken);

    /// <inheritdoc cref="IGrouper.Group"/>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxTerms"/> terms.</exception>
    public ExactGroupingResult Group(
        GroupingProblem problem, IProgress<ProgressReport>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var n = problem.Terms.Count;
        if (n > MaxTerms)
        {
            throw new ArgumentException($"The exact grouper takes at most {MaxTerms} terms, not {n}.", nameof(problem));
        }

        var start = new DsaturGrouper().Group(problem, progress, cancellationToken).Grouping;
        var model = new CpModel();
        var colour = new BoolVar[n, start.Count];
        var used = Enumerable.Range(0, start.Count).Select(c => model.NewBoolVar($"used{c}")).ToArray();
        for (var i = 0; i < n; i++)
        {
            for (var c = 0; c < start.Count; c++)
            {
                colour[i, c] = model.NewBoolVar($"x{i}_{c}");
                model.AddImplication(colour[i, c], used[c]);
                model.AddHint(colour[i, c], start.Assignment[i] == c ? 1 : 0);
            }

            model.AddExactlyOne(Enumerable.Range(0, start.Count).Select(c => (ILiteral)colour[i, c]));
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                for (var c = 0; c < start.Count && !problem.Graph.Compatible(i, j); c++)
                {
                    model.AddAtMostOne([colour[i, c], colour[j, c]]);
                }
            }
        }

        for (var c = 1; c < start.Count; c++)
        {
            model.AddImplication(used[c], used[c - 1]);
        }

        model.Minimize(LinearExpr.Sum(used));
        var solver = new CpSolver
        {
            StringParameters = FormattableString.Invariant($"random_seed:0 num_workers:1 max_time_in_seconds:{limit?.TotalSeconds ?? 60}"),
        };
        using var stop = cancellationToken.Register(solver.StopSearch);
        var status = solver.Solve(model);
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return new(start, IsProven: false);
        }

        var labels = new int[n];
        for (var i = 0; i < n; i++)
        {
            labels[i] = Enumerable.Range(0, start.Count).First(c => solver.BooleanValue(colour[i, c]));
        }

        return new(MeasurementGrouping.FromLabels(labels), status == CpSolverStatus.Optimal);
    }
}
#endif
