using System.Globalization;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>Which orbitals of a molecule to freeze and which to keep, chosen from its integrals.</summary>
/// <param name="Frozen">Doubly occupied orbitals to freeze, lowest energy first.</param>
/// <param name="Active">Orbitals that stay, next in energy.</param>
/// <param name="Reason">What was chosen and why, one sentence.</param>
public sealed record ActiveSpaceProposal(int Frozen, int Active, string Reason)
{
    // Cores begin below the 1s of lithium (-2.4 Ha) and end at a gap to the valence shell.
    private const double CoreEnergy = -2.2;
    private const double CoreGap = 1;

    /// <summary>
    /// Freezes the core, orbitals deep below the others, and then, where more are left than may be, those farthest from the border between
    /// occupied and empty ones.
    /// </summary>
    /// <param name="integrals">The molecule.</param>
    /// <param name="most">The most orbitals to keep.</param>
    /// <returns>The choice; null where all orbitals stay.</returns>
    public static ActiveSpaceProposal? Create(MolecularIntegrals integrals, int most)
    {
        ArgumentNullException.ThrowIfNull(integrals);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var model = OccupationModel.From(integrals);
        var reference = DeterminantSearch.Lowest(model, integrals.Alpha, integrals.Beta);
        var occupied = Enumerable.Range(0, integrals.Orbitals)
            .Where(p => reference.Occupies(p, 0) && reference.Occupies(p, 1))
            .Select(p => (model.OrbitalEnergy(p, 0, reference.Alpha, reference.Beta) + model.OrbitalEnergy(p, 1, reference.Alpha, reference.Beta)) / 2)
            .Order().ToArray();
        var core = 0;
        for (var k = 0; k + 1 < occupied.Length; k++)
        {
            core = occupied[k] < CoreEnergy && occupied[k + 1] - occupied[k] > CoreGap ? k + 1 : core;
        }

        var (frozen, active) = (core, integrals.Orbitals - core);
        if (active > most)
        {
            // Half of what stays is occupied, as far as the electrons allow.
            var filled = Math.Min(integrals.Alpha, integrals.Beta) - core;
            var open = Math.Abs(integrals.Spin);
            var kept = Math.Min(filled, Math.Max((most - open) / 2, most - open - (integrals.Orbitals - core - filled - open)));
            frozen = core + filled - kept;
            active = most;
        }

        if (frozen == 0 && active == integrals.Orbitals)
        {
            return null;
        }

        var electrons = integrals.Electrons - (2 * frozen);
        var what = frozen == core && active == integrals.Orbitals - core
            ? string.Create(CultureInfo.InvariantCulture, $"The {core} core orbital{(core == 1 ? " is" : "s are")} frozen")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{frozen} orbitals are frozen ({core} of them core) and {integrals.Orbitals - frozen - active} empty ones left out");
        return new ActiveSpaceProposal(frozen, active, string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {electrons} electrons in {active} orbitals, {2 * active} qubits, and errors are against that space (option Frozen " +
            $"{frozen} option Active {active}; option Frozen 0 keeps all)."));
    }
}
