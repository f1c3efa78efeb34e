using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Problems;
using Quiver.Cli.Common;

namespace Quiver.Cli.Circuits;

/// <summary>Says which circuits of a table are outside the file's sector.</summary>
internal static class SectorCheck
{
    private const double Visible = 1e-6;

    // Up to this many qubits counting takes no time that is noticed.
    private const int MostQubits = 18;

    // S² of different spins differ by 3/4 at least.
    private const double OtherSpin = 0.1;

    /// <summary>What tells the electrons and the spin of a molecule's states; null for other problems, under noise and where it would
    /// take long.</summary>
    public static ElectronObservables? Observables(CircuitProblem problem) =>
        problem is GroundStateProblem { Sector: { } sector } && problem.Qubits <= MostQubits
            ? new ElectronObservables(problem.Qubits, sector) : null;

    /// <summary>Electrons and spin of a circuit's state in words, beside the exact state's; null where they were not counted.</summary>
    public static string? Sentence(CircuitProblem problem, CircuitRow row)
    {
        if (problem is not GroundStateProblem molecule || row is not { Electrons: { } electrons, Ms2: { } ms2, TotalSpin: { } spin })
        {
            return null;
        }

        var culture = CultureInfo.InvariantCulture;
        var exact = molecule.LeastElectrons is { } e
            ? string.Create(culture, $" (the exact state: {Rounded(e.TotalSpin, 4)})") : string.Empty;
        return string.Create(
            culture, $"{row.Name}: {Rounded(electrons, 6)} electrons, 2 Ms {Rounded(ms2, 6)}, S^2 {Rounded(spin, 4)}{exact}.");
    }

    /// <summary>Notes where the spin of a circuit's state is not the exact state's.</summary>
    public static void NoteSpin(CircuitProblem problem, CircuitRow row)
    {
        if (problem is GroundStateProblem { LeastElectrons: { } least } && row.TotalSpin is { } spin
            && Math.Abs(spin - least.TotalSpin) > OtherSpin)
        {
            RunNotes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name}: S^2 is {Rounded(spin, 4)}, that of the exact state {Rounded(least.TotalSpin, 4)}: states of other spins " +
                $"are as near in energy as the target allows. A smaller --target-error tells them apart, unless they are degenerate."));
        }
    }

    // Without the sign of a rounded zero.
    private static string Rounded(double value, int digits) =>
        (Math.Round(value, digits) + 0.0).ToString($"F{digits}", CultureInfo.InvariantCulture);

    /// <summary>Notes energies below the sector's least one, and penalties that are part of an energy.</summary>
    public static void Note(CircuitProblem problem, IEnumerable<(string Name, double Cost, Circuit Circuit)> circuits)
    {
        if (Baselines.Inner(problem) is not GroundStateProblem { Sector: { } sector } molecule)
        {
            return;
        }

        using var simulator = new NativeSimulator();
        foreach (var (name, cost, circuit) in circuits)
        {
            if (molecule.LeastCost is { } least && cost < least - Visible)
            {
                var shift = molecule.EnergyShift;
                RunNotes.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {cost + shift:F9} is below {least + shift:F9}, the least energy with {sector.Alpha} alpha and "
                        + $"{sector.Beta} beta electrons: ")
                    + "the state has other electrons. Leave --penalty out to stay in the sector.");
            }

            if (molecule.Penalty is { } penalty && simulator.EnergiesAsync([circuit], penalty).GetAwaiter().GetResult()[0] is var part
                && part > Visible)
            {
                RunNotes.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{name}: {part:F6} Ha of its energy are the penalty; the state is not wholly in the "
                        + $"file's sector."));
            }
        }
    }
}
