namespace Quiver.Hamiltonians.Fermions;

/// <summary>Whether numbers of electrons, spin and orbitals fit together, as one sentence in the file's own numbers.</summary>
internal static class ElectronCounts
{
    /// <summary>The spin that goes with a number of electrons where none is stated: 0 for even, 1 for odd ones.</summary>
    public static int DefaultSpin(int electrons) => electrons & 1;

    /// <summary>What is wrong with the numbers; null when nothing is.</summary>
    /// <param name="orbitals">Number of spatial orbitals.</param>
    /// <param name="electrons">Number of electrons.</param>
    /// <param name="spin">2 Ms, which may be negative.</param>
    /// <param name="names">How the source calls orbitals, electrons and spin.</param>
    public static string? Problem(int orbitals, int electrons, int spin, (string Orbitals, string Electrons, string Spin) names)
    {
        if (electrons < 0 || electrons > 2 * orbitals)
        {
            return $"{names.Electrons} = {electrons}: as many electrons do not fit {names.Orbitals} = {orbitals}, which allows 0 to "
                + $"{2 * orbitals}.";
        }

        if (((electrons ^ spin) & 1) != 0)
        {
            var (kind, other) = (electrons & 1) != 0 ? ("odd", "1") : ("even", "0");
            return $"{names.Electrons} = {electrons} and {names.Spin} = {spin} contradict each other: an {kind} number of electrons has "
                + $"an {kind} 2 Ms, so name the spin, for example option Spin {other}.";
        }

        var more = (electrons + Math.Abs((long)spin)) / 2;
        if (Math.Abs((long)spin) > electrons || more > orbitals)
        {
            return $"{names.Electrons} = {electrons} with {names.Spin} = {spin} needs {more} electrons of one spin, but "
                + $"{names.Orbitals} = {orbitals}{(more > electrons ? $" and there are {electrons} electrons" : string.Empty)}: correct "
                + $"the file or name option Electrons and option Spin.";
        }

        return null;
    }
}
