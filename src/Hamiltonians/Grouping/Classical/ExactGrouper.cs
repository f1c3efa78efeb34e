#if ORTOOLS
using Google.OrTools.Sat;

namespace Quiver.Hamiltonians.Grouping.Classical;

/// <summary>
/// The smallest possible number of groups, by constraint programming (OR-Tools CP-SAT) on the colouring of the conflict
/// graph. For small inputs: some 40 terms take seconds, 60 may take hours.
/// </summary>
/// <param name="seconds">Time limit of the solver.</param>
public sealed class ExactGrouper(double seconds = 60) : IGrouper
{
    /// <summary>Larger inputs are refused.</summary>
    public const int MaxTerms = 200;

    /// <inheritdoc/>
    public string Name => "exact";

    /// <summary>Whether the last grouping was proven to be smallest.</summary>
    public bool Proven { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are more than <see cref="MaxTerms"/> terms.</exception>
    public MeasurementGrouping Group(GroupingProblem problem, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var n = problem.Terms.Count;
        if (n > MaxTerms)
        {
            throw new ArgumentException($"The exact grouper takes at most {MaxTerms} terms, not {n}.", nameof(problem));
        }

        var start = new DsaturGrouper().Group(problem, cancellation);
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
        var solver = new CpSolver { StringParameters = FormattableString.Invariant($"random_seed:0 num_workers:1 max_time_in_seconds:{seconds}") };
        using var stop = cancellation.Register(solver.StopSearch);
        var status = solver.Solve(model);
        Proven = status == CpSolverStatus.Optimal;
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return start;
        }

        var labels = new int[n];
        for (var i = 0; i < n; i++)
        {
            labels[i] = Enumerable.Range(0, start.Count).First(c => solver.BooleanValue(colour[i, c]));
        }

        return MeasurementGrouping.FromLabels(labels);
    }
}
#endif
