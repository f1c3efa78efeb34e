using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using ScottPlot;

namespace Quiver.Cli.Grouping;

/// <summary>Cost against number of groups, logarithmic cost axis, with the front.</summary>
internal static class GroupingPlot
{
    private const int Width = 900;
    private const int Height = 560;

    public static void Save(string folder, string name, GroupingProblem problem, IReadOnlyList<MethodResult> results)
    {
        var hasState = problem.HasState;
        var rows = results.Select(r => (r.Method, r.Cost.Groups, Value: hasState ? r.Cost.Epsilon2M!.Value : r.Cost.ShotBound))
            .Where(r => r.Value > 0).ToArray();
        if (rows.Length == 0)
        {
            return;
        }

        using var plot = new Plot();
        plot.Title(name);
        plot.XLabel("groups");
        plot.YLabel(hasState ? "eps²M (hartree²)" : "shots at 1.6 mHa, without state");
        var front = GroupingDocument.Front(problem, results).Select(f => (f.Groups, Value: f.Epsilon2M ?? f.ShotBound))
            .Where(f => f.Value > 0).ToArray();
        if (front.Length > 1)
        {
            var line = plot.Add.ScatterLine(front.Select(f => (double)f.Groups).ToArray(), front.Select(f => Math.Log10(f.Value)).ToArray(),
                Colors.Gray);
            line.LegendText = "front";
            line.ConnectStyle = ConnectStyle.StepHorizontal;
            line.LineWidth = 2;
        }

        var palette = new ScottPlot.Palettes.Category10();
        foreach (var (i, row) in rows.Index())
        {
            var marker = plot.Add.Marker(row.Groups, Math.Log10(row.Value), MarkerShape.FilledCircle, 11, palette.GetColor(i));
            marker.LegendText = row.Method;
        }

        var ticks = new ScottPlot.TickGenerators.NumericManual();
        var values = rows.Select(r => r.Value).Concat(front.Select(f => f.Value)).ToArray();
        for (var decade = (int)Math.Floor(Math.Log10(values.Min())); decade <= Math.Ceiling(Math.Log10(values.Max())); decade++)
        {
            foreach (var digit in new[] { 1, 2, 5 })
            {
                var value = digit * Math.Pow(10, decade);
                ticks.AddMajor(Math.Log10(value), value.ToString("G3", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        plot.Axes.Left.TickGenerator = ticks;
        plot.Axes.Margins(0.1, 0.15);
        plot.ShowLegend(Alignment.UpperRight);
        AtomicFile.WriteText(Path.Combine(folder, "cost.svg"), plot.GetSvgXml(Width, Height));
        AtomicFile.Write(Path.Combine(folder, "cost.png"), stream => stream.Write(plot.GetImageBytes(Width, Height, ImageFormat.Png)));
    }
}
