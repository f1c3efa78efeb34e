using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Guesses the columns of a file without a header and says what was guessed.</summary>
internal static class HeaderlessColumns
{
    private const double Epoch = 1e8;

    /// <summary>
    /// Source, destination, time and, where there is a fourth number, weight; other orders only where that one cannot be: the time first
    /// (SocioPatterns' <c>t i j Ci Cj</c>), the weight before the time (SNAP's signed networks), a row number first.
    /// </summary>
    /// <param name="rows">Rows of the sample.</param>
    /// <param name="notes">Receives the guess.</param>
    /// <param name="relation">The column of the relation; -1 for none.</param>
    /// <returns>The columns.</returns>
    public static EventColumns Guess(List<string[]> rows, Notes notes, int relation = -1)
    {
        var width = rows.Count == 0 ? 0 : rows.Min(r => r.Length);
        if (width >= 3)
        {
            var (first, third) = (Numbers(rows, 0), Numbers(rows, 2));
            var fourth = width > 3 ? Numbers(rows, 3) : null;
            if (IsTime(rows, 0) && Ascends(first, rows, 0) && TimeFirst(rows, width, first, third))
            {
                notes.Add($"There is no header, and the third column cannot be the time: columns are taken as time, source, "
                    + $"destination{Rest(width, 3, relation)}; option Columns says otherwise.");
                return new EventColumns(1, 2, 0, -1, -1, false);
            }

            if (fourth is not null && third is not null && fourth.All(x => x >= Epoch) && !third.All(x => x >= Epoch))
            {
                if (rows.Count > 2 && first is not null && Consecutive(first))
                {
                    notes.Add($"There is no header, and the first column numbers the rows: columns 2, 3, 4 are taken as source, "
                        + $"destination, time{Rest(width, 4, relation)}; option Columns says otherwise.");
                    return new EventColumns(1, 2, 3, -1, -1, false);
                }

                notes.Add($"There is no header, and the fourth column looks like the time: columns are taken as source, destination, "
                    + $"weight, time{Rest(width, 4, relation)}; option Columns says otherwise.");
                return new EventColumns(0, 1, 3, 2, -1, false);
            }

            var weight = fourth is not null || (width > 3 && rows.Exists(r => TextDialect.IsNumber(r[3], true) || r[3].Length == 0));
            notes.Add($"There is no header: columns are taken as source, destination, "
                + $"time{(weight && width > 3 ? ", weight" : string.Empty)}{Rest(width, weight && width > 3 ? 4 : 3, relation)}; "
                + $"option Columns says otherwise.");
            return new EventColumns(0, 1, 2, weight || (width == 3 && relation != 3) ? 3 : -1, -1, false);
        }

        return new EventColumns(0, 1, 2, 3, -1, false);
    }

    // The third column is text, or all later columns are text beside whole numbers, or only the first has times since 1970.
    private static bool TimeFirst(List<string[]> rows, int width, double[]? first, double[]? third)
    {
        if (IsTime(rows, 2)
            && !(width >= 5 && third is not null && NoNumbers(rows, 3) && NoNumbers(rows, 4) && Whole(rows, 1) && Whole(rows, 2)
            && !Ascends(third, rows, 2)))
        {
            return first is null ? third is not null && !third.All(x => x >= Epoch) : first.All(x => x >= Epoch) && third is not null
                && third.All(x => x < Epoch) && !Ascends(third, rows, 2);
        }

        return true;
    }

    private static bool IsTime(List<string[]> rows, int column) =>
        rows.TrueForAll(r => TextDialect.IsNumber(r[column], true) || TextDialect.IsDate(r[column], DateOrder.DayFirst)
            || TextDialect.IsDate(r[column], DateOrder.MonthFirst));

    private static double[]? Numbers(List<string[]> rows, int column) =>
        rows.TrueForAll(r => TextDialect.IsNumber(r[column]))
            ? [.. rows.Select(r => double.Parse(r[column], NumberStyles.Float, CultureInfo.InvariantCulture))] : null;

    private static bool NoNumbers(List<string[]> rows, int column) => !rows.Exists(r => TextDialect.IsNumber(r[column]));

    private static bool Whole(List<string[]> rows, int column) =>
        rows.TrueForAll(r => long.TryParse(r[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));

    private static bool Ascends(double[]? values, List<string[]> rows, int column)
    {
        if (values is null)
        {
            return TextDialect.IsDate(rows[0][column], DateOrder.DayFirst) || TextDialect.IsDate(rows[0][column], DateOrder.MonthFirst);
        }

        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    private static bool Consecutive(double[] values) => values.Select((v, i) => v == values[0] + i).All(x => x);

    private static string Rest(int width, int used, int relation)
    {
        var left = Enumerable.Range(used + 1, Math.Max(0, width - used)).Where(c => c != relation + 1).ToArray();
        return left.Length switch
        {
            0 => string.Empty,
            1 => string.Create(CultureInfo.InvariantCulture, $", and column {left[0]} is left out"),
            _ => string.Create(CultureInfo.InvariantCulture, $", and columns {left[0]} to {left[^1]} are left out")
                + (left[^1] - left[0] == left.Length ? $" but for the relation's, {relation + 1}" : string.Empty),
        };
    }
}
