namespace Quiver.Cli.Reports;

/// <summary>Curves over one axis, drawn in the browser with hover and zoom.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XLabel">What the axis counts.</param>
/// <param name="Logarithmic">Whether the values are first shown by their order of magnitude.</param>
/// <param name="X">Places on the axis, rising.</param>
/// <param name="Series">A value at every place, null where there is none.</param>
internal sealed record CurveChart(
    string Title, string XLabel, bool Logarithmic, IReadOnlyList<double> X, IReadOnlyList<(string Name, double?[] Values)> Series)
{
    private const double LogarithmicFrom = 100;

    /// <summary>One chart for every metric, with a curve for every file that has it.</summary>
    public static IReadOnlyList<CurveChart> Of(IReadOnlyList<(string Name, MetricTable Table)> files)
    {
        var metrics = files.SelectMany(static f => f.Table.Columns).Select(static c => c.Name).Distinct(StringComparer.Ordinal);
        return [.. metrics.Select(metric => Of(metric, [.. files.SelectMany(f => f.Table.Columns
            .Where(c => string.Equals(c.Name, metric, StringComparison.Ordinal)).Select(c => (f.Name, f.Table, c.Values)))]))];
    }

    private static CurveChart Of(string metric, (string Name, MetricTable Table, IReadOnlyList<double?> Values)[] curves)
    {
        // Steps at which nothing was measured only cost room.
        var points = curves.Select(static c => c.Table.Steps.Zip(c.Values).Where(static p => p.Second is not null)
            .GroupBy(static p => p.First).ToDictionary(static g => g.Key, static g => g.Last().Second)).ToArray();
        double[] x = [.. points.SelectMany(static p => p.Keys).Distinct().Order()];
        var all = points.SelectMany(static p => p.Values).Select(static v => v!.Value).ToArray();
        return new CurveChart(
            metric, curves[0].Table.StepName, all.Min() > 0 && all.Max() / all.Min() > LogarithmicFrom, x,
            [.. curves.Zip(points, (c, p) =>
                (curves.Length == 1 ? ReportNames.Of(metric) : c.Name, x.Select(v => p.GetValueOrDefault(v)).ToArray()))]);
    }
}
