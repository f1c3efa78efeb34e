using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using ScottPlot;

namespace Quiver.Cli.Links;

/// <summary>MRR against the stream's time, and against inference time.</summary>
internal static class LinkPlot
{
    private const int Width = 900;
    private const int Height = 560;
    private const int Buckets = 24;

    public static void OverTime(string folder, string name, IReadOnlyList<(string Model, RankingScores Test)> curves)
    {
        using var plot = new Plot();
        plot.Title($"{name}: test MRR over time");
        plot.XLabel("time");
        plot.YLabel("MRR");
        foreach (var (model, test) in curves)
        {
            if (test.Trace.Count == 0)
            {
                continue;
            }

            // Queries come relation by relation where a file has several.
            var (first, last) = (test.Trace.Min(t => t.Time), test.Trace.Max(t => t.Time));
            var width = Math.Max((last - first) / Buckets, double.Epsilon);
            var points = test.Trace.GroupBy(t => Math.Min(Buckets - 1, (int)((t.Time - first) / width))).OrderBy(g => g.Key)
                .Select(g => (X: first + ((g.Key + 0.5) * width), Y: g.Average(t => t.Reciprocal))).ToArray();
            var line = plot.Add.ScatterLine(points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray());
            line.LegendText = model;
            line.LineWidth = 2;
        }

        plot.Axes.SetLimitsY(0, 1);
        plot.ShowLegend(Alignment.LowerLeft);
        Save(plot, folder, "mrr-time");
    }

    public static void AgainstInference(string folder, string name, IReadOnlyList<LinkResult> rows)
    {
        using var plot = new Plot();
        plot.Title($"{name}: test MRR against inference time");
        plot.XLabel("seconds for validation and test (log)");
        plot.YLabel("test MRR");
        var palette = new ScottPlot.Palettes.Category20();
        foreach (var (i, row) in rows.Index())
        {
            var marker = plot.Add.Marker(Math.Log10(Math.Max(row.InferenceSeconds, 1e-4)), row.TestMrr,
                row.View is "snapshots" ? MarkerShape.FilledSquare : MarkerShape.FilledCircle, 11, palette.GetColor(i));
            marker.LegendText = $"{row.Model}, {row.Freshness}";
        }

        var ticks = new ScottPlot.TickGenerators.NumericManual();
        for (var decade = -4; decade <= 4; decade++)
        {
            ticks.AddMajor(decade, Math.Pow(10, decade).ToString("G3", System.Globalization.CultureInfo.InvariantCulture));
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.Margins(0.1, 0.15);
        plot.ShowLegend(Edge.Right);
        Save(plot, folder, "mrr-inference");
    }

    private static void Save(Plot plot, string folder, string name)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, name + ".svg"), plot.GetSvgXml(Width, Height));
        AtomicFile.Write(Path.Combine(folder, name + ".png"), stream => stream.Write(plot.GetImageBytes(Width, Height, ImageFormat.Png)));
    }
}
