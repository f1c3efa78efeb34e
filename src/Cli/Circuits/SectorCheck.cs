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
