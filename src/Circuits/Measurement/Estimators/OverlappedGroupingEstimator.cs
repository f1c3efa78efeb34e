namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>
/// Overlapped grouping measurement (Wu, Sun, Huang, Yuan, arXiv:2105.13091): every setting starts at the largest term without one and is
/// filled with all terms that fit; the shares of the settings minimise sum c^2 / chance of the term, and rare settings are cut.
/// </summary>
public sealed class OverlappedGroupingEstimator : BasisListEstimator
{
    private const int Rounds = 300;

    /// <inheritdoc/>
    public override string Name => "ogm";

    private protected override List<(ulong X, ulong Z)> Choose(
        EstimationProblem problem, PauliBases bases, int shots, int seed, CancellationToken cancellationToken)
    {
        var order = ByCoefficient(problem);
        var settings = new List<(ulong X, ulong Z)>();
        var seen = new bool[bases.Count];
        for (var i = 0; i < order.Length; i++)
        {
            if (seen[order[i]])
            {
                continue;
            }

            // Later terms first, then the earlier ones: what is large has had its settings.
            var setting = Filled(bases, order.Skip(i).Concat(order.Take(i)));
            settings.Add(setting);
            foreach (var t in order)
            {
                seen[t] |= bases.Shows(setting.X, setting.Z, t);
            }
        }

        var shares = Shares(problem, bases, settings, cancellationToken);
        var counts = shares.Select(p => (int)(p * shots)).ToArray();
        foreach (
            var s in Enumerable.Range(0, counts.Length).OrderByDescending(s => (shares[s] * shots) - counts[s]).ThenBy(static s => s)
                .Take(shots - counts.Sum()))
        {
            counts[s]++;
        }

        // The most frequent first: what has to give way to terms that are missing stands at the end.
        return [.. Enumerable.Range(0, counts.Length).OrderByDescending(s => counts[s]).ThenBy(static s => s)
            .SelectMany(s => Enumerable.Repeat(settings[s], counts[s]))];
    }

    // Fixed point of the shares: p grows by the root of sum c^2 / chance^2 over the setting's terms.
    private static double[] Shares(
        EstimationProblem problem, PauliBases bases, List<(ulong X, ulong Z)> settings, CancellationToken cancellationToken)
    {
        var shown = settings.Select(s => Enumerable.Range(0, bases.Count).Where(t => bases.Shows(s.X, s.Z, t)).ToArray()).ToArray();
        var shares = Enumerable.Repeat(1.0 / settings.Count, settings.Count).ToArray();
        var chance = new double[bases.Count];
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(chance);
            for (var s = 0; s < shares.Length; s++)
            {
                foreach (var t in shown[s])
                {
                    chance[t] += shares[s];
                }
            }

            var total = 0.0;
            for (var s = 0; s < shares.Length; s++)
            {
                double gain = 0;
                foreach (var t in shown[s])
                {
                    gain += problem.Terms.Coefficients[t] * problem.Terms.Coefficients[t] / (chance[t] * chance[t]);
                }

                shares[s] *= Math.Sqrt(gain);
                total += shares[s];
            }

            for (var s = 0; s < shares.Length; s++)
            {
                shares[s] = Math.Max(shares[s] / total, 1e-12);
            }
        }

        return shares;
    }
}
