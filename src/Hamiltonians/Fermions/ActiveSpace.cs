using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Reduces a molecule to an active space: the orbitals of lowest energy in the field of the reference determinant frozen
/// doubly occupied, the highest ones left out. Doubly occupied orbitals come before singly occupied and those before empty
/// ones, each by their energy; the index decides only between equal energies.
/// </summary>
public static class ActiveSpace
{
    // Orbital energies closer than this are one shell, relative to the largest integral.
    private const double Shell = 1e-7;

    /// <summary>Freezes core orbitals and keeps a window of active ones.</summary>
    /// <param name="integrals">The full set.</param>
    /// <param name="frozen">Number of lowest orbitals kept doubly occupied.</param>
    /// <param name="active">Number of orbitals after those that stay; the rest is empty and dropped.</param>
    /// <param name="notes">Told which orbitals were chosen where they are not the first ones, and of shells cut apart.</param>
    /// <returns>Integrals of the active space in the file's order; the core's energy and field are folded in.</returns>
    /// <exception cref="ArgumentException">The window does not fit the orbitals or the electrons.</exception>
    public static MolecularIntegrals Reduce(MolecularIntegrals integrals, int frozen, int active, Notes? notes = null)
    {
        ArgumentNullException.ThrowIfNull(integrals);
        if (frozen < 0 || active < 1 || (long)frozen + active > integrals.Orbitals)
        {
            throw new ArgumentException($"{frozen} frozen and {active} active orbitals do not fit {integrals.Orbitals}.", nameof(active));
        }

        if (integrals.Beta < frozen || integrals.Alpha < frozen || integrals.Alpha > frozen + active || integrals.Beta > frozen + active)
        {
            throw new ArgumentException($"{integrals.Alpha} alpha and {integrals.Beta} beta electrons do not fit {frozen} frozen and "
                + $"{active} active orbitals.", nameof(frozen));
        }

        var windows = Windows(integrals, frozen, active, notes);
        bool[] spins = integrals.IsRestricted ? [false] : [false, true];
        var constant = integrals.Constant;
        foreach (var a in new[] { false, true })
        {
            foreach (var c in windows[a ? 1 : 0].Core)
            {
                constant += integrals.One(c, c, a);
                foreach (var b in new[] { false, true })
                {
                    foreach (var d in windows[b ? 1 : 0].Core)
                    {
                        constant += 0.5 * (integrals.Two(c, c, d, d, a, b) - (a == b ? integrals.Two(c, d, d, c, a, a) : 0));
                    }
                }
            }
        }

        var one = spins.Select(spin => OneElectron(integrals, windows, spin)).ToArray();
        (bool, bool)[] pairs = integrals.IsRestricted ? [(false, false)] : [(false, false), (false, true), (true, true)];
        var two = pairs.Select(pair => TwoElectron(integrals, windows, pair.Item1, pair.Item2)).ToArray();
        return new MolecularIntegrals(active, integrals.Electrons - 2 * frozen, integrals.Spin, constant, one, two)
        {
            Symmetry = integrals.IsRestricted ? integrals.Symmetry?.Select(windows[0].Active) : null,
        };
    }

    /// <summary>Core and active orbitals of both spins.</summary>
    private static (int[] Core, int[] Active)[] Windows(MolecularIntegrals integrals, int frozen, int active, Notes? notes)
    {
        var model = OccupationModel.From(integrals);
        var reference = DeterminantSearch.Lowest(model, integrals.Alpha, integrals.Beta);
        var result = new (int[], int[])[2];
        for (var spin = 0; spin < 2; spin++)
        {
            // One window for both spins where their orbitals are the same.
            int[] seen = integrals.IsRestricted ? [0, 1] : [spin];
            var order = Enumerable.Range(0, integrals.Orbitals)
                .Select(p => (Orbital: p, Empty: -seen.Count(s => reference.Occupies(p, s)),
                    Energy: seen.Average(s => model.OrbitalEnergy(p, s, reference.Alpha, reference.Beta))))
                .OrderBy(o => o.Empty).ThenBy(o => o.Energy).ThenBy(o => o.Orbital).ToArray();
            result[spin] = ([.. order.Take(frozen).Select(o => o.Orbital).Order()],
                [.. order.Skip(frozen).Take(active).Select(o => o.Orbital).Order()]);
            if (notes is not null && (spin == 0 || !integrals.IsRestricted))
            {
                var who = integrals.IsRestricted ? "orbitals" : spin == 0 ? "alpha orbitals" : "beta orbitals";
                Tell(notes, who, result[spin]);
                foreach (var edge in new[] { frozen, frozen + active }.Where(e => e > 0 && e < order.Length))
                {
                    if (order[edge].Empty == order[edge - 1].Empty && order[edge].Energy - order[edge - 1].Energy < Shell * model.Scale)
                    {
                        notes.Add($"The window cuts {who} {order[edge - 1].Orbital + 1} and {order[edge].Orbital + 1} of equal energy "
                            + $"apart: another choice among them gives the same spectrum only by symmetry.");
                    }
                }
            }
        }

        return result;
    }

    private static void Tell(Notes notes, string who, (int[] Core, int[] Active) window)
    {
        var first = window.Core.Concat(window.Active).Select((p, i) => p == i).All(same => same);
        if (!first)
        {
            notes.Add($"By energy in the reference determinant, {who} {Numbers(window.Core)} are frozen and {Numbers(window.Active)} "
                + $"active (numbered as in the file).");
        }
    }

    private static string Numbers(int[] orbitals) => orbitals.Length == 0 ? "none" : string.Join(", ", orbitals.Select(p => p + 1));

    private static double[] OneElectron(MolecularIntegrals integrals, (int[] Core, int[] Active)[] windows, bool spin)
    {
        var chosen = windows[spin ? 1 : 0].Active;
        var result = new double[chosen.Length * chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            for (var j = 0; j < chosen.Length; j++)
            {
                var (p, q) = (chosen[i], chosen[j]);
                var value = integrals.One(p, q, spin);
                foreach (var other in new[] { false, true })
                {
                    foreach (var c in windows[other ? 1 : 0].Core)
                    {
                        value += integrals.Two(p, q, c, c, spin, other) - (spin == other ? integrals.Two(p, c, c, q, spin, spin) : 0);
                    }
                }

                result[i * chosen.Length + j] = value;
            }
        }

        return result;
    }

    private static double[] TwoElectron(MolecularIntegrals integrals, (int[] Core, int[] Active)[] windows, bool first, bool second)
    {
        var (left, right) = (windows[first ? 1 : 0].Active, windows[second ? 1 : 0].Active);
        var result = new double[left.Length * left.Length * right.Length * right.Length];
        var at = 0;
        foreach (var p in left)
        {
            foreach (var q in left)
            {
                foreach (var r in right)
                {
                    foreach (var s in right)
                    {
                        result[at++] = integrals.Two(p, q, r, s, first, second);
                    }
                }
            }
        }

        return result;
    }
}
