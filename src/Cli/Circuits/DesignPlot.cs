using Quiver.Circuits.Problems;
using Quiver.Core.Runs;
using ScottPlot;

namespace Quiver.Cli.Circuits;

/// <summary>Error (or cost) against CX count: the front of every search.</summary>
internal static class DesignPlot
{
    private const int Width = 900;
    private const int Height = 560;

    public static void Save(string folder, CircuitProblem problem, IReadOnlyList<DesignSearch> searches)
    {
        using var plot = new Plot();
        plot.Title(problem.Name);
        plot.XLabel("CX");
        var logarithmic = problem.LeastCost is not null;
        plot.YLabel(logarithmic ? $"error ({problem.Unit})" : $"cost ({problem.Unit})");
        var palette = new ScottPlot.Palettes.Category10();
        foreach (var (i, search) in searches.Index())
        {
            var points = new List<(double X, double Y)>();
            var bound = double.PositiveInfinity;
            foreach (var group in search.Outcome.Archive.Front.GroupBy(r => r.Cx))
            {
                var cost = group.Min(r => r.Cost);
                if (cost < bound)
                {
                    bound = cost;
                    points.Add((group.Key, logarithmic ? Math.Log10(Math.Max(cost - problem.LeastCost!.Value, 1e-12)) : cost));
                }
            }

            var line = plot.Add.ScatterLine(points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray(), palette.GetColor(i));
            line.ConnectStyle = ConnectStyle.StepHorizontal;
            line.LineWidth = 2;
            line.MarkerSize = 7;
            line.LegendText = search.Method;
        }

        if (logarithmic)
        {
            var chemical = plot.Add.HorizontalLine(Math.Log10(problem.Tolerance), 1, Colors.Gray, LinePattern.Dashed);
            chemical.LegendText = $"{problem.Tolerance:G2} {problem.Unit}";
            plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = static v => $"1E{v:0.#}" };
        }

        plot.Axes.Margins(0.05, 0.1);
        plot.ShowLegend(Alignment.UpperRight);
        AtomicFile.WriteText(Path.Combine(folder, "front.svg"), plot.GetSvgXml(Width, Height));
        AtomicFile.Write(Path.Combine(folder, "front.png"), stream => stream.Write(plot.GetImageBytes(Width, Height, ImageFormat.Png)));
    }
}
