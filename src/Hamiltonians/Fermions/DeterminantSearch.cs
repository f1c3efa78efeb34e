using System.Numerics;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Finds the reference determinant of a molecule. Candidates are all determinants where they are few, else those that
/// descent (exchange of two orbitals) and the aufbau rule reach from several starts. Of these the lowest counts that is
/// stationary and occupies the lowest orbitals of its own field, as converged Hartree-Fock does; where the file's orbitals
/// have no such determinant, the lowest that fills its own lowest orbitals; else the lowest.
/// </summary>
internal static class DeterminantSearch
{
    private const double MaxTried = 200_000;
    private const int MaxAufbau = 50;

    // Couplings to single excitations below this vanish, relative to the largest integral: files carry 5 to 16 digits.
    private const double Stationary = 2e-5;

    // Closer energies count as equal, relative to the largest integral: then the lower orbital numbers stay.
    private const double Degenerate = 1e-9;

    /// <summary>The lowest determinant with given electron numbers.</summary>
    public static ReferenceDeterminant Lowest(OccupationModel model, int alpha, int beta)
    {
        var (few, more) = (Math.Min(alpha, beta), Math.Max(alpha, beta));
        var paired = model.IsSpinSymmetric;
        var count = paired
            ? Binomial(model.Orbitals, few) * Binomial(model.Orbitals - few, more - few)
            : Binomial(model.Orbitals, alpha) * Binomial(model.Orbitals, beta);
        if (count > MaxTried)
        {
            return Descend(model, alpha, beta);
        }

        var candidates = paired ? Paired(model.Orbitals, few, more, alpha >= beta) : Independent(model.Orbitals, alpha, beta);
        return Best(model, candidates);
    }

    /// <summary>The number of subsets; exact as far as a double holds it.</summary>
    public static double Binomial(int n, int k)
    {
        if (k < 0 || k > n)
        {
            return 0;
        }

        double result = 1;
        for (var i = 1; i <= k; i++)
        {
            result = Math.Round(result * (n - k + i) / i);
        }

        return result;
    }

    /// <summary>All sets of some of the orbitals as bits, ascending.</summary>
    public static IEnumerable<ulong> Subsets(int orbitals, int electrons)
    {
        if (electrons == 0 || electrons > orbitals)
        {
            return electrons == 0 ? [0UL] : [];
        }

        return Walk(orbitals, electrons);
    }

    private static IEnumerable<ulong> Walk(int orbitals, int electrons)
    {
        var last = electrons == 64 ? ulong.MaxValue : ((1UL << electrons) - 1) << (orbitals - electrons);
        for (var s = electrons == 64 ? ulong.MaxValue : (1UL << electrons) - 1; ;)
        {
            yield return s;
            if (s == last)
            {
                yield break;
            }

            // The next larger number with as many bits.
            var low = s & (0 - s);
            var next = s + low;
            s = next | (((s ^ next) >> 2) / low);
        }
    }

    private static IEnumerable<(ulong Alpha, ulong Beta)> Paired(int orbitals, int few, int more, bool alphaMore)
    {
        foreach (var twice in Subsets(orbitals, few))
        {
            var free = Enumerable.Range(0, orbitals).Where(p => (twice >> p & 1) == 0).ToArray();
            foreach (var choice in Subsets(free.Length, more - few))
            {
                var all = twice;
                for (var bits = choice; bits != 0; bits &= bits - 1)
                {
                    all |= 1UL << free[BitOperations.TrailingZeroCount(bits)];
                }

                yield return alphaMore ? (all, twice) : (twice, all);
            }
        }
    }

    private static IEnumerable<(ulong Alpha, ulong Beta)> Independent(int orbitals, int alpha, int beta) =>
        Subsets(orbitals, alpha).SelectMany(a => Subsets(orbitals, beta).Select(b => (a, b)));

    private static ReferenceDeterminant Best(OccupationModel model, IEnumerable<(ulong Alpha, ulong Beta)> candidates)
    {
        var tolerance = Degenerate * model.Scale;
        var all = candidates.Distinct().Select(c => (c.Alpha, c.Beta, Energy: model.Energy(c.Alpha, c.Beta))).ToArray();
        var consistent = Array.FindAll(all, c => FillsLowest(model, c.Alpha, c.Beta, tolerance));
        var stationary = Array.FindAll(consistent, c => model.Stationarity(c.Alpha, c.Beta) <= Stationary * model.Scale);
        return Lowest(model, stationary.Length > 0 ? stationary : consistent.Length > 0 ? consistent : all, tolerance);
    }

    /// <summary>
    /// The lowest; of those that are equal the one that couples most to single excitations, so that it does not hang on the
    /// order of the orbitals (as for the sites of a Hubbard model); then the first.
    /// </summary>
    private static ReferenceDeterminant Lowest(OccupationModel model, (ulong Alpha, ulong Beta, double Energy)[] candidates,
        double tolerance)
    {
        var least = candidates.Min(c => c.Energy);
        var equal = Array.FindAll(candidates, c => c.Energy <= least + tolerance);
        var best = equal[0];
        var most = equal.Length > 1 ? model.SquaredCouplings(best.Alpha, best.Beta) : 0;
        foreach (var next in equal.Skip(1))
        {
            var coupled = model.SquaredCouplings(next.Alpha, next.Beta);
            if (coupled > most + 1e-6 * model.Scale * model.Scale)
            {
                (best, most) = (next, coupled);
            }
        }

        return new ReferenceDeterminant(best.Alpha, best.Beta);
    }

