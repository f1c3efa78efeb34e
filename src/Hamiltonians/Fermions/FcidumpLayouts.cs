using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Decides how an FCIDUMP file tells alpha from beta orbitals, and whether it is whole: blocks need five lines of zeros and
/// the constant after them, every other form the constant.
/// </summary>
internal static class FcidumpLayouts
{
    private const int Separators = 5;

    /// <summary>The layout.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="orbitals">NORB.</param>
    /// <param name="unrestricted">What UHF or IUHF says; null where neither is named.</param>
    /// <param name="entries">All lines, at least one.</param>
    /// <param name="notes">What was assumed.</param>
    /// <exception cref="InputException">The lines fit no layout, or some are missing.</exception>
    public static FcidumpLayout Of(string path, int orbitals, bool? unrestricted, List<FcidumpEntry> entries, Notes notes)
    {
        var constants = entries.FindAll(e => e.I == 0);
        var beyond = entries.Find(e => e.Highest > orbitals);
        if (beyond.Highest > orbitals)
        {
            if (!entries.Exists(e => e.K == 0 && e.I > orbitals && e.J > orbitals))
            {
                throw new InputException(path, beyond.Line, $"orbital {beyond.Highest} does not exist: NORB is {orbitals}.");
            }

            RequireConstant(path, constants, entries);
            NoteOrder(constants, entries, notes);
            return FcidumpLayout.BetaAfterAlpha;
        }

        if (constants.Count > 1 && InBlocks(unrestricted, constants, entries))
        {
            RequireBlocks(path, constants, entries);
            if (unrestricted is null)
            {
                notes.Add("Five lines of zeros part the integrals, so they were read as those of unrestricted orbitals, although the "
                    + "header names neither UHF nor IUHF.");
            }

            return FcidumpLayout.Blocks;
        }

        if (unrestricted is true)
        {
            RequireConstant(path, constants, entries);
            NoteOrder(constants, entries, notes);
            return SpinOrbitals(path, orbitals, entries, notes);
        }

        NoteMissing(path, orbitals, constants, entries, notes);
        NoteOrder(constants, entries, notes);
        return FcidumpLayout.Restricted;
    }

    /// <summary>Several lines 0 0 0 0: separators, unless the header says "restricted" or nothing but the constant is repeated.</summary>
    private static bool InBlocks(bool? unrestricted, List<FcidumpEntry> constants, List<FcidumpEntry> entries) =>
        unrestricted ?? entries.Exists(e => e.J > 0 && e.Line > constants[0].Line);

    private static void RequireBlocks(string path, List<FcidumpEntry> zeros, List<FcidumpEntry> entries)
    {
        var wrong = zeros.Take(Separators).FirstOrDefault(e => e.Value != 0);
        if (wrong.Line > 0)
        {
            throw new InputException(path, wrong.Line, "between the blocks of unrestricted integrals stands a line of zeros, not a "
                + "value: a block is missing here.");
        }

        foreach (var e in entries.Where(e => e.J > 0))
        {
            if ((e.K > 0) != (e.Block < 3) || e.Block >= Separators)
            {
                throw new InputException(path, e.Line, $"a {(e.K > 0 ? "two" : "one")}-electron integral stands in block {e.Block + 1}; "
                    + $"three blocks of two-electron and two of one-electron integrals are expected, each ended by a line of zeros.");
            }
        }

        if (zeros.Count != Separators + 1)
        {
            throw new InputException(path, entries[^1].Line,
                $"unrestricted integrals in blocks need {Separators} lines of zeros and then the constant (0 0 0 0); this file has "
                + $"{zeros.Count} such lines, so it {(zeros.Count <= Separators ? "looks cut off" : "has too many")}.");
        }
    }

    private static void RequireConstant(string path, List<FcidumpEntry> constants, List<FcidumpEntry> entries)
    {
        if (constants.Count == 0)
        {
            throw new InputException(path, entries[^1].Line,
                "the file ends without its constant (a line that ends in 0 0 0 0): it looks cut off.");
        }

        if (!entries.Exists(e => e.K == 0 && e.J > 0))
        {
            throw new InputException(path, entries[^1].Line,
                "the file holds no one-electron integral: it looks cut off after its first block.");
        }
    }

    /// <summary>A restricted file may lack the constant, if its one-electron integrals go up to the last orbital.</summary>
    private static void NoteMissing(string path, int orbitals, List<FcidumpEntry> constants, List<FcidumpEntry> entries, Notes notes)
    {
        if (constants.Count == 0)
        {
            var last = entries.FindLast(e => e.J > 0);
            if (last.K != 0 || last.I == 0 || last.Highest != orbitals)
            {
                throw new InputException(path, entries[^1].Line,
                    "the file ends without its constant (a line that ends in 0 0 0 0): it looks cut off.");
            }

            notes.Add("The file has no constant (a line that ends in 0 0 0 0): 0 was taken. If it should have one, it is cut off.");
        }

        if (!entries.Exists(e => e.K == 0 && e.J > 0))
        {
            notes.Add("The file holds no one-electron integral: if it should, it is cut off.");
        }
    }

    private static void NoteOrder(List<FcidumpEntry> constants, List<FcidumpEntry> entries, Notes notes)
    {
        if (constants.Count > 0 && entries.FindLast(e => e.J > 0).Line > constants[^1].Line)
        {
            notes.Add($"The constant stands in line {constants[^1].Line}, before other integrals: a file cut off at its end would look "
                + $"the same.");
        }
    }

    /// <summary>Spin orbitals alternate, or all of alpha come first: the integrals tell, because none mixes two spins.</summary>
    private static FcidumpLayout SpinOrbitals(string path, int orbitals, List<FcidumpEntry> entries, Notes notes)
    {
        if (orbitals % 2 != 0)
        {
            throw new InputException(path, 1, $"an unrestricted file without blocks counts spin orbitals, but NORB = {orbitals} is odd.");
        }

        var half = orbitals / 2;
        var alternating = entries.Find(e => Mixed(e, o => o % 2));
        var blocked = entries.Find(e => Mixed(e, o => o > half ? 1 : 0));
        if (alternating.Line > 0 && blocked.Line > 0)
        {
            throw new InputException(path, alternating.Line,
                $"the integral {alternating.I} {alternating.J} {alternating.K} {alternating.L} mixes alpha and beta orbitals, whether "
                + $"they alternate or follow one another.");
        }

        if (alternating.Line > 0)
        {
            notes.Add($"Orbitals 1 to {half} were read as alpha and {half + 1} to {orbitals} as beta spin orbitals: alternating ones "
                + $"would mix spins.");
            return FcidumpLayout.SpinBlocks;
        }

        if (blocked.Line == 0)
        {
            notes.Add("Odd orbitals were read as alpha and even ones as beta spin orbitals; the integrals would also fit alpha first, "
                + "beta after.");
        }

        return FcidumpLayout.SpinOrbitals;
    }

    private static bool Mixed(FcidumpEntry e, Func<int, int> spin) =>
        e.J > 0 && e.Value != 0 && (spin(e.I) != spin(e.J) || (e.K > 0 && spin(e.K) != spin(e.L)));
}
