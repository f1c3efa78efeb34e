using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Evaluation;
using Quiver.Core.Runs;
using ScottPlot;

namespace Quiver.Cli.Learning;

/// <summary>The learned beside the true distribution, and the curves of training.</summary>
internal static class ExperimentPlot
{
    private const int PanelWidth = 460;
    private const int PanelHeight = 420;

    /// <param name="folder">Where to.</param>
    /// <param name="name">Begin of the files' names: <c>training</c> for <c>training.png</c>, <c>training-1.svg</c> and so on.</param>
    /// <param name="environment">What was trained on.</param>
    /// <param name="experiment">Its true distribution.</param>
    /// <param name="runs">One a seed; the first one's distribution is drawn, the curves of all.</param>
    public static void Save(
        string folder, string name, DiscreteEnvironment environment, Experiment experiment, IReadOnlyList<ExperimentResult> runs)
    {
        var plots = new List<Plot>();
        var first = runs[0];
        if (experiment.Target is { } target && first.Learned is { } learned)
        {
            if (environment is Hypergrid { Dimensions: 2 } grid)
            {
                var top = target.Max();
                plots.Add(HeatMap("true", grid, experiment.Graph!, target, top));
                plots.Add(HeatMap("learned", grid, experiment.Graph!, learned, top));
            }
            else
            {
                plots.Add(Scatter(target, learned));
            }

            plots.Add(Curves("total variation", "tv", runs, logarithmic: true));
        }

        plots.Add(Curves("loss", "loss", runs, logarithmic: true));
        if (experiment.LogZ is { } logZ)
        {
            var levels = Curves("log Z", "logZ", runs, logarithmic: false);
            levels.Add.HorizontalLine(logZ, 1, Colors.Black, LinePattern.Dashed);
            plots.Add(levels);
        }

        var multiplot = new Multiplot();
        multiplot.RemovePlot(multiplot.Subplots.GetPlot(0));
        foreach (var plot in plots)
        {
            multiplot.AddPlot(plot);
        }

        var columns = plots.Count > 3 ? 3 : plots.Count;
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Grid((plots.Count + columns - 1) / columns, columns);
        var (width, height) = (columns * PanelWidth, (plots.Count + columns - 1) / columns * PanelHeight);
        AtomicFile.Write(Path.Combine(folder, name + ".png"),
            stream => stream.Write(multiplot.Render(width, height).GetImageBytes(ImageFormat.Png)));
        foreach (var (i, plot) in plots.Index())
        {
            AtomicFile.WriteText(Path.Combine(folder, $"{name}-{i + 1}.svg"), plot.GetSvgXml(PanelWidth, PanelHeight));
        }
    }

    private static Plot HeatMap(string title, Hypergrid grid, StateGraph graph, double[] values, double top)
    {
        var cells = new double[grid.Height, grid.Height];
        var states = graph.States.data<long>().ToArray();
        foreach (var (i, state) in graph.Terminals.Index())
        {
            // Rows from the top: the second coordinate grows upwards.
            cells[grid.Height - 1 - states[(2 * state) + 1], states[2 * state]] = values[i];
        }

        var plot = new Plot();
        plot.Title($"{title}, {grid.Name}");
        var map = plot.Add.Heatmap(cells);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        map.ManualRange = new ScottPlot.Range(0, top);
        plot.Add.ColorBar(map);
        plot.XLabel("s1");
        plot.YLabel("s2");
        return plot;
    }

    private static Plot Scatter(double[] target, double[] learned)
    {
        var plot = new Plot();
        plot.Title("learned against true probability");
        var shown = Enumerable.Range(0, target.Length).Where(i => learned[i] > 0).OrderByDescending(i => target[i]).Take(5000).ToArray();
        var points = plot.Add.ScatterPoints(shown.Select(i => Math.Log10(target[i])).ToArray(),
            shown.Select(i => Math.Log10(learned[i])).ToArray());
        points.MarkerSize = 3;
        var (low, high) = (shown.Min(i => Math.Log10(target[i])), shown.Max(i => Math.Log10(target[i])));
        plot.Add.Line(low, low, high, high).LinePattern = LinePattern.Dashed;
        plot.XLabel("log10 R(x) / Z");
        plot.YLabel("log10 P(x)");
        return plot;
    }

    private static Plot Curves(string title, string metric, IReadOnlyList<ExperimentResult> runs, bool logarithmic)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.XLabel("iteration");
        foreach (var run in runs)
        {
            var points = run.History.Where(h => h.Values.TryGetValue(metric, out var v) && double.IsFinite(v) && (!logarithmic || v > 0))
                .ToArray();
            if (points.Length == 0)
            {
                continue;
            }

            var line = plot.Add.ScatterLine(points.Select(p => (double)p.Iteration).ToArray(),
                points.Select(p => logarithmic ? Math.Log10(p.Values[metric]) : p.Values[metric]).ToArray());
            line.LineWidth = 1;
        }

        if (logarithmic)
        {
            plot.YLabel("log10");
        }

        return plot;
    }
}
