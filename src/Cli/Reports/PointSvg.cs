using System.Globalization;

namespace Quiver.Cli.Reports;

/// <summary>Draws named points and their front as SVG inside the page; colours come from the page's style.</summary>
internal static class PointSvg
{
    private const double Width = 640;
    private const double Height = 380;
    private const double Left = 84;
    private const double Right = 14;
    private const double Top = 12;
    private const double Bottom = 56;
    private const double LetterWidth = 8.6;
    private const double LineHeight = 18;

    public static string Draw(PointChart chart)
    {
        var smallest = chart.Points.Select(static p => p.Y).Concat(chart.Front.Select(static p => p.Y)).Where(static v => v > 0)
            .DefaultIfEmpty(1).Min();
        double Level(double y) => chart.Logarithmic ? Math.Log10(Math.Max(y, smallest)) : y;
        var (x0, x1) = Range(chart.Points.Select(static p => p.X).Concat(chart.Front.Select(static p => p.X)));
        var (y0, y1) = Range(chart.Points.Select(p => Level(p.Y)).Concat(chart.Front.Select(p => Level(p.Y))));
        double PlaceX(double x) => Left + ((x - x0) / (x1 - x0) * (Width - Left - Right));
        double PlaceY(double level) => Height - Bottom - ((level - y0) / (y1 - y0) * (Height - Top - Bottom));

        var html = new HtmlWriter();
        html.Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" ");
        html.Add($"aria-label=\"{chart.Title}: {chart.Points.Count} points, in the table below\">");
        html.Trusted("<g class=\"grid\">");
        foreach (var tick in AxisTicks.Linear(x0, x1))
        {
            html.Add($"<path d=\"M{Text(PlaceX(tick))} {Top}V{Height - Bottom}\"/>");
            html.Add($"<text x=\"{Text(PlaceX(tick))}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{Shown(tick)}</text>");
        }

        foreach (var tick in chart.Logarithmic ? AxisTicks.Logarithmic(y0, y1) : AxisTicks.Linear(y0, y1))
        {
            html.Add($"<path d=\"M{Left} {Text(PlaceY(tick))}H{Width - Right}\"/>");
            html.Add($"<text x=\"{Left - 6}\" y=\"{Text(PlaceY(tick) + 5)}\" text-anchor=\"end\">");
            html.Add($"{Shown(chart.Logarithmic ? Math.Pow(10, tick) : tick)}</text>");
        }

        html.Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">{chart.XLabel}</text>");
        html.Add($"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" ");
        html.Add($"text-anchor=\"middle\">{chart.YLabel}</text></g>");
        if (chart.Front.Count > 0)
        {
            // A step: what has fewer of the one costs at least this much of the other.
            html.Add($"<path class=\"front\" d=\"M{Text(PlaceX(chart.Front[0].X))} {Text(PlaceY(Level(chart.Front[0].Y)))}");
            foreach (var (x, y) in chart.Front.Skip(1))
            {
                html.Add($"H{Text(PlaceX(x))}V{Text(PlaceY(Level(y)))}");
            }

            html.Trusted("\"><title>Pareto front</title></path>");
        }

        AddPoints(html, chart, PlaceX, y => PlaceY(Level(y)));
        return html.Trusted("</svg>").ToString();
    }

    private static void AddPoints(HtmlWriter html, PointChart chart, Func<double, double> placeX, Func<double, double> placeY)
    {
        // Where the points and the lines of the front are; only where nothing else is left a name may lie on a line.
        var taken = chart.Points.Select(p => (X: placeX(p.X) - 6, Y: placeY(p.Y) - 6, W: 12.0, H: 12.0)).ToList();
        var lines = new List<(double X, double Y, double W, double H)>();
        foreach (var (a, b) in chart.Front.Zip(chart.Front.Skip(1)))
        {
            var (left, right, top, bottom) = (placeX(a.X), placeX(b.X), placeY(a.Y), placeY(b.Y));
            lines.Add((left, top - 1, right - left, 2));
            lines.Add((right - 1, Math.Min(top, bottom), 2, Math.Abs(bottom - top)));
        }

        foreach (var (i, point) in chart.Points.Index())
        {
            var (x, y) = (placeX(point.X), placeY(point.Y));
            html.Add($"<g class=\"point c{i % 8}\" tabindex=\"0\"><title>{point.Name}: {chart.XLabel} {Shown(point.X)}, {chart.YLabel} ");
            html.Add($"{Shown(point.Y)}</title><circle cx=\"{Text(x)}\" cy=\"{Text(y)}\" r=\"5.5\"/>");

            // A name that would lie on another one or outside is left to the hover and the table.
            var width = (point.Name.Length * LetterWidth) + 4;
            (double X, double Y)[] places = [(x + 8, y - 9), (x - 8 - width, y - 9), (x - (width / 2), y - 27), (x - (width / 2), y + 8)];
            bool Meets((double X, double Y) place, (double X, double Y, double W, double H) t) =>
                place.X < t.X + t.W && t.X < place.X + width && place.Y < t.Y + t.H && t.Y < place.Y + LineHeight;
            var free = places.Where(place => place.X >= Left && place.X + width <= Width - Right && place.Y >= 0
                && place.Y + LineHeight <= Height - Bottom && !taken.Exists(t => Meets(place, t))).ToArray();
            if (free.Length > 0)
            {
                var place = free.FirstOrDefault(p => !lines.Exists(t => Meets(p, t)), free[0]);
                taken.Add((place.X, place.Y, width, LineHeight));
                html.Add($"<text x=\"{Text(place.X + 2)}\" y=\"{Text(place.Y + 14)}\">{point.Name}</text>");
            }

            html.Trusted("</g>");
        }
    }

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        var all = values.ToArray();
        var (low, high) = (all.Min(), all.Max());
        var margin = high > low ? (high - low) * 0.08 : Math.Max(Math.Abs(high) * 0.1, 0.5);
        return (low >= 0 && low < margin ? 0 - (margin * 0.2) : low - margin, high + margin);
    }

    private static string Shown(double value) => ReportCell.Of(Math.Round(value, 12) is var v && v == 0 && value != 0 ? value : v).Text;

    private static string Text(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
