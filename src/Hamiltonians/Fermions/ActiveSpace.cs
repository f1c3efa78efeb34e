namespace Quiver.Hamiltonians.Fermions;

/// <summary>Reduces a molecule to an active space: lowest orbitals frozen doubly occupied, highest ones left out.</summary>
public static class ActiveSpace
{
    /// <summary>Freezes core orbitals and keeps a window of active ones.</summary>
    /// <param name="integrals">The full set.</param>
    /// <param name="frozen">Number of lowest orbitals kept doubly occupied.</param>
    /// <param name="active">Number of orbitals after those that stay; the rest is empty and dropped.</param>
    /// <returns>Integrals of the active space; the core's energy and field are folded in.</returns>
    /// <exception cref="ArgumentException">The window does not fit the orbitals or the electrons.</exception>
    public static MolecularIntegrals Reduce(MolecularIntegrals integrals, int frozen, int active)
    {
        ArgumentNullException.ThrowIfNull(integrals);
        if (frozen < 0 || active < 1 || frozen + active > integrals.Orbitals)
        {
            throw new ArgumentException($"{frozen} frozen and {active} active orbitals do not fit {integrals.Orbitals}.", nameof(active));
        }

        if (integrals.Beta < frozen || integrals.Alpha < frozen || integrals.Alpha > frozen + active || integrals.Beta > frozen + active)
        {
            throw new ArgumentException($"{integrals.Alpha} alpha and {integrals.Beta} beta electrons do not fit {frozen} frozen and {active} active orbitals.", nameof(frozen));
        }

        bool[] spins = integrals.IsRestricted ? [false] : [false, true];
        var constant = integrals.Constant;
        foreach (var a in new[] { false, true })
        {
            for (var c = 0; c < frozen; c++)
            {
                constant += integrals.One(c, c, a);
                foreach (var b in new[] { false, true })
                {
                    for (var d = 0; d < frozen; d++)
                    {
                        constant += 0.5 * (integrals.Two(c, c, d, d, a, b) - (a == b ? integrals.Two(c, d, d, c, a, a) : 0));
                    }
                }
            }
        }

        var one = spins.Select(spin => OneElectron(integrals, frozen, active, spin)).ToArray();
        (bool, bool)[] pairs = integrals.IsRestricted ? [(false, false)] : [(false, false), (false, true), (true, true)];
        var two = pairs.Select(pair => TwoElectron(integrals, frozen, active, pair.Item1, pair.Item2)).ToArray();
        return new MolecularIntegrals(active, integrals.Electrons - 2 * frozen, integrals.Spin, constant, one, two);
    }

    private static double[] OneElectron(MolecularIntegrals integrals, int frozen, int active, bool spin)
    {
        var result = new double[active * active];
        for (var p = 0; p < active; p++)
        {
            for (var q = 0; q < active; q++)
            {
                var value = integrals.One(p + frozen, q + frozen, spin);
                for (var c = 0; c < frozen; c++)
                {
                    value += integrals.Two(p + frozen, q + frozen, c, c, spin, false) + integrals.Two(p + frozen, q + frozen, c, c, spin, true)
                        - integrals.Two(p + frozen, c, c, q + frozen, spin, spin);
                }

                result[p * active + q] = value;
            }
        }

        return result;
    }

    private static double[] TwoElectron(MolecularIntegrals integrals, int frozen, int active, bool first, bool second)
    {
        var result = new double[active * active * active * active];
        var at = 0;
        for (var p = 0; p < active; p++)
        {
            for (var q = 0; q < active; q++)
            {
                for (var r = 0; r < active; r++)
                {
                    for (var s = 0; s < active; s++)
                    {
                        result[at++] = integrals.Two(p + frozen, q + frozen, r + frozen, s + frozen, first, second);
                    }
                }
            }
        }

        return result;
    }
}
