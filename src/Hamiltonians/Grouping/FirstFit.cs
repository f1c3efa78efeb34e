namespace Quiver.Hamiltonians.Grouping;

/// <summary>Greedy first fit: each term, in a given order, joins the first group that accepts it or opens a new one.</summary>
internal static class FirstFit
{
    /// <summary>Groups by first fit.</summary>
    /// <param name="problem">Terms and rule.</param>
    /// <param name="order">A permutation of the terms.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The grouping.</returns>
    public static MeasurementGrouping Group(GroupingProblem problem, ReadOnlySpan<int> order, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var groups = new List<GroupBasis>();
        var labels = new int[problem.Terms.Count];
        for (var i = 0; i < order.Length; i++)
        {
            if ((i & 255) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var g = 0;
            while (g < groups.Count && !groups[g].Accepts(order[i]))
            {
                g++;
            }

            if (g == groups.Count)
            {
                groups.Add(new GroupBasis(problem.Terms, problem.Rule));
            }

            groups[g].Add(order[i]);
            labels[order[i]] = g;
        }

        return MeasurementGrouping.FromLabels(labels);
    }
}
