using System.Globalization;
using System.Text.Json;

namespace Quiver.Cli.Reports;

/// <summary>One value of a table.</summary>
/// <param name="Text">As it is shown.</param>
/// <param name="Number">What it sorts by, where it is a number.</param>
internal readonly record struct ReportCell(string Text, double? Number = null)
{
    private const int Listed = 12;

    /// <summary>Shows a JSON value; lists are cut short.</summary>
    public static ReportCell Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Of(value.GetDouble()),
        JsonValueKind.String when value.GetString() is "NaN" or "Infinity" or "-Infinity" =>
            Of(double.Parse(value.GetString()!, CultureInfo.InvariantCulture)),
        JsonValueKind.String => new ReportCell(value.GetString()!),
        JsonValueKind.True => new ReportCell("yes"),
        JsonValueKind.False => new ReportCell("no"),
        JsonValueKind.Array => new ReportCell(List(value)),
        JsonValueKind.Object => new ReportCell(string.Join(", ", value.EnumerateObject().Take(Listed).Select(static p =>
            $"{p.Name} {Of(p.Value).Text}"))),
        _ => new ReportCell("–"),
    };

    /// <summary>Shows a number by six digits; whole numbers as they are.</summary>
    public static ReportCell Of(double value) => new(Shown(value), value);

    private static string Shown(double value) => double.IsPositiveInfinity(value) ? "∞"
        : double.IsNegativeInfinity(value) ? "−∞"
        : value == Math.Truncate(value) && Math.Abs(value) < 1e15 ? value.ToString("0", CultureInfo.InvariantCulture).Replace('-', '−')
        : Short(value.ToString("G6", CultureInfo.InvariantCulture)).Replace('-', '−');

    // 1.5E+08 as 1.5e8, 2E-05 as 2e-5.
    private static string Short(string number)
    {
        var at = number.IndexOf('E', StringComparison.Ordinal);
        return at < 0 ? number : $"{number[..at]}e{int.Parse(number.AsSpan(at + 1), CultureInfo.InvariantCulture)}";
    }

    private static string List(JsonElement list)
    {
        var count = list.GetArrayLength();
        if (count > 0 && list[0].ValueKind == JsonValueKind.Array)
        {
            var sizes = list.EnumerateArray().Select(static l => l.ValueKind == JsonValueKind.Array ? l.GetArrayLength() : 1).ToArray();
            return $"{count} lists of {sizes.Min()} to {sizes.Max()}, {sizes.Sum()} in all";
        }

        var shown = string.Join(", ", list.EnumerateArray().Take(Listed).Select(static v => Of(v).Text));
        return count == 0 ? "none" : count <= Listed ? shown : $"{shown}, … ({count} in all)";
    }
}
