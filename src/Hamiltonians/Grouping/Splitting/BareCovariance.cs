namespace Quiver.Hamiltonians.Grouping.Splitting;

/// <summary>Covariances of the bare Pauli strings, without coefficients, read off a problem's weighted ones.</summary>
internal sealed class BareCovariance
{
    private readonly GroupingProblem problem;
    private readonly double[] inverse;

    public BareCovariance(GroupingProblem problem)
    {
        this.problem = problem;
        inverse = [.. problem.Terms.Coefficients.ToArray().Select(static c => c == 0 ? 0 : 1 / c)];
    }

    public int Count => inverse.Length;

    /// <summary>Covariances of one string with some others.</summary>
    public void Row(int term, int[] others, Span<double> row)
    {
        var weighted = problem.Covariance!.Row(term);
        for (var k = 0; k < others.Length; k++)
        {
            row[k] = weighted[others[k]] * inverse[others[k]] * inverse[term];
        }
    }

    public double Variance(int term) => problem.Covariance!.Variance(term) * inverse[term] * inverse[term];

    /// <summary>The covariances within a group, row-major.</summary>
    public double[] Block(int[] group)
    {
        var n = group.Length;
        var block = new double[n * n];
        for (var j = 0; j < n; j++)
        {
            var row = problem.Covariance!.Row(group[j]);
            for (var k = 0; k < n; k++)
            {
                block[(j * n) + k] = row[group[k]] * inverse[group[j]] * inverse[group[k]];
            }
        }

        return block;
    }
}
