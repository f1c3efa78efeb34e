using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Cli.Grouping;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Grouping.Splitting;
using Quiver.LearnedGrouping;

namespace Quiver.Cli.Measuring;

/// <summary>The table of <c>bench measure</c>: the error of every estimator after so many shots, repeated.</summary>
internal static class ErrorTable
{
    public static readonly string[] Estimators =
        ["grouped", "split", "quiver", "shadows", "lbcs", "derandomized", "adaptive", "ogm", "shadowgrouping"];

    public static readonly string[] Columns =
        ["operator", "mapping", "estimator", "settings", "2q gates", "predicted", "rms error", "mean error", "in s.e."];

    // Groups cost at least two shots each: the search is held to what the shots can feed.
    private const int ShotsPerGroup = 8;

    /// <summary>One row; errors in the operator's unit.</summary>
    /// <param name="Operator">The file.</param>
    /// <param name="Mapping">jw, parity, bk, or null for a file of qubits.</param>
    /// <param name="Estimator">Its name.</param>
    /// <param name="Settings">Circuits of the last repetition.</param>
    /// <param name="TwoQubitGates">Of all of them.</param>
    /// <param name="Predicted">Root of the predicted variance.</param>
    /// <param name="Rms">Root mean square error.</param>
    /// <param name="Mean">Mean error.</param>
    /// <param name="Repetitions">Estimates.</param>
    /// <param name="Failure">Why there is no estimate; null where there is.</param>
    public sealed record Row(
        string Operator, string? Mapping, string Estimator, int Settings, int TwoQubitGates, double Predicted, double Rms, double Mean,
        int Repetitions, string? Failure);

    public static async Task<Row> OfAsync(
        MeasureBenchOperator input, string name, int shots, int repeat, double seconds, int seed, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        var problem = input.Problem;
        var estimator = Create(input, name, shots, seconds, seed, progress, cancellation);
        using var source = new SimulatedState(input.State);
        double squares = 0, sum = 0, predicted = 0;
        MeasurementDesign? design = null;
        for (var r = 0; r < repeat; r++)
        {
            progress.Report(new ProgressReport($"{input.Name}: {name}", r, repeat));
            try
            {
                // Only these draw their settings by lot.
                design = design is null || estimator is PauliShadowEstimator or AdaptivePauliEstimator
                    ? estimator.Design(problem, shots, seed + r, cancellation)
                    : design;
            }
            catch (ArgumentOutOfRangeException e)
            {
                return new(
                    input.Name, input.Mapping, name, 0, 0, double.NaN, double.NaN, double.NaN, 0, ExceptionText.WithoutParameter(e));
            }

            var estimate = await EnergyMeasurement.RunAsync(design, source, seed + r, null, cancellation).ConfigureAwait(false);
            var error = estimate.Energy - input.Energy;
            sum += error;
            squares += error * error;
            predicted += design.PredictedVariance ?? double.NaN;
        }

        return new(
            input.Name, input.Mapping, name, design!.Circuits.Length, design.Circuits.Sum(CircuitMetrics.MultiQubitGates),
            Math.Sqrt(predicted / repeat), Math.Sqrt(squares / repeat), sum / repeat, repeat, null);
    }

    public static string[] Cells(Row row)
    {
        var culture = CultureInfo.InvariantCulture;
        string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("F5", culture);
        return
        [
            row.Operator, row.Mapping ?? "-", row.Estimator, row.Failure is { } failure ? "- " + failure : row.Settings.ToString(culture),
            row.Failure is null ? row.TwoQubitGates.ToString(culture) : "-", Number(row.Predicted), Number(row.Rms), Number(row.Mean),
            row.Failure is null && row.Rms > 0 ? (row.Mean / row.Rms * Math.Sqrt(row.Repetitions)).ToString("+0.0;-0.0;0.0", culture) : "-",
        ];
    }

    private static IEnergyEstimator Create(
        MeasureBenchOperator input, string name, int shots, double seconds, int seed, IProgress<ProgressReport> progress,
        CancellationToken cancellation)
    {
        if (name is not ("grouped" or "split" or "quiver"))
        {
            return name switch
            {
                "shadows" => new PauliShadowEstimator(false),
                "lbcs" => new PauliShadowEstimator(true),
                "derandomized" => new DerandomizedEstimator(),
                "adaptive" => new AdaptivePauliEstimator(),
                "ogm" => new OverlappedGroupingEstimator(),
                _ => new ShadowGroupingEstimator(),
            };
        }

        var grouping = input.Grouping();
        if (name is "grouped")
        {
            var options = new GFlowNetGroupingOptions { Budget = TimeSpan.FromSeconds(seconds), Seed = seed };
            var result = new MethodRunner(grouping, options, progress).Run("annealing", cancellation);
            if (result.Note is { } note)
            {
                Common.RunNotes.Add($"{input.Name}: annealing: {note}");
            }

            return new GroupedEstimator(result.Grouping!);
        }

        var si = new SortedInsertionGrouper().Group(grouping, null, cancellation).Grouping;
        return new GroupedEstimator(name is "split"
            ? CoefficientSplitting.Split(grouping, si, 20, cancellation).Groups
            : SplitSearch.Run(
                grouping, si, new SplitSearchOptions { MaximumGroups = Math.Max(2, shots / ShotsPerGroup) }, progress, cancellation)
                .Groups);
    }
}
