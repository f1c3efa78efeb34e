using System.Numerics;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Finds the lowest determinant of a molecule: by trying all of them where they are few, else by descent (exchange of two
/// orbitals) from several starts that the aufbau rule has made consistent with their own field.
/// </summary>
internal static class DeterminantSearch
{
    private const double MaxTried = 200_000;
    private const int MaxAufbau = 50;

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
        (ulong Alpha, ulong Beta, double Energy) best = (0, 0, double.PositiveInfinity);
        foreach (var (a, b) in candidates)
        {
            var energy = model.Energy(a, b);
            if (energy < best.Energy - Degenerate * model.Scale)
            {
                best = (a, b, energy);
            }
        }

        return new ReferenceDeterminant(best.Alpha, best.Beta);
    }

    private static ReferenceDeterminant Descend(OccupationModel model, int alpha, int beta)
    {
        var first = ReferenceDeterminant.First(alpha, beta);
        var core = Aufbau(model, 0, 0, alpha, beta);
        var starts = new List<(ulong, ulong)> { (first.Alpha, first.Beta), core };
        foreach (var (a, b) in starts.ToArray())
        {
            var (x, y) = (a, b);
            for (var i = 0; i < MaxAufbau; i++)
            {
                (x, y) = Aufbau(model, x, y, alpha, beta);
            }

            starts.Add((x, y));
        }

        return Best(model, starts.Select(s => Exchange(model, s)));
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
