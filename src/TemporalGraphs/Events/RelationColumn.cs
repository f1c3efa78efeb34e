using System.Globalization;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Finds the column that says of which relation an event is; it is always named by the user.</summary>
internal static class RelationColumn
{
    private const int Most = 4096;

    /// <summary>Finds the column.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="line">The line of the header, for messages; 0 where there are no lines.</param>
    /// <param name="header">The header's cells; null where there is none.</param>
    /// <param name="said">A name of the header or a number from 1; null for no relation.</param>
    /// <returns>The column counted from 0; -1 for none.</returns>
    /// <exception cref="InputException">There is no such column, or the name stands in the header more than once.</exception>
    public static int Find(string path, long line, IReadOnlyList<string>? header, string? said)
    {
        if (said is null)
        {
            return -1;
        }

        var names = header?.Select(ColumnNames.Normal).ToArray() ?? [];
        var name = ColumnNames.Normal(said);
        var column = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1
            : name.Length == 0 ? -1 : Array.IndexOf(names, name);
        if (number == 0 && column >= 0 && Array.LastIndexOf(names, name) != column)
        {
            throw new InputException(
                path, line, $"option Relation: the header names {said} more than once; give the number of the column, counted from 1.");
        }

        // JODIE's header has one name for all features.
        var beyond = header is not null && column >= names.Length && !names.Contains("state_label", StringComparer.Ordinal);
        var where = header is null ? "; without a header columns are numbers counted from 1"
            : $" in the header ({ColumnNames.Shown(header)})";
        return column is >= 0 and < Most && !beyond
            ? column
            : throw new InputException(path, line, $"option Relation: there is no column {said}{where}.");
    }

    /// <summary>Checks that the column has no other meaning.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="line">The line of the header or the first row, for messages; 0 where there are no lines.</param>
    /// <param name="columns">All columns.</param>
    /// <exception cref="InputException">The column is the source, destination, time or weight.</exception>
    public static void RequireFree(string path, long line, EventColumns columns)
    {
        if (columns.Relation < 0)
        {
            return;
        }

        (int Column, string Name)[] roles =
            [(columns.Source, "source"), (columns.Destination, "destination"), (columns.Time, "time"), (columns.Weight, "weight")];
        if (Array.Find(roles, r => r.Column == columns.Relation).Name is { } role)
        {
            throw new InputException(
                path, line,
                $"option Relation: column {columns.Relation + 1} is read as the {role} already; name the column that tells kinds of " +
                "links apart, or say by option Columns which columns are the others.");
        }
    }
}
