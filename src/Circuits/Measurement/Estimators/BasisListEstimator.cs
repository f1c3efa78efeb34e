using Quiver.Hamiltonians.Grouping;

namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>
/// Estimators that choose a list of single-qubit settings, whether by rule or by lot, and take for every term the mean over all shots that
/// show it. Terms that the list would miss are given settings of their own at its end, so nothing is left out and nothing is biased.
/// </summary>
public abstract class BasisListEstimator : IEnergyEstimator
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public MeasurementDesign Design(EstimationProblem problem, int shots, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        var bases = new PauliBases(problem.Terms);
        var list = Choose(problem, bases, shots, seed, cancellationToken);
        Complete(problem, bases, list);
        var settings = list.CountBy(static b => b).OrderBy(static s => s.Key.X).ThenBy(static s => s.Key.Z).ToArray();
        var hits = new long[problem.Terms.Count];
        var shown = settings.Select(s => Enumerable.Range(0, bases.Count).Where(t => bases.Shows(s.Key.X, s.Key.Z, t)).ToArray()).ToArray();
        for (var s = 0; s < settings.Length; s++)
        {
            foreach (var t in shown[s])
            {
                hits[t] += settings[s].Value;
            }
        }

        MeasurementDesign Built(double? variance) => new(
            bases.Qubits,
            problem.Constant,
            settings.Select(s => bases.Circuit(s.Key.X, s.Key.Z)),
            settings.Select(static s => s.Value),
            settings.Select((s, k) => shown[k].Select(t => bases.Shown(t, problem.Terms.Coefficients[t] * s.Value / hits[t], t)).ToArray()),
            false,
            variance);
        var design = Built(null);
        return problem.Covariance is { } covariance ? Built(design.Variance(problem.Terms, covariance)) : design;
    }

    /// <summary>Chooses one setting per shot: its X and Z bits, qubit by qubit.</summary>
    /// <param name="problem">Operator and prior.</param>
    /// <param name="bases">Which setting shows which term.</param>
    /// <param name="shots">Settings wanted.</param>
    /// <param name="seed">Fixes random choices.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The settings in order.</returns>
    private protected abstract List<(ulong X, ulong Z)> Choose(
        EstimationProblem problem, PauliBases bases, int shots, int seed, CancellationToken cancellationToken);

    /// <summary>Terms by falling |c|.</summary>
    private protected static int[] ByCoefficient(EstimationProblem problem) => TermOrder.ByCoefficient(problem.Terms);

    /// <summary>A setting filled greedily in an order; qubits that no term decides are measured in Z.</summary>
    private protected static (ulong X, ulong Z) Filled(PauliBases bases, IEnumerable<int> order)
    {
        ulong x = 0, z = 0, decided = 0;
        var all = bases.Qubits == 64 ? ulong.MaxValue : (1UL << bases.Qubits) - 1;
        foreach (var t in order)
        {
            bases.TryJoin(ref x, ref z, ref decided, t);
            if (decided == all)
            {
                break;
            }
        }

        return (x, z | (all & ~decided));
    }

    private static void Complete(EstimationProblem problem, PauliBases bases, List<(ulong X, ulong Z)> list)
    {
        var order = ByCoefficient(problem);
        for (var replaced = 0; ;)
        {
            var kept = list.Count - replaced;
            var distinct = list.Take(kept).Distinct().ToArray();
            var missing = order.Where(t => !distinct.Any(b => bases.Shows(b.X, b.Z, t))).ToList();
            var cover = new List<(ulong X, ulong Z)>();
            while (missing.Count > 0)
            {
                var setting = Filled(bases, missing.Concat(order));
                cover.Add(setting);
                missing.RemoveAll(t => bases.Shows(setting.X, setting.Z, t));
            }

            if (cover.Count <= replaced)
            {
                list.RemoveRange(list.Count - cover.Count, cover.Count);
                list.AddRange(cover);
                return;
            }

            if (cover.Count > list.Count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(list), list.Count,
                    $"Every term was seen in {cover.Count} single-qubit settings, so as many shots are needed, not {list.Count}.");
            }

            replaced = cover.Count;
        }
    }
}
