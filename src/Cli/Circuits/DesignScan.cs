using System.Globalization;
using Quiver.Circuits.Design;
using Quiver.Circuits.Problems;
using Quiver.Circuits.QSharp;
using Quiver.Cli.Common;
using Quiver.Core.Runs;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary>A molecule at several geometries, one search each, every one begun with the circuits of the one before.</summary>
internal static class DesignScan
{
    private const int FewestFiles = 2;

    /// <summary>The files of a folder in the order of the numbers in their names.</summary>
    /// <param name="folder">The folder; files that begin with a dot or are notes (.md) are left out.</param>
    public static string[] Files(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: there is no such folder; --scan takes a folder of one molecule's files.");
        }

        var files = GeometryFiles.In(folder);
        return files.Length >= FewestFiles
            ? files
            : throw new InputException($"{folder}: a scan takes a folder of at least {FewestFiles} files, one a geometry.");
    }

    /// <summary>Searches, shows and writes the curve.</summary>
    /// <param name="points">One run a geometry, with one method and a target, in order.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>0, or the exit code of a missed target.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<(string File, DesignSettings Settings)> points, CancellationToken cancellation)
    {
        var rows = new List<ScanRow>();
        var toError = JsonOutput.TakesStandardOutput(points[0].Settings.Json);
        DesignOutcome? before = null;
        foreach (var (file, settings) in points)
        {
            var problem = (ObservableProblem)settings.Problem;
            DesignOutcome found;
            using (var progress = new ConsoleProgress())
            {
                var options = settings.Options with
                {
                    Method = settings.Methods[0],
                    Journal = RunFolder.Journal.Part(string.Create(CultureInfo.InvariantCulture, $"geometry-{rows.Count + 1}")),
                };
                var designer = new TargetDesigner(
                    problem, DesignReport.Gates(settings), options, settings.TargetError!.Value, settings.MaximumGates)
                { Carried = before };
                found = designer.Run(progress, cancellation);
            }

            cancellation.ThrowIfCancellationRequested();
            RunNotes.AddRange(found.Notes.Select(n => $"{file}: {n}"));
            var (lead, goal) = (found.Lead, found.Goal!);
            var circuit = DesignedCircuit.Of(file, lead, found, problem);
            var differences = await CircuitProof.DifferencesAsync(settings.Verify, problem, [circuit.Bound], cancellation)
                .ConfigureAwait(false);
            var row = circuit.Row(problem, Baselines.Shift(problem), found.Seconds, differences?[0], goal);
            var met = (row.Error ?? row.EstimatedError!.Value) <= goal.TargetError;
            rows.Add(new ScanRow(
                file, row.Energy, row.Error, row.EstimatedError!.Value, met, found.Continued, row.Cx, row.Depth, row.Parameters, row.Gates,
                found.Fits, found.Work, found.Seconds, row.QsharpDifference));
            before = found;
        }

        Show(rows, points[0].Settings, toError);
        JsonOutput.Write(points[0].Settings.Json, new { Scan = rows });
        return rows.Exists(static r => r.QsharpDifference > QSharpVerifier.Tolerance)
            ? throw new InvalidOperationException("A circuit's energy in Q# differs by more than 1e-9: see the table.")
            : rows.TrueForAll(static r => r.Met) ? 0 : DesignReport.TargetMissed;
    }

    private static void Show(List<ScanRow> rows, DesignSettings settings, bool toError)
    {
        var culture = CultureInfo.InvariantCulture;
        var missed = rows.Count(static r => !r.Met);
        (toError ? Console.Error : Console.Out).WriteLine(string.Create(
            culture,
            $"{rows.Count} geometries: {(missed == 0 ? "all" : $"{rows.Count - missed}")} within {settings.TargetError:G3} Ha" +
            $"{(missed == 0 ? string.Empty : $", {missed} NOT")}; {rows.Sum(static r => r.Fits):N0} circuits fitted."));
        var table = Tables.Create(
            string.Create(culture, $"potential curve, seed {settings.Options.Seed}"),
            "file", "energy (Ha)", "error (Ha)", "estimated", "begun with the last", "CX", "depth", "angles", "gates", "fits", "seconds",
            "Q# difference");
        foreach (var r in rows)
        {
            table.AddRow(
                Markup.Escape(r.File), r.Energy.ToString("F9", culture), r.Error?.ToString("0.0E+0", culture) ?? "-",
                r.EstimatedError.ToString("0.0E+0", culture), r.Carried ? "yes" : "no", r.Cx.ToString(culture), r.Depth.ToString(culture),
                r.Parameters.ToString(culture), r.Gates.ToString(culture), r.Fits.ToString("N0", culture),
                r.Seconds.ToString("F1", culture),
                r.QsharpDifference?.ToString("0.0E+0", culture) ?? "-");
        }

        Tables.Console(toError).Write(table);
    }
}
