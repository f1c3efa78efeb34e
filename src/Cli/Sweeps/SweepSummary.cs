using System.Globalization;
using System.Text;
using Quiver.Cli.Runs;
using Quiver.Core.Runs;

namespace Quiver.Cli.Sweeps;

/// <summary>The table of a sweep: what was varied beside what came out. No clock stands in it, so that every engine gives the same
/// bytes.</summary>
internal static class SweepSummary
{
    private const int Shown = 12;
    private const string Result = "result: ";
    private static readonly string[] Clocks = ["econds", "PerSecond", "msPer", "peakMemory"];

    /// <summary>The rows, in the order of the units.</summary>
    public static IReadOnlyList<SweepRow> Rows(SweepFolder folder, SweepPlan plan, IReadOnlyDictionary<int, UnitState> states) =>
    [
        .. plan.Units.Select(u => new SweepRow(
            u.Index, Word(states.GetValueOrDefault(u.Index)), u.Choices,
            states.GetValueOrDefault(u.Index) == UnitState.Finished ? Figures(folder.Run(u), plan, u.Choices.Keys) : [])),
    ];

    /// <summary>Beginnings in the plan's list of figures that none of the results has; none while nothing is finished.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">The rows.</param>
    public static IEnumerable<string> Unmatched(SweepPlan plan, IReadOnlyList<SweepRow> rows) => rows.Any(static r => r.State is "finished")
        ? plan.Figures.Where(p => !rows.Any(r => r.Figures.Keys.Any(f => f.StartsWith(p, StringComparison.Ordinal)))) : [];

    /// <summary>Writes <c>summary.csv</c> and <c>summary.md</c>.</summary>
    public static void Write(string folder, IReadOnlyList<SweepRow> rows)
    {
        AtomicFile.WriteText(Path.Combine(folder, "summary.csv"), Csv(rows));
        AtomicFile.WriteText(Path.Combine(folder, "summary.md"), Markdown(rows));
    }

    /// <summary>Names of the columns: the unit, its state, what was varied, the figures.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="most">The most figures; the first ones are taken.</param>
    public static IReadOnlyList<string> Columns(IReadOnlyList<SweepRow> rows, int most) =>
        ["unit", "state", .. rows.SelectMany(static r => r.Choices.Keys).Distinct(StringComparer.Ordinal), .. Names(rows).Take(most)];

    /// <summary>The cells of a row.</summary>
    public static IEnumerable<string> Cells(SweepRow row, IReadOnlyList<string> columns, string format) => columns.Select((c, i) => i switch
    {
        0 => row.Unit.ToString(CultureInfo.InvariantCulture),
        1 => row.State,
        _ when row.Choices.TryGetValue(c, out var choice) => choice,
        _ => row.Figures.TryGetValue(Figure(c), out var figure) ? figure.ToString(format, CultureInfo.InvariantCulture) : string.Empty,
    });

    // A figure may have the name of an option that is varied.
    private static IEnumerable<string> Names(IReadOnlyList<SweepRow> rows)
    {
        var varied = rows.SelectMany(static r => r.Choices.Keys).ToHashSet(StringComparer.Ordinal);
        var names = rows.SelectMany(static r => r.Figures.Keys).Distinct(StringComparer.Ordinal);
        return names.Select(n => varied.Contains(n) ? Result + n : n);
    }

    private static string Figure(string column) => column.StartsWith(Result, StringComparison.Ordinal) ? column[Result.Length..] : column;

    /// <summary>The figures of a run that no clock has a part in, and which the plan asks for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="varied">The options that the plan varies.</param>
    public static Dictionary<string, double> Figures(string run, SweepPlan plan, IEnumerable<string>? varied = null) => ResultFigures
        .Of(run, varied)
        .Where(f => !Array.Exists(Clocks, c => f.Key.Contains(c, StringComparison.Ordinal))
            && (plan.Figures.Count == 0 || plan.Figures.Any(p => f.Key.StartsWith(p, StringComparison.Ordinal))))
        .ToDictionary(StringComparer.Ordinal);

    private static string Csv(IReadOnlyList<SweepRow> rows)
    {
        var columns = Columns(rows, int.MaxValue);
        var text = new StringBuilder().AppendJoin(',', columns.Select(Quoted)).Append('\n');
        foreach (var row in rows)
        {
            text.AppendJoin(',', Cells(row, columns, "R").Select(Quoted)).Append('\n');
        }

        return text.ToString();
    }

    private static string Markdown(IReadOnlyList<SweepRow> rows)
    {
        var columns = Columns(rows, Shown);
        var text = new StringBuilder("| ").AppendJoin(" | ", columns.Select(Escaped)).Append(" |\n|")
            .Append(string.Concat(Enumerable.Repeat("---|", columns.Count))).Append('\n');
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", Cells(row, columns, "G6").Select(Escaped)).Append(" |\n");
        }

        var hidden = Names(rows).Count() - Shown;
        return text.Append(hidden > 0 ? $"\n{hidden} more figures stand in summary.csv.\n" : string.Empty).ToString();
    }

    private static string Word(UnitState state) => state == UnitState.TimedOut ? "timed out" : state.ToString().ToLowerInvariant();

    // As RFC 4180 has it; a cell that a spreadsheet would take for a formula is quoted with a leading apostrophe.
    private static string Quoted(string cell)
    {
        var safe = cell.Length > 0 && "=@\t".Contains(cell[0], StringComparison.Ordinal) ? "'" + cell : cell;
        return safe.IndexOfAny([',', '"', '\n', '\r']) < 0 ? safe : "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static string Escaped(string cell) => cell.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ').Replace("<", "&lt;", StringComparison.Ordinal);
}
