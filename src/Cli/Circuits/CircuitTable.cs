using System.Globalization;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary>Circuits side by side.</summary>
internal static class CircuitTable
{
    /// <summary>Writes the table.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="title">Stands above it.</param>
    /// <param name="unit">Of costs; empty for none.</param>
    /// <param name="rows">Circuits.</param>
    /// <param name="exact">A last row that is no circuit, and its cost: the best there is; null for none.</param>
    /// <param name="entangler">What the gates of two qubits are called.</param>
    public static void Show(
        IAnsiConsole console, string title, string unit, IReadOnlyList<CircuitRow> rows, (string Name, double Cost)? exact = null,
        string entangler = "CX")
    {
        var suffix = unit.Length > 0 ? $" ({unit})" : string.Empty;
        var cost = string.Equals(unit, "Ha", StringComparison.Ordinal) ? "energy" : "cost";
        var estimated = rows.Any(r => r.EstimatedError is not null);
        var (ratio, accuracy) = (rows.Any(r => r.Ratio is not null), rows.Any(r => r.TestAccuracy is not null));
        var sampled = rows.Any(r => r.SampledRatio is not null);
        var timed = rows.Any(r => r.Microseconds is not null);
        var mitigated = rows.Any(r => r.MitigatedEnergy is not null);
        string[] columns =
        [
            "circuit", .. estimated ? new[] { "estimated error" + suffix } : [], "error" + suffix, cost + suffix,
            .. mitigated ? new[] { "mitigated error" + suffix } : [],
            .. ratio ? new[] { "ratio" } : [], .. sampled ? new[] { "best sampled" } : [], .. accuracy ? new[] { "train", "test" } : [],
            entangler, "depth", .. timed ? new[] { "microseconds" } : [], "angles", "gates", "seconds", "Q# difference",
        ];
        var table = Common.Tables.Create(title, columns);
        foreach (var r in rows)
        {
            string[] cells =
            [
                r.Name, .. estimated ? new[] { Text(r.EstimatedError, "0.0E+0") } : [], Text(r.Error, "0.0E+0"), Text(r.Energy, "F9"),
                .. mitigated ? new[] { Text(r.MitigatedError, "0.0E+0") } : [],
                .. ratio ? new[] { Text(r.Ratio, "0.0000") } : [], .. sampled ? new[] { Text(r.SampledRatio, "0.0000") } : [],
                .. accuracy ? new[] { Text(r.TrainAccuracy, "0.0 %"), Text(r.TestAccuracy, "0.0 %") } : [],
                Whole(r.Cx), Whole(r.Depth), .. timed ? new[] { Text(r.Microseconds, "0.###") } : [],
                Whole(r.Parameters), Whole(r.Gates), Text(r.Seconds, "0.0"), Text(
                    r.QsharpDifference, "0.0E+0"),
            ];
            table.AddRow(cells.Select(Markup.Escape).ToArray());
        }

        if (exact is { } best)
        {
            var known = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [columns[0]] = best.Name,
                ["error" + suffix] = Text(0, "0.0E+0"),
                [cost + suffix] = Text(best.Cost, "F9"),
                ["ratio"] = Text(1, "0.0000"),
                ["best sampled"] = Text(1, "0.0000"),
            };
            table.AddRow(columns.Select(c => Markup.Escape(known.GetValueOrDefault(c, "-"))).ToArray());
        }

        console.Write(table);
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? value, string format) =>
        value is { } v && double.IsFinite(v) ? v.ToString(format, CultureInfo.InvariantCulture) : "-";
}
