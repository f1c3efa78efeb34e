using System.Globalization;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;

namespace Quiver.Cli.Circuits;

/// <summary>Whether a search came within its target error.</summary>
/// <param name="Method">How it searched.</param>
/// <param name="TargetError">The error asked for, in the problem's unit.</param>
/// <param name="Met">Whether a circuit is within it: by the exact least cost where that is known, else by the estimate.</param>
/// <param name="Estimate">The estimated least cost, total.</param>
/// <param name="Remainder">How far the estimate lies below what the growing circuit reached.</param>
/// <param name="EstimatedError">Cost of the leading circuit above the estimate.</param>
/// <param name="Error">Its cost above the exact least cost; null where that is not known.</param>
/// <param name="Cx">Its CX gates, compiled; of a native gate set its two-qubit gates.</param>
/// <param name="SearchedQubits">Qubits that were searched on.</param>
/// <param name="UccsdCx">CX of UCCSD for the same molecule; null where it was not counted.</param>
/// <param name="UccsdGates">Its gates.</param>
/// <param name="Sentence">All of this in words.</param>
internal sealed record TargetVerdict(
    string Method, double TargetError, bool Met, double Estimate, double Remainder, double EstimatedError, double? Error, int Cx,
    int SearchedQubits, int? UccsdCx, int? UccsdGates, string Sentence)
{
    public static TargetVerdict Of(DesignSearch search, CircuitProblem problem, UccsdSize? uccsd)
    {
        var goal = search.Outcome.Goal!;
        var lead = search.Outcome.Lead;
        var circuit = DesignedCircuit.Of(search.Method, lead, search.Outcome, problem);
        var compiled = circuit.Compiled;
        var (cx, estimated) = (circuit.TwoQubitGates, goal.EstimatedError(lead.Cost));
        var exact = problem.LeastCost is { } least ? lead.Cost - least : (double?)null;

        // An estimate is off by a fraction of what was extrapolated: beyond the target it vouches for nothing.
        var vouches = goal.Anchor.Remainder <= goal.TargetError;
        var met = exact is { } below ? below <= goal.TargetError : vouches && estimated <= goal.TargetError;
        var culture = CultureInfo.InvariantCulture;
        var known = exact is { } e ? string.Create(culture, $", exact {e:0.0E+0}") : string.Empty;
        var found = string.Create(
            culture,
            $"{cx} {circuit.TwoQubitName}, depth {CircuitMetrics.Depth(compiled)}, " +
            $"{Counted(lead.Parameters, "angle")}, {Counted(compiled.Count, "gate")}, " +
            $"estimated error {estimated:0.0E+0}{known} {problem.Unit}");
        var basis = string.Create(
            culture,
            $"The least {(problem.Unit is "Ha" ? "energy" : "cost")} is estimated as " +
            $"{goal.Anchor.Estimate + Baselines.Shift(problem):F6} {problem.Unit} from a circuit that grew to " +
            $"{goal.Anchor.Remainder:0.0E+0} above it")
            + (goal.Qubits < problem.Qubits ? $"; symmetries left {goal.Qubits} of {problem.Qubits} qubits to search on." : ".");
        basis += vouches
            ? string.Empty
            : " That is more than the target: the estimate cannot vouch for it.";
        basis += Smaller(search, goal, circuit, problem);
        basis += uccsd is null ? string.Empty : string.Create(culture, $" UCCSD has {uccsd.Cx:N0} CX, {uccsd.Gates:N0} gates.");
        var sentence = met
            ? string.Create(
                culture, $"{search.Method}: smallest circuit found within {goal.TargetError:G3} {problem.Unit}: {found}. {basis}")
            : string.Create(
                culture,
                $"{search.Method}: NO circuit within {goal.TargetError:G3} {problem.Unit}; the nearest has {found}. Give more --time or " +
                $"a larger --target-error{(search.Outcome.MaximumDepth is null ? string.Empty : " or --max-depth")}. {basis}");
        return new TargetVerdict(
            search.Method, goal.TargetError, met, goal.Anchor.Estimate + Baselines.Shift(problem), goal.Anchor.Remainder, estimated, exact,
            cx, goal.Qubits, uccsd?.Cx, uccsd?.Gates, sentence);
    }

    // The smallest circuit keeps a margin below the target; what is smaller without it is named.
    private static string Smaller(DesignSearch search, DesignGoal goal, DesignedCircuit lead, CircuitProblem problem)
    {
        var least = search.Outcome.Archive.Front.Where(c => goal.EstimatedError(c.Cost) <= goal.TargetError)
            .Select(c => DesignedCircuit.Of(search.Method, c, search.Outcome, problem).TwoQubitGates).DefaultIfEmpty(int.MaxValue).Min();
        return least >= lead.TwoQubitGates ? string.Empty : string.Create(
            CultureInfo.InvariantCulture,
            $" The circuit keeps a margin of {goal.Margin:0.0E+0} {problem.Unit} for what the estimate may be off; without that {least} " +
            $"{lead.TwoQubitName} do.");
    }

    private static string Counted(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? string.Empty : "s")}");
}
