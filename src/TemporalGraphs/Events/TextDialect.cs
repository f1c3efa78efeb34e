using System.Globalization;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>The form of a text file, found from its first lines.</summary>
/// <param name="Separator">What stands between fields.</param>
/// <param name="LineBreak">What ends a line.</param>
/// <param name="HasHeader">Whether the first line that is no comment is a header.</param>
/// <param name="DecimalComma">Whether numbers have decimal commas.</param>
/// <param name="Dates">Whether times are dates.</param>
/// <param name="Columns">The columns.</param>
internal sealed record TextDialect(byte Separator, byte LineBreak, bool HasHeader, bool DecimalComma, bool Dates, EventColumns Columns)
{
    /// <summary>Finds the form.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="sample">Its first lines.</param>
    /// <param name="options">What the user says.</param>
    /// <param name="notes">Receives what was assumed.</param>
    /// <returns>The form.</returns>
    /// <exception cref="InputException">The columns cannot be told.</exception>
    public static TextDialect Find(string path, TextSample sample, EventReadOptions options, Notes notes)
    {
        if (options.Columns is not null && options.Layout != EventLayout.Auto)
        {
            throw new InputException("option Columns and option Layout say the same thing: leave one out.");
        }

        var konect = IsKonect(sample.FirstComment);
        var separator = konect ? FieldSplitter.Blanks : Separators.Find(sample.Lines);
        var rows = sample.Lines.Select(l => FieldSplitter.Split(l, separator)).ToList();
        var header = Header(rows);
        if (header is not null)
        {
            rows.RemoveAt(0);
        }

        var columns = Choose(path, sample, separator, header, rows, options, notes, konect);
        RelationColumn.RequireFree(path, sample.FirstLine, columns);
        if (options.SeparateIds is { } separate)
        {
            columns = columns with { ShiftItems = separate };
        }
        else if (columns.ShiftItems)
        {
            notes.Add(
                "Sources and destinations have ids of their own (users and items); option SeparateIds = false takes them for one set.");
        }

        var times = rows.Where(r => r.Length > columns.Time).Select(r => r[columns.Time]).ToList();
        var weights = rows.Where(r => columns.Weight >= 0 && r.Length > columns.Weight).Select(r => r[columns.Weight]);
        var numbers = times.Concat(weights).ToList();
        var commas = separator != (byte)',' && numbers.Any(IsDecimalComma)
            && numbers.All(n => !n.Contains('.', StringComparison.Ordinal) && !n.Contains(':', StringComparison.Ordinal));
        if (commas)
        {
            notes.Add("Numbers are read with decimal commas.");
        }

        var dates = times.Count > 0 && !IsNumber(times[0], commas)
            && times.Any(t => IsDate(t, DateOrder.DayFirst) || IsDate(t, DateOrder.MonthFirst));
        return new TextDialect(separator, sample.LineBreak, header is not null, commas, dates, columns);
    }

    private static EventColumns Choose(
        string path, TextSample sample, byte separator, string[]? header, List<string[]> rows, EventReadOptions options, Notes notes,
        bool konect)
    {
        var commented = header is null && options.Columns is null && options.Layout == EventLayout.Auto
            ? Commented(sample, separator, rows) : null;
        var relation = RelationColumn.Find(path, sample.FirstLine, header ?? commented, options.Relation);
        if (options.Layout != EventLayout.Auto)
        {
            var said = EventColumns.Of(options.Layout) with { Relation = relation };
            return header is not null && ByName(header) is { } named
                && (named.Source, named.Destination, named.Time) != (said.Source, said.Destination, said.Time)
                ? throw new InputException(
                    path, 0,
                    $"option Layout {options.Layout} contradicts the header ({ColumnNames.Shown(header)}): leave it out, or use option " +
                    $"Columns.")
                : said;
        }

        if (header is { Length: < 3 } && options.Columns is null)
        {
            throw new InputException(
                path, 1,
                $"the first line has {(header.Length == 1 ? "one field" : "two fields")} ({ColumnNames.Shown(header)}); source, " +
                $"destination and time are needed, with commas, semicolons, tabs, bars or blanks between them.");
        }

        if (commented is not null)
        {
            notes.Add($"The comment before the first row is taken for the header: {ColumnNames.Shown(commented)}.");
            return ColumnNames.Find(path, commented, null, notes, relation);
        }

        if (header is not null || options.Columns is not null)
        {
            return Named(path, header, rows, options.Columns, notes, relation);
        }

        return (konect ? Konect(path, sample, rows, notes) : HeaderlessColumns.Guess(rows, notes, relation)) with { Relation = relation };
    }

