using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Reads events from text (comma, tab, semicolon or blank between fields; plain or gzip) and Parquet. Text is parsed byte by
/// byte in blocks: no line ever becomes a string.
/// </summary>
public static class EventReader
{
    private const int BlockSize = 1 << 20;
    private const int MostFields = 4096;
    private static readonly SearchValues<byte> Separators = SearchValues.Create(",\t; "u8);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Text, .gz or .parquet.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The events and how many rows were left out.</returns>
    /// <exception cref="InputException">The file is missing or holds no events, or a row is bad and not to be skipped.</exception>
    public static EventReadResult Read(string path, EventReadOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new EventReadOptions();
        if (!File.Exists(path))
        {
            throw new InputException($"There is no file {path}.");
        }

        var table = new EventTable(path, options);
        try
        {
            if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
            {
                ParquetEvents.Read(path, table, cancellation);
            }
            else
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
                using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
                ReadText(stream, table, options.Layout, cancellation);
            }
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{path}: {e.Message}");
        }

        return table.Build();
    }

    private static void ReadText(Stream stream, EventTable table, EventLayout layout, CancellationToken cancellation)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var (kept, first) = (0, true);
            var columns = EventColumns.Of(layout);
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = stream.Read(block, kept, block.Length - kept);
                var available = kept + read;
                var position = 0;
                while (position < available)
                {
                    var length = block.AsSpan(position, available - position).IndexOf((byte)'\n');
                    if (length < 0)
                    {
                        if (read > 0)
                        {
                            break;
                        }

                        length = available - position;
                    }

                    var line = block.AsSpan(position, length);
                    position += length + 1;
                    table.Line++;
                    line = Trim(line);
                    if (line.Length == 0 || line[0] is (byte)'#' or (byte)'%')
                    {
                        continue;
                    }

                    if (first)
                    {
                        first = false;
                        if (layout == EventLayout.Auto && EventColumns.OfHeader(Encoding.UTF8.GetString(line)) is { } named)
                        {
                            columns = named;
                            continue;
                        }

                        if (!HasTime(line, columns))
                        {
                            continue;
                        }
                    }

                    Parse(line, columns, table);
                }

                if (read == 0)
                {
                    return;
                }

                kept = Math.Max(0, available - position);
                block.AsSpan(position, kept).CopyTo(block);
                if (kept == block.Length)
                {
                    throw new InputException($"{table.Path}: line {table.Line + 1} is longer than a megabyte; this is no event file.");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // A first line without a number in the place of the time is a header whose names are not known.
    private static bool HasTime(ReadOnlySpan<byte> line, EventColumns columns)
    {
        for (var field = 0; ; field++)
        {
            var length = line.IndexOfAny(Separators);
            var cell = (length < 0 ? line : line[..length]).Trim((byte)'"');
            if (field == columns.Time)
            {
                return cell.Length > 0 && cell[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'N';
            }

            if (length < 0)
            {
                return true;
            }

            line = line[(length + 1)..].TrimStart((byte)' ');
        }
    }

    private static Span<byte> Trim(Span<byte> line)
    {
        while (line.Length > 0 && line[^1] is (byte)'\r' or (byte)' ' or (byte)'\t')
        {
            line = line[..^1];
        }

        while (line.Length > 0 && line[0] is (byte)' ' or (byte)'\t')
        {
            line = line[1..];
        }

        return line;
    }

    private static void Parse(ReadOnlySpan<byte> line, EventColumns columns, EventTable table)
    {
        ReadOnlySpan<byte> source = default, destination = default, time = default, weight = default;
        var (field, position) = (0, 0);
        var features = columns.Features >= 0 ? table.FeatureRow() : null;
        while (position <= line.Length && field < MostFields)
        {
            var rest = line[position..];
            var length = rest.IndexOfAny(Separators);
            var cell = (length < 0 ? rest : rest[..length]).Trim((byte)'"');
            position += (length < 0 ? rest.Length : length) + 1;

            // Blanks in a row are one separator; after a comma they are part of it.
            while (position < line.Length && line[position] == (byte)' ')
            {
                position++;
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
            else if (features is not null && field >= columns.Features)
            {
                features.Add(Utf8Parser.TryParse(cell, out float value, out var used) && used == cell.Length ? value : float.NaN);
            }

            field++;
            if (length < 0)
            {
                break;
            }
        }

        if (field <= Math.Max(columns.Source, Math.Max(columns.Destination, columns.Time)))
        {
            table.Bad($"the row has {field} fields, too few for source, destination and time");
            return;
        }

        if (!Utf8Parser.TryParse(time, out double when, out var end) || end != time.Length || !double.IsFinite(when))
        {
            table.Bad($"'{EventTable.Show(time)}' is no time");
            return;
        }

        float mass = 1;
        if (weight.Length > 0 && (!Utf8Parser.TryParse(weight, out mass, out end) || end != weight.Length || !float.IsFinite(mass)))
        {
            table.Bad($"'{EventTable.Show(weight)}' is no weight");
            return;
        }

        table.Add(source, destination, when, mass, weight.Length > 0, columns.ShiftItems, features is null ? default : CollectionsMarshal.AsSpan(features));
    }
}
