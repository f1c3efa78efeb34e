using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Cuts rows into fields and puts them into a table. Quotes follow RFC 4180; blanks around fields that are not quoted are
/// no part of them.</summary>
internal sealed class TextRows(TextDialect dialect, EventTable table)
{
    private const double MostExact = 1L << 53;
    private readonly byte[][] unquoted = new byte[5][];
    private int width = -1;

    /// <summary>Finds the end of a row, which may hold line breaks within quotes.</summary>
    /// <param name="text">Text from the beginning of the row.</param>
    /// <returns>The row's length; -1 where the text ends first, -2 where it ends within quotes.</returns>
    public int RowEnd(ReadOnlySpan<byte> text)
    {
        var place = 0;
        while (true)
        {
            while (place < text.Length && (text[place] == (byte)' ' || (text[place] == (byte)'\t' && dialect.Separator != (byte)'\t')))
            {
                place++;
            }

            if (place < text.Length && text[place] == (byte)'"')
            {
                place++;
                while (true)
                {
                    var quote = text[place..].IndexOf((byte)'"');
                    if (quote < 0)
                    {
                        return -2;
                    }

                    place += quote + 1;
                    if (place >= text.Length || text[place] != (byte)'"')
                    {
                        break;
                    }

                    place++;
                }
            }

            var end = dialect.Separator == FieldSplitter.Blanks
                ? text[place..].IndexOfAny(dialect.LineBreak, (byte)' ', (byte)'\t')
                : text[place..].IndexOfAny(dialect.LineBreak, dialect.Separator);
            if (end < 0)
            {
                return -1;
            }

            place += end;
            if (text[place] == dialect.LineBreak)
            {
                return place;
            }

            place++;
        }
    }

    /// <summary>Reads a row.</summary>
    /// <param name="line">The row, trimmed.</param>
    public void Parse(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> source = default, destination = default, time = default, weight = default, relation = default;
        var columns = dialect.Columns;
        var blanks = dialect.Separator == FieldSplitter.Blanks;
        var (field, position, filled) = (0, 0, 0);
        var features = columns.Features >= 0 ? table.FeatureRow() : null;
        while (true)
        {
            while (position < line.Length
                && (line[position] == (byte)' ' || (line[position] == (byte)'\t' && dialect.Separator != (byte)'\t')))
            {
                position++;
            }

            if (blanks && position >= line.Length)
            {
                break;
            }

            ReadOnlySpan<byte> cell;
            var rest = line[position..];
            bool last;
            if (!rest.IsEmpty && rest[0] == (byte)'"')
            {
                var role = field == columns.Source ? 0 : field == columns.Destination ? 1 : field == columns.Time ? 2
                    : field == columns.Relation ? 4 : 3;
                if (!Quoted(line, ref position, role, out cell))
                {
                    table.Bad("a quote is opened and not closed before the next separator; quotes within quotes are written twice");
                    return;
                }

                last = position >= line.Length;
                position++;
            }
            else
            {
                var length = blanks ? rest.IndexOfAny((byte)' ', (byte)'\t') : rest.IndexOf(dialect.Separator);
                last = length < 0;
                cell = last ? rest : rest[..length];
                position += cell.Length + 1;
                while (cell.Length > 0 && cell[^1] is (byte)' ' or (byte)'\t' or (byte)'\r')
                {
                    cell = cell[..^1];
                }
            }

            if (field == columns.Source)
            {
                source = cell;
            }
            else if (field == columns.Destination)
            {
                destination = cell;
            }
            else if (field == columns.Time)
            {
                time = cell;
            }
            else if (field == columns.Weight)
            {
                weight = cell;
            }
            else if (field == columns.Relation)
            {
                relation = cell;
            }
            else if (features is not null && field >= columns.Features)
            {
                features.Add(Utf8Parser.TryParse(cell, out float value, out var used) && used == cell.Length ? value : float.NaN);
            }

            field++;
            filled = cell.IsEmpty ? filled : field;
            if (last)
            {
                break;
            }
        }

        if (field < columns.Least)
        {
            table.Bad($"the row has {field} fields, too few for source, destination and time");
            return;
        }

        if (columns.Relation >= field)
        {
            table.Bad($"the row has {field} fields, too few for the relation in column {columns.Relation + 1}");
            return;
        }

        if (columns.Relation >= 0 && table.Relations!.Find(relation) is { } none)
        {
            table.Bad(none);
            return;
        }

        if (!Time(time, out var when))
        {
            return;
        }

        float mass = 1;
        if (weight.Length > 0 && !EventTable.IsMissing(weight) && !Weight(weight, out mass))
        {
            table.Bad($"'{EventTable.Show(weight)}' is no weight");
            return;
        }

        width = width < 0 ? field : width;
        if (field < width || filled > width)
        {
            table.Bad($"the row has {field} fields, the first has {width}");
            return;
        }

        var weighted = weight.Length > 0 && !EventTable.IsMissing(weight);
        if (!weighted && columns.Weight >= 0 && columns.Weight < field)
        {
            table.NoWeight++;
        }

        table.Add(source, destination, when, mass, weighted, features is null ? default : CollectionsMarshal.AsSpan(features));
    }

