using System.Globalization;
using Quiver.Circuits.Measurement;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping.Classical;

namespace Quiver.Cli.Measuring;

/// <summary>The table of <c>bench measure --table gates</c>: two-qubit gates of sorted insertion's circuits by three syntheses.</summary>
internal static class GateTable
{
    /// <summary>One row; gates are CX and CZ of all groups' circuits together.</summary>
    /// <param name="Operator">The file.</param>
    /// <param name="Mapping">jw, parity, bk, or null for a file of qubits.</param>
    /// <param name="Groups">Fully commuting groups of sorted insertion.</param>
    /// <param name="PatelMarkovHayes">Gates of the baseline.</param>
    /// <param name="Elimination">Gates of plain symplectic elimination.</param>
    /// <param name="Search">Gates of the search that commands use.</param>
    /// <param name="Saved">1 - search / baseline.</param>
    /// <param name="Verified">Whether every circuit of all three diagonalises its group.</param>
    public sealed record Row(
        string Operator, string? Mapping, int Groups, int PatelMarkovHayes, int Elimination, int Search, double Saved, bool Verified);

    public static readonly string[] Columns =
        ["operator", "mapping", "groups", "Patel-Markov-Hayes", "elimination", "search", "saved", "verified"];

    public static Row Of(MeasureBenchOperator input, IProgress<ProgressReport> progress, CancellationToken cancellation)
    {
        var problem = input.Grouping();
        var si = new SortedInsertionGrouper().Group(problem, null, cancellation).Grouping;
        var verified = true;
        int Gates(CircuitSynthesis synthesis)
        {
            progress.Report(new ProgressReport("circuits by " + synthesis, 0, 0));
            var plan = new MeasurementPlan(
                input.File.Sum, si, input.Problem.Circuits with { Synthesis = synthesis }, cancellation);
            verified &= ExactnessTable.Verified(input.Problem, plan);
            return plan.TwoQubitGates;
        }

        var (baseline, elimination, search) =
            (Gates(CircuitSynthesis.PatelMarkovHayes), Gates(CircuitSynthesis.Elimination), Gates(CircuitSynthesis.Search));
        return new(
            input.Name, input.Mapping, si.Count, baseline, elimination, search, Saved(search, baseline), verified);
    }

    public static string[] Cells(Row row)
    {
        var culture = CultureInfo.InvariantCulture;
        return
        [
            row.Operator, row.Mapping ?? "-", row.Groups.ToString(culture), row.PatelMarkovHayes.ToString(culture),
            row.Elimination.ToString(culture), row.Search.ToString(culture), row.Saved.ToString("P1", culture),
            row.Verified ? "all" : "NO",
        ];
    }

    public static string Summary(IReadOnlyList<Row> rows)
    {
        var (baseline, search) = (rows.Sum(static r => r.PatelMarkovHayes), rows.Sum(static r => r.Search));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"all together: {search} instead of {baseline} two-qubit gates, {Saved(search, baseline):P1} fewer");
    }

    private static double Saved(int search, int baseline) => baseline == 0 ? 0 : 1 - (search / (double)baseline);
}