    /// <summary>Whether no empty orbital lies below an occupied one in the determinant's own field.</summary>
    private static bool FillsLowest(OccupationModel model, ulong alpha, ulong beta, double tolerance)
    {
        if (!model.IsSpinSymmetric)
        {
            return Ordered(p => (alpha >> p & 1) != 0 ? 1 : 0, p => model.OrbitalEnergy(p, 0, alpha, beta))
                && Ordered(p => (beta >> p & 1) != 0 ? 1 : 0, p => model.OrbitalEnergy(p, 1, alpha, beta));
        }

        return Ordered(
            p => ((alpha >> p & 1) != 0 ? 1 : 0) + ((beta >> p & 1) != 0 ? 1 : 0),
            p => (model.OrbitalEnergy(p, 0, alpha, beta) + model.OrbitalEnergy(p, 1, alpha, beta)) / 2);

        // Orbitals with more electrons lie lower.
        bool Ordered(Func<int, int> electrons, Func<int, double> energy)
        {
            Span<double> least = [double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity];
            Span<double> most = [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity];
            for (var p = 0; p < model.Orbitals; p++)
            {
                var (k, e) = (electrons(p), energy(p));
                (least[k], most[k]) = (Math.Min(least[k], e), Math.Max(most[k], e));
            }

            return most[1] <= least[0] + tolerance && most[2] <= least[0] + tolerance && most[2] <= least[1] + tolerance;
        }
    }

    private static ReferenceDeterminant Descend(OccupationModel model, int alpha, int beta)
    {
        var first = ReferenceDeterminant.First(alpha, beta);
        var starts = new List<(ulong, ulong)> { (first.Alpha, first.Beta), Aufbau(model, 0, 0, alpha, beta) };
        foreach (var (a, b) in starts.ToArray())
        {
            starts.Add(Iterate(model, (a, b), alpha, beta));
        }

        var candidates = starts.Concat(starts.Select(s => Exchange(model, s))).ToList();
        candidates.AddRange(candidates.Select(c => Iterate(model, c, alpha, beta)).ToArray());
        return Best(model, candidates);
    }

    private static (ulong Alpha, ulong Beta) Iterate(OccupationModel model, (ulong Alpha, ulong Beta) now, int alpha, int beta)
    {
        for (var i = 0; i < MaxAufbau; i++)
        {
            now = Aufbau(model, now.Alpha, now.Beta, alpha, beta);
        }

        return now;
    }

    /// <summary>Occupies the lowest orbitals in the field of a determinant.</summary>
    private static (ulong Alpha, ulong Beta) Aufbau(OccupationModel model, ulong a, ulong b, int alpha, int beta)
    {
        ulong Fill(Func<int, double> energy, int count) =>
            Enumerable.Range(0, model.Orbitals).OrderBy(energy).Take(count).Aggregate(0UL, (bits, p) => bits | 1UL << p);
        if (model.IsSpinSymmetric)
        {
            double Mean(int p) => model.OrbitalEnergy(p, 0, a, b) + model.OrbitalEnergy(p, 1, a, b);
            return (Fill(Mean, alpha), Fill(Mean, beta));
        }

        return (Fill(p => model.OrbitalEnergy(p, 0, a, b), alpha), Fill(p => model.OrbitalEnergy(p, 1, a, b), beta));
    }

    /// <summary>Exchanges the occupations of two orbitals as long as the energy falls, the largest fall first.</summary>
    private static (ulong Alpha, ulong Beta) Exchange(OccupationModel model, (ulong Alpha, ulong Beta) start)
    {
        var (current, energy) = (start, model.Energy(start.Alpha, start.Beta));
        while (true)
        {
            var (best, bestEnergy) = (current, energy - Degenerate * model.Scale);
            for (var p = 0; p < model.Orbitals; p++)
            {
                for (var q = 0; q < p; q++)
                {
                    foreach (var next in Exchanged(model, current, p, q))
                    {
                        if (next != current && model.Energy(next.Alpha, next.Beta) is var e && e < bestEnergy)
                        {
                            (best, bestEnergy) = (next, e);
                        }
                    }
                }
            }

            if (best == current)
            {
                return current;
            }

            (current, energy) = (best, bestEnergy);
        }
    }

    private static IEnumerable<(ulong Alpha, ulong Beta)> Exchanged(OccupationModel model, (ulong Alpha, ulong Beta) now, int p, int q)
    {
        yield return (Swap(now.Alpha, p, q), Swap(now.Beta, p, q));
        if (!model.IsSpinSymmetric)
        {
            yield return (Swap(now.Alpha, p, q), now.Beta);
            yield return (now.Alpha, Swap(now.Beta, p, q));
        }
    }

    private static ulong Swap(ulong bits, int p, int q) =>
        ((bits >> p ^ bits >> q) & 1) == 0 ? bits : bits ^ (1UL << p | 1UL << q);
}
