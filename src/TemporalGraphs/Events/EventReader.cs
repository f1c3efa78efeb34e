using System.Buffers;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Reads events from text (one separator, found from the file; plain or gzip), Parquet and <see cref="EventArchive"/>, by what a file
/// contains and not by its name.
/// Text is parsed byte by byte in blocks: no line ever becomes a string.
/// </summary>
public static class EventReader
{
    private const int BlockSize = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Text, gzip, Parquet or an event file of Quiver.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The events, how many rows were left out, and what was assumed.</returns>
    /// <exception cref="InputException">The file is missing, cut off or holds no events, its columns cannot be told, or a row is
    /// bad and not to be skipped.</exception>
    public static EventReadResult Read(string path, EventReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new EventReadOptions();
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        if (EventArchive.Is(path))
        {
            return options == new EventReadOptions() ? EventArchive.Read(path, cancellationToken) : throw new InputException(
                path, 0, "an event file of Quiver, whose columns, ids and times are settled: options of reading have no effect on it.");
        }

        var parquet = EventFile.IsParquet(path);
        var dates = new DateColumn(path, options.DateOrder);
        for (long origin = 0; ;)
        {
            var table = new EventTable(path, options, origin, dates);
            try
            {
                if (parquet)
                {
                    ParquetEvents.Read(path, table, options, cancellationToken);
                }
                else
                {
                    using var stream = EventFile.OpenText(path, table.Notes);
                    ReadText(stream, table, options, cancellationToken);
                }
            }
            catch (InvalidDataException e)
            {
                throw new InputException(path, 0, Sentence(e.Message), e);
            }

            if (dates.Again() is { } known)
            {
                dates = known;
                continue;
            }

            if (table.WantedOrigin is not { } wanted || wanted == 0)
            {
                dates.RefuseWithoutEffect();
                return table.Build(parquet, cancellationToken);
            }

            origin = wanted;
        }
    }

    private static string Sentence(string message) => message.StartsWith("the gzip", StringComparison.Ordinal)
        ? message
        : "the gzip data is damaged or cut off (it cannot be unpacked, or its checksum does not match); get the file again.";

    private static void ReadText(Stream stream, EventTable table, EventReadOptions options, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var available = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            var ended = available < block.Length;
            var position = block.AsSpan(0, available).StartsWith("\uFEFF"u8) ? 3 : 0;
            var dialect = TextDialect.Find(
                table.Path, TextSample.Of(block.AsSpan(position, available - position), ended), options, table.Notes);
            (table.Dates, table.SeparateIds) = (dialect.Dates, dialect.Columns.ShiftItems);
            var rows = new TextRows(dialect, table);
            var header = dialect.HasHeader;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (position < available)
                {
                    var length = LineLength(block.AsSpan(position, available - position), dialect.LineBreak, rows, ended);
                    if (length < 0)
                    {
                        break;
                    }

                    var whole = block.AsSpan(position, length);
                    position += length + 1;
                    table.Line++;
                    var line = Trim(whole, dialect.Separator);
                    if (line.Length > 0 && line[0] is not ((byte)'#' or (byte)'%'))
                    {
                        if (header)
                        {
                            header = false;
                        }
                        else
                        {
                            rows.Parse(line);
                        }

                        if (position > available)
                        {
                            table.Notes.Add(
                                $"The last line ({table.Line}) has no line break: if the file was cut off, its last event is wrong.");
                        }
                    }

                    // A field in quotes may hold line breaks.
                    table.Line += whole.Contains((byte)'"') ? whole.Count(dialect.LineBreak) : 0;
                }

                if (ended || table.DateColumn.HasFound)
                {
                    return;
                }

                var kept = Math.Max(0, available - position);
                block.AsSpan(position, kept).CopyTo(block);
                if (kept == block.Length)
                {
                    throw new InputException(
                        table.Path, table.Line + 1, "the line is longer than a megabyte; this is no event file, or a quote is not closed.");
                }

                var read = stream.ReadAtLeast(block.AsSpan(kept), block.Length - kept, throwOnEndOfStream: false);
                (position, available, ended) = (0, kept + read, read < block.Length - kept);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // The length of the row at the beginning of a span; -1 where its end has not been read yet.
    private static int LineLength(ReadOnlySpan<byte> span, byte lineBreak, TextRows rows, bool ended)
    {
        var length = span.IndexOf(lineBreak);
        if (span[..(length < 0 ? span.Length : length)].Contains((byte)'"'))
        {
            var row = rows.RowEnd(span);

            // Where no quote closes it, the first line alone is to blame.
            length = row >= 0 ? row : ended && row == -2 ? length : -1;
        }

        return length >= 0 ? length : ended ? span.Length : -1;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line, byte separator)
    {
        while (line.Length > 0 && (line[^1] is (byte)'\r' or (byte)' ' || (line[^1] == (byte)'\t' && separator != (byte)'\t')))
        {
            line = line[..^1];
        }

        while (line.Length > 0 && (line[0] == (byte)' ' || (line[0] == (byte)'\t' && separator != (byte)'\t')))
        {
            line = line[1..];
        }

        return line;
    }
}