    // A header names the fields; where the rows have one field more at their beginning that numbers them, it names those after it.
    private static EventColumns Named(string path, string[]? header, List<string[]> rows, string? said, Notes notes, int relation)
    {
        var columns = ColumnNames.Find(path, header, said, notes, relation);
        if (header is null || rows.Count == 0 || columns.Features >= 0 || rows[0].Length <= header.Length
            || rows[0].Skip(header.Length).All(string.IsNullOrEmpty))
        {
            return columns;
        }

        if (rows[0].Length == header.Length + 1
            && rows.Select((r, i) => r[0] == (i + 1).ToString(CultureInfo.InvariantCulture)
            || r[0] == i.ToString(CultureInfo.InvariantCulture)).All(x => x))
        {
            notes.Add("Rows have one field more than the header: their first is taken for the row's number.");
            return columns with
            {
                Source = columns.Source + 1,
                Destination = columns.Destination + 1,
                Time = columns.Time + 1,
                Weight = columns.Weight < 0 ? -1 : columns.Weight + 1,
                Relation = columns.Relation < 0 ? -1 : columns.Relation + 1,
            };
        }

        throw new InputException(
            path, 0,
            $"the header has {header.Length} fields and the first row {rows[0].Length}: which is which cannot be told; say so by option " +
            $"Columns with numbers and take the header out, or mend the file.");
    }

    private static EventColumns Konect(string path, TextSample sample, List<string[]> rows, Notes notes)
    {
        if (rows.Count > 0 && rows[0].Length < 4)
        {
            throw new InputException(
                path, 0, $"a KONECT file with {rows[0].Length} columns has no times (columns are source, destination, weight, time).");
        }

        var bipartite = sample.FirstComment!.StartsWith("bip", StringComparison.Ordinal);
        notes.Add(
            $"A KONECT file: columns are source, destination, weight, " +
            $"time{(bipartite ? string.Empty : "; its links are read from the first node to the second")}.");
        if (sample.FirstComment.Contains("dynamic", StringComparison.Ordinal))
        {
            notes.Add("The network is dynamic: rows of weight -1, which take links away, are read as events too.");
        }

        return new EventColumns(0, 1, 3, 2, -1, bipartite);
    }

    private static bool IsKonect(string? comment) =>
        comment?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [("sym" or "asym" or "bip"), ("unweighted" or "positive" or "posweighted" or "signed" or "multisigned" or "weighted" or "multiweighted" or "dynamic" or "multiposweighted"), ..];

    // A header has no number and no date, or an empty first cell above an index.
    private static string[]? Header(List<string[]> rows)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        var first = rows[0];
        var index = first.Length > 3 && first[0].Length == 0 && (rows.Count == 1 || rows[1][0].Length > 0);
        if (index)
        {
            return first;
        }

        return first.Any(c => c.Length > 0 && !IsMissing(c))
            && !first.Any(c => IsMissing(c) || IsNumber(c, true) || IsDate(c, DateOrder.DayFirst) || IsDate(c, DateOrder.MonthFirst))
            && !(first.Length < 3 && rows.Count > 1 && rows[1].Length >= 3 && first.Length == 0)
            ? first
            : null;
    }

    // numpy writes its header as a comment: names of source, destination and time, one for each field.
    private static string[]? Commented(TextSample sample, byte separator, List<string[]> rows)
    {
        if (sample.LastComment is not { } comment || rows.Count == 0)
        {
            return null;
        }

        foreach (var by in new[] { separator, FieldSplitter.Blanks })
        {
            var cells = FieldSplitter.Split(comment, by);
            if (cells.Length == rows[0].Length && cells.Any(c => IsNumber(c, true)) is false)
            {
                if (ByName(cells) is not null)
                {
                    return cells;
                }
            }
        }

        return null;
    }

    private static EventColumns? ByName(string[] cells)
    {
        try
        {
            return ColumnNames.Find(string.Empty, cells, null, null);
        }
        catch (InputException)
        {
            return null;
        }
    }

    /// <summary>Whether a text is a number.</summary>
    public static bool IsNumber(string text, bool comma = false) => text.Length > 0
        && (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || (comma && IsDecimalComma(text)));

    /// <summary>Whether a text is a date.</summary>
    public static bool IsDate(string text, DateOrder order) => text.Length is > 6 and < 49
        && DateText.TryParse(Encoding.UTF8.GetBytes(text), order, out _);

    private static bool IsMissing(string text) => text is "NA" or "NaN" or "nan" or "null" or "NULL" or "None";

    private static bool IsDecimalComma(string text) =>
        text.Count(c => c == ',') == 1 && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
