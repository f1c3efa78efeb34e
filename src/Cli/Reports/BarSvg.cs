using System.Globalization;

namespace Quiver.Cli.Reports;

/// <summary>Draws bars with their names and numbers as SVG inside the page.</summary>
internal static class BarSvg
{
    private const double Width = 640;
    private const double Row = 28;
    private const double Number = 100;
    private const int LongestName = 34;

    public static string Draw(BarChart chart)
    {
        var names = chart.Bars.Select(static b => b.Name.Length <= LongestName ? b.Name : b.Name[..(LongestName - 1)] + "…").ToArray();
        var left = (names.Max(static n => n.Length) * 8.4) + 14;
        var top = chart.Bars.Max(static b => b.Value);
        var html = new HtmlWriter();
        html.Add($"<svg viewBox=\"0 0 {Width} {(chart.Bars.Count * Row) + 6}\" role=\"img\" ");
        html.Add($"aria-label=\"{chart.Title}: {chart.Bars.Count} bars\">");
        foreach (var (i, (name, value)) in chart.Bars.Index())
        {
            var y = (i * Row) + 4;
            var length = top > 0 ? value / top * (Width - left - Number) : 0;
            html.Add($"<g class=\"bar\" tabindex=\"0\"><title>{name}: {value}</title>");
            html.Add($"<text x=\"{Text(left - 8)}\" y=\"{Text(y + 16)}\" text-anchor=\"end\">{names[i]}</text>");
            html.Add($"<rect x=\"{Text(left)}\" y=\"{Text(y)}\" width=\"{Text(Math.Max(length, 1))}\" height=\"{Row - 6}\"/>");
            html.Add($"<text x=\"{Text(left + length + 6)}\" y=\"{Text(y + 16)}\">{ReportCell.Of(value).Text}</text></g>");
        }

        return html.Trusted("</svg>").ToString();
    }

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
