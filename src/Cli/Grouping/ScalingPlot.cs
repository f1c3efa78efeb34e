using System.Globalization;
using Quiver.Core.Runs;
using ScottPlot;

namespace Quiver.Cli.Grouping;

/// <summary>Cost against size on two logarithmic axes, with the power laws through the points.</summary>
internal static class ScalingPlot
{
    private const int Width = 900;
    private const int Height = 560;

    /// <summary>Draws into an SVG file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">What was measured.</param>
    /// <param name="curves">Name, points and law of each.</param>
    public static void Save(
        string path, string title, IReadOnlyList<(string Name, IReadOnlyList<(double Size, double Cost)> Points, ScalingFit? Fit)> curves)
    {
        using var plot = new Plot();
        plot.Title(title);
        plot.XLabel("terms");
        plot.YLabel("cost");
        var palette = new ScottPlot.Palettes.Category10();
        foreach (var (i, (name, points, fit)) in curves.Index())
        {
            var colour = palette.GetColor(i);
            var shown = points.Where(static p => p.Cost > 0).ToArray();
            var markers = plot.Add.ScatterPoints(
                shown.Select(static p => Math.Log10(p.Size)).ToArray(), shown.Select(static p => Math.Log10(p.Cost)).ToArray(), colour);
            markers.MarkerSize = 9;
            markers.LegendText = name + (fit is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", exponent {fit.Exponent:0.00}"));
            if (fit is not null)
            {
                var ends = new[] { points.Min(static p => p.Size), points.Max(static p => p.Size) };
                plot.Add.ScatterLine(
                    Array.ConvertAll(ends, Math.Log10), Array.ConvertAll(ends, e => Math.Log10(fit.At(e))), colour).LineWidth = 2;
            }
        }

        var all = curves.SelectMany(static c => c.Points).Where(static p => p.Cost > 0).ToArray();
        plot.Axes.Bottom.TickGenerator = Decades(all.Select(static p => p.Size));
        plot.Axes.Left.TickGenerator = Decades(all.Select(static p => p.Cost));
        plot.Axes.Margins(0.08, 0.12);
        plot.ShowLegend(Alignment.UpperLeft);
        AtomicFile.WriteText(path, plot.GetSvgXml(Width, Height));
    }

    private static ScottPlot.TickGenerators.NumericManual Decades(IEnumerable<double> values)
    {
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        var logs = values.Select(Math.Log10).DefaultIfEmpty(0).ToArray();
        for (var decade = (int)Math.Floor(logs.Min()); decade <= Math.Ceiling(logs.Max()); decade++)
        {
            ticks.AddMajor(decade, Math.Pow(10, decade).ToString("G3", CultureInfo.InvariantCulture));
        }

        return ticks;
    }
}
