namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>
/// ShadowGrouping (Gresch, Kliesch, Nature Communications 16, 2025): the next setting is filled greedily with the terms whose share of the
/// Bernstein bound falls most by one more shot.
/// </summary>
public sealed class ShadowGroupingEstimator : BasisListEstimator
{
    /// <inheritdoc/>
    public override string Name => "shadowgrouping";

    private protected override List<(ulong X, ulong Z)> Choose(
        EstimationProblem problem, PauliBases bases, int shots, int seed, CancellationToken cancellationToken)
    {
        var c = problem.Terms.Coefficients.ToArray().Select(Math.Abs).ToArray();
        var smallest = c.Where(static v => v > 0).DefaultIfEmpty(1).Min();

        // Unseen terms come before all others.
        var unseen = problem.Terms.LargestCoefficient() / smallest;
        var hits = new int[c.Length];
        var weight = c.Select(v => unseen * v).ToArray();
        var order = Enumerable.Range(0, c.Length).ToArray();
        var keys = new double[c.Length];
        var list = new List<(ulong, ulong)>(shots);
        for (var shot = 0; shot < shots; shot++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var t = 0; t < order.Length; t++)
            {
                (order[t], keys[t]) = (t, -weight[t]);
            }

            // Array.Sort is no stable sort, but always the same one.
            Array.Sort(keys, order);
            var setting = Filled(bases, order);
            list.Add(setting);
            for (var t = 0; t < c.Length; t++)
            {
                if (bases.Shows(setting.X, setting.Z, t))
                {
                    hits[t]++;
                    var (now, next) = (Math.Sqrt(hits[t]), Math.Sqrt(hits[t] + 1));
                    weight[t] = c[t] * (next - now) / (now * next);
                }
            }
        }

        return list;
    }
}
