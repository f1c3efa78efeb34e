using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Programs;

namespace Quiver.Cli.Circuits;

/// <summary>Counts of a program in words.</summary>
internal static class ProgramSummary
{
    /// <summary>For example "3 qubits, 5 gates, depth 4, 3 measurements".</summary>
    public static string Of(CircuitProgram program)
    {
        var circuit = program.Gates();
        int measured = Count<MeasureStep>(program.Steps), resets = Count<ResetStep>(program.Steps),
            barriers = Count<BarrierStep>(program.Steps);
        var branches = Count<BranchStep>(program.Steps);
        var inside = Count<GateStep>(program.Steps) - circuit.Count;
        var text = $"{program.Qubits} qubits, {circuit.Count} gates, depth {CircuitMetrics.Depth(circuit)}";
        return text + Part(measured, "measurements") + Part(resets, "resets") + Part(barriers, "barriers") + Part(branches, "branches")
            + Part(inside, "gates in branches");
    }

    private static string Part(int count, string what) => count == 0
        ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {count} {what}");

    private static int Count<T>(IEnumerable<ProgramStep> steps)
        where T : ProgramStep => steps.Sum(static s => (s is T ? 1 : 0) + (s is BranchStep b ? Count<T>(b.Then) + Count<T>(b.Else) : 0));
}
