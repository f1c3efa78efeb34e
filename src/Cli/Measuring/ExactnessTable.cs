using System.Globalization;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Cli.Measuring;

/// <summary>The table of <c>bench measure --check yes</c>: every circuit verified, exact means summed to the exact energy.</summary>
internal static class ExactnessTable
{
    /// <summary>How far a sum of exact means may be from the energy, in the operator's unit.</summary>
    public const double Tolerance = 1e-10;

    /// <summary>One row.</summary>
    /// <param name="Operator">The file.</param>
    /// <param name="Mapping">jw, parity, bk, or null for a file of qubits.</param>
    /// <param name="Qubits">Qubits.</param>
    /// <param name="Groups">Groups of sorted insertion.</param>
    /// <param name="TwoQubitGates">Of all their circuits.</param>
    /// <param name="Verified">Whether every circuit diagonalises its group, split ones too.</param>
    /// <param name="Error">Sum of exact means less the energy, modulus.</param>
    /// <param name="SplitGroups">Groups with split coefficients.</param>
    /// <param name="SplitError">The same of those.</param>
    public sealed record Row(
        string Operator, string? Mapping, int Qubits, int Groups, int TwoQubitGates, bool Verified, double Error, int SplitGroups,
        double SplitError);

    public static readonly string[] Columns =
    [
        "operator", "mapping", "qubits", "groups", "2q gates", "verified", "energy error", "split groups", "split energy error",
    ];

    public static Row Of(MeasureBenchOperator input, CancellationToken cancellation)
    {
        var problem = input.Problem;
        using var source = new SimulatedState(input.State);
        var grouping = input.Grouping();
        var si = new SortedInsertionGrouper().Group(grouping, null, cancellation).Grouping;
        var plan = new GroupedEstimator(si).Plan(problem, cancellation);
        var split = new GroupedEstimator(CoefficientSplitting.Split(grouping, si, 5, cancellation).Groups).Plan(problem, cancellation);
        return new(
            input.Name, input.Mapping, problem.Observable.Qubits, plan.Groups.Length, plan.TwoQubitGates,
            Verified(problem, plan) && Verified(problem, split), Math.Abs(Mean(plan, source, cancellation) - input.Energy),
            split.Groups.Length, Math.Abs(Mean(split, source, cancellation) - input.Energy));
    }

    public static bool Failed(Row row) => !row.Verified || !(row.Error <= Tolerance) || !(row.SplitError <= Tolerance);

    public static string[] Cells(Row row)
    {
        var culture = CultureInfo.InvariantCulture;
        return
        [
            row.Operator, row.Mapping ?? "-", row.Qubits.ToString(culture), row.Groups.ToString(culture),
            row.TwoQubitGates.ToString(culture), row.Verified ? "all" : "NO", row.Error.ToString("0.0E+0", culture),
            row.SplitGroups.ToString(culture), row.SplitError.ToString("0.0E+0", culture),
        ];
    }

    /// <summary>Whether every circuit of a plan turns its group into the Z strings it claims, exactly.</summary>
    public static bool Verified(EstimationProblem problem, MeasurementPlan plan) => Enumerable.Range(0, plan.Groups.Length).All(g =>
        DiagonalizationVerifier.Failure([.. plan.Parts(g).ToArray().Select(p => problem.Terms.String(p.Term))], plan.Groups[g]) is null);

    private static double Mean(MeasurementPlan plan, SimulatedState source, CancellationToken cancellation)
    {
        var means = new double[plan.Groups.Length];
        Parallel.For(0, means.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = 2 }, g =>
        {
            var probabilities = source.Probabilities(plan.Groups[g].Circuit);
            for (var outcome = 0; outcome < probabilities.Length; outcome++)
            {
                // What an eigenstate gives no weight costs no time.
                means[g] += probabilities[outcome] > 1e-30 ? probabilities[outcome] * plan.Value(g, outcome) : 0;
            }
        });
        return plan.Constant + means.Sum();
    }
}
