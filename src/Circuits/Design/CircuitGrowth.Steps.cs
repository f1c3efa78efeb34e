using Quiver.Circuits.Problems;

namespace Quiver.Circuits.Design;

/// <summary>How one step of growth is found: kicks out of an eigenstate, several gates at once, where they may stand.</summary>
internal sealed partial class CircuitGrowth
{
    // No gate has a slope at an eigenstate, and all but the lowest are saddles: a few gates of random angles lead away from those.
    // Classifiers have minima besides: any angle is tried there.
    private DesignResult? Kicked(DesignResult current, IReadOnlyList<Insertion> insertions)
    {
        var classifies = problem is ClassificationProblem;
        for (var round = 0; round < (classifies ? 1 : KickRounds) && insertions.Count > 0; round++)
        {
            var (count, widest) = (KickGates << round, classifies ? Math.PI : KickAngle * (round + 1));
            var trials = new List<List<(int Gate, double Angle)>>();
            for (var t = 0; t < Kicks; t++)
            {
                var chosen = Enumerable.Range(0, count).Select(_ => insertions[kicking.Next(insertions.Count)])
                    .OrderByDescending(static i => i.Place).ToArray();
                var letters = LetterSequence.Of(gates, current);
                foreach (var insertion in chosen)
                {
                    letters.InsertRange(insertion.Place, insertion.Letters.Zip(
                        insertion.Angles,
                        (g, a) => (g, gates.Gates[g].HasAngle ? a + (widest * ((2 * kicking.NextDouble()) - 1)) : 0.0)));
                }

                trials.Add(letters);
            }

            trials.RemoveAll(t => !IsShallow(t));
            if (FitAll(trials).Where(f => f.Cost < current.Cost - LeastKick).MinBy(static f => f.Cost) is { } lower)
            {
                return lower;
            }
        }

        return null;
    }

    // Where no gate of a few CX lowers the cost although much is left.
    private DesignResult? Wider(DesignResult current)
    {
        if (gates.Qubits > FewQubits || problem is not ObservableProblem expectation)
        {
            return null;
        }

        wide ??= new InsertionScan(
            problem, gates, Math.Min(gates.Qubits - 1, gates.Qubits <= AllArmsQubits ? gates.Qubits : WideArms),
            Couplings(expectation.Observable, WideArms));
        return Better(current, wide.Scan(current, Places(current)).Insertions);
    }

    // The best of the steepest insertions of every number of CX; null where none lowers the cost.
    private DesignResult? Better(DesignResult current, IReadOnlyList<Insertion> insertions)
    {
        var steep = insertions.Where(i => Math.Abs(i.Slope) > 1e-7 && IsShallow(current, i));
        List<List<(int, double)>> trials = gates.Qubits <= FewQubits
            ? [.. steep.GroupBy(static i => i.Cx).SelectMany(static c => c.Take(Candidates)).Select(i => With(current, [i]))]
            : Several(current, [.. steep]);
        DesignResult? best = null;
        double most = 0;
        foreach (var fitted in FitAll(trials))
        {
            var gain = (current.Cost - fitted.Cost) / (Math.Max(0, fitted.Cx - current.Cx) + 1);
            if (current.Cost - fitted.Cost > 1e-9 && gain > most)
            {
                (best, most) = (fitted, gain);
            }
        }

        return best;
    }

    // Two choices of a few insertions that flip different qubits, at different places as far as they go: the steepest for their CX, by
    // slope and by its square.
    private List<List<(int, double)>> Several(DesignResult current, Insertion[] steep)
    {
        var trials = new List<List<(int, double)>>();
        for (var power = 1; power <= 2 && steep.Length > 0; power++)
        {
            var chosen = new List<Insertion>();
            var count = Math.Min(Together + (current.Parameters / AnglesForOneMore), MostTogether);
            foreach (var insertion in steep.OrderByDescending(i => Math.Pow(Math.Abs(i.Slope), power) / (i.Cx + 1)))
            {
                if (chosen.Count(c => c.Place == insertion.Place) <= chosen.Count / FewPlaces
                    && chosen.TrueForAll(c => c.Flips != insertion.Flips))
                {
                    chosen.Add(insertion);
                    if (chosen.Count >= count)
                    {
                        break;
                    }
                }
            }

            trials.Add(With(current, chosen));
        }

        // One alone fits in where several do not.
        return trials.TrueForAll(IsShallow) ? trials : [.. steep.Take(Candidates).Select(i => With(current, [i]))];
    }

    private List<(int, double)> With(DesignResult current, IEnumerable<Insertion> insertions)
    {
        var letters = LetterSequence.Of(gates, current);
        foreach (var insertion in insertions.OrderByDescending(static i => i.Place))
        {
            letters.InsertRange(insertion.Place, insertion.Letters.Zip(insertion.Angles));
        }

        return letters;
    }

    private DesignResult[] FitAll(List<List<(int, double)>> trials)
    {
        var results = new DesignResult[trials.Count];
        Parallel.For(0, fitters.Length, new ParallelOptions { MaxDegreeOfParallelism = fitters.Length }, f =>
        {
            for (var t = f; t < trials.Count; t += fitters.Length)
            {
                var (word, angles) = LetterSequence.Canonical(gates, trials[t]);
                results[t] = fitters[f].Fit(word, angles);
            }
        });
        return results;
    }

    // All places of short circuits; both ends and some others of long ones.
    private HashSet<int>? Places(DesignResult current)
    {
        var most = gates.Qubits <= FewQubits ? MostPlaces : FewPlaces;
        if (current.Gates < most)
        {
            return null;
        }

        var places = new HashSet<int> { 0, current.Gates };
        while (places.Count < most)
        {
            places.Add(random.Next(current.Gates + 1));
        }

        return places;
    }
}