    private bool Time(ReadOnlySpan<byte> cell, out double when)
    {
        if (dialect.Dates)
        {
            when = 0;
            if (!table.DateColumn.TryRead(cell, table.Line, out var date))
            {
                table.Bad($"'{EventTable.Show(cell)}' is no time (the first rows have dates)");
                return false;
            }

            if (table.DateColumn.IsSearching)
            {
                return false;
            }

            when = table.Date(date);
            return true;
        }

        if (Number(cell, out when))
        {
            if (table.Origin != 0 || Math.Abs(when) >= MostExact)
            {
                when = Utf8Parser.TryParse(cell, out long exact, out var used) && used == cell.Length ? table.Exact(exact)
                    : when - table.Origin;
            }

            return true;
        }

        table.Bad($"'{EventTable.Show(cell)}' is no time");
        return false;
    }

    private bool Number(ReadOnlySpan<byte> cell, out double value)
    {
        if (Utf8Parser.TryParse(cell, out value, out var used) && used == cell.Length)
        {
            return double.IsFinite(value);
        }

        if (!dialect.DecimalComma || cell.Length > 64 || cell.IndexOf((byte)',') < 0)
        {
            return false;
        }

        Span<byte> point = stackalloc byte[64];
        cell.CopyTo(point);
        point[cell.IndexOf((byte)',')] = (byte)'.';
        return Utf8Parser.TryParse(point[..cell.Length], out value, out used) && used == cell.Length && double.IsFinite(value);
    }

    private bool Weight(ReadOnlySpan<byte> cell, out float value)
    {
        if (Utf8Parser.TryParse(cell, out value, out var used) && used == cell.Length)
        {
            return float.IsFinite(value);
        }

        var read = Number(cell, out var real);
        value = (float)real;
        return read && float.IsFinite(value);
    }

    // Reads a quoted field and whatever stands up to the separator, which may only be blanks.
    private bool Quoted(ReadOnlySpan<byte> line, scoped ref int position, int role, out ReadOnlySpan<byte> cell)
    {
        var start = position + 1;
        var (next, doubled) = (start, false);
        while (true)
        {
            var end = next > line.Length ? -1 : line[next..].IndexOf((byte)'"');
            if (end < 0)
            {
                cell = default;
                return false;
            }

            next += end;
            if (next + 1 < line.Length && line[next + 1] == (byte)'"')
            {
                (next, doubled) = (next + 2, true);
                continue;
            }

            break;
        }

        cell = line[start..next];
        if (doubled)
        {
            var buffer = unquoted[role] is { } kept && kept.Length >= cell.Length ? kept : unquoted[role] = new byte[cell.Length * 2];
            var count = 0;
            for (var i = 0; i < cell.Length; i++)
            {
                buffer[count++] = cell[i];
                i += cell[i] == (byte)'"' ? 1 : 0;
            }

            cell = buffer.AsSpan(0, count);
        }

        next++;
        while (next < line.Length
            && (line[next] is (byte)' ' or (byte)'\r' || (line[next] == (byte)'\t' && dialect.Separator != (byte)'\t')))
        {
            if (dialect.Separator == FieldSplitter.Blanks)
            {
                break;
            }

            next++;
        }

        position = next;
        return next >= line.Length || line[next] == dialect.Separator
            || (dialect.Separator == FieldSplitter.Blanks && line[next] == (byte)'\t');
    }
}
