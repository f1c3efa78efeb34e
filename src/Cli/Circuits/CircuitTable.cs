using System.Globalization;
using Spectre.Console;

namespace Quiver.Cli.Circuits;

/// <summary>Circuits side by side.</summary>
internal static class CircuitTable
{
    public static void Show(IAnsiConsole console, string title, string unit, IReadOnlyList<CircuitRow> rows)
    {
        var suffix = unit.Length > 0 ? $" ({unit})" : string.Empty;
        var table = Common.Tables.Create(title, "circuit", "error" + suffix, "energy" + suffix, "CX", "depth", "angles", "gates", "seconds", "Q# difference");
        foreach (var r in rows)
        {
            table.AddRow(
                Markup.Escape(r.Name), Text(r.Error, "0.0E+0"), Text(r.Energy, "F9"), Whole(r.Cx), Whole(r.Depth), Whole(r.Parameters), Whole(r.Gates), Text(r.Seconds, "0.0"), Text(r.QsharpDifference, "0.0E+0"));
        }

        console.Write(table);
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? value, string format) => value is { } v && double.IsFinite(v) ? v.ToString(format, CultureInfo.InvariantCulture) : "-";
}
