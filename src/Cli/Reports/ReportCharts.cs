namespace Quiver.Cli.Reports;

/// <summary>Which tables are worth a picture, and of which columns.</summary>
internal static class ReportCharts
{
    private const int MostBars = 40;
    private const int MostPoints = 500;

    // Table, axis to the right, axis upwards (the first column that is there), names, and the table of the front.
    private static readonly (string Table, string X, string[] Y, string[] Name, string? Front, string Title)[] Planes =
    [
        ("methods", "groups", ["epsilon2M", "shotBound"], ["method"], "pareto", "Cost against groups"),
        ("methods", "twoQubitGates", ["epsilon2M", "shotBound"], ["method"], null, "Cost against two-qubit gates"),
        ("circuits", "cx", ["error"], ["name"], "pareto", "Error against CX gates"),
        ("points", "twoQubitGates", ["epsilon2M", "predictedError"], ["name", "method"], null, "Cost against two-qubit gates"),
        ("rows", "cx", ["error"], ["problem", "search", "seed"], null, "Error against CX gates"),
        ("rows", "groups", ["cost"], ["variant"], null, "Cost against groups"),
        ("rows", "inferenceSeconds", ["testMrr"], ["model", "freshness"], null, "Test MRR against inference time"),
    ];

    private static readonly (string Table, string Value, string[] Name, string Title)[] Lists =
    [
        ("rows", "testMrr", ["model", "freshness"], "Test MRR"),
        ("rows", "rms", ["operator", "estimator"], "RMS error"),
        ("rows", "probability", ["source", "destination", "rank"], "Probability"),
        ("rows", "statesPerSecond", ["case", "batch"], "States per second"),
        ("geometries", "ofSi", ["file"], "Cost over that of sorted insertion"),
        ("states", "probability", ["state"], "Probabilities"),
        ("classical", "probability", ["bits"], "Probabilities of classical bits"),
        ("runs", "tv", ["seed"], "Total variation by seed"),
    ];

    /// <summary>Planes of points.</summary>
    public static IReadOnlyList<PointChart> Points(ReportContent content) =>
        [.. Planes.Select(p => Plane(content, p)).OfType<PointChart>()];

    /// <summary>Bars.</summary>
    public static IReadOnlyList<BarChart> Bars(ReportContent content) => [.. Lists.Select(l =>
    {
        var table = content.Tables.FirstOrDefault(t => string.Equals(t.Name, l.Table, StringComparison.Ordinal));
        var value = table?.Column(l.Value) ?? -1;
        var names = table is null ? [] : Columns(table, l.Name);
        var bars = value < 0 || names.Length == 0 ? [] : table!.Rows
            .Where(r => r[value].Number is { } v && v >= 0 && double.IsFinite(v)).Select(r => (Label(r, names), r[value].Number!.Value));
        return new BarChart(l.Title, [.. bars.Take(MostBars)]);
    }).Where(static c => c.Bars.Count > 1)];

    private static PointChart? Plane(
        ReportContent content, (string Table, string X, string[] Y, string[] Name, string? Front, string Title) rule)
    {
        var table = content.Tables.FirstOrDefault(t => string.Equals(t.Name, rule.Table, StringComparison.Ordinal));
        if (table is null || rule.Y.Select(table.Column).FirstOrDefault(static c => c >= 0, -1) is not (>= 0 and var y)
            || table.Column(rule.X) is not (>= 0 and var x) || Columns(table, rule.Name) is not { Length: > 0 } names)
        {
            return null;
        }

        var points = table.Rows.Where(r => r[x].Number is { } a && r[y].Number is { } b && double.IsFinite(a) && double.IsFinite(b))
            .Take(MostPoints).Select(r => (Label(r, names), r[x].Number!.Value, r[y].Number!.Value)).ToArray();
        var front = content.Tables.FirstOrDefault(t => string.Equals(t.Name, rule.Front, StringComparison.Ordinal));
        var (fx, fy) = (front?.Column(rule.X) ?? -1, front?.Column(table.Columns[y]) ?? -1);
        (double X, double Y)[] corners = fx < 0 || fy < 0 ? []
            : [.. front!.Rows.Where(r => r[fx].Number is not null && r[fy].Number is { } v && double.IsFinite(v))
                .Select(r => (r[fx].Number!.Value, r[fy].Number!.Value))
                .OrderBy(static c => c.Item1).ThenByDescending(static c => c.Item2)];
        var values = points.Select(static p => p.Item3).Concat(corners.Select(static c => c.Y)).Where(static v => v > 0).ToArray();
        return points.Length < 2 ? null : new PointChart(
            rule.Title, ReportNames.Of(rule.X), ReportNames.Of(table.Columns[y]), values.Length > 1 && values.Max() / values.Min() > 20,
            points, corners);
    }

    private static int[] Columns(ReportTable table, string[] names) => [.. names.Select(table.Column).Where(static c => c >= 0)];

    private static string Label(ReportCell[] row, int[] columns) => string.Join(", ", columns.Select(c => row[c].Text));
}
