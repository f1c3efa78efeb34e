using System.Buffers.Binary;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// What a Parquet file claims, before anything is allocated for it: its footer must be whole, and the pages of a column that is
/// read must be no larger than such a file can hold.
/// </summary>
internal sealed class ParquetBounds
{
    // Fields of the format's FileMetaData (row groups 4, columns 1, their data 3), ColumnMetaData and PageHeader, in base 64.
    private const ulong Group = 4;
    private const ulong Chunk = (((Group * 64) + 1) * 64) + 3;
    private const ulong ChunkLength = (Chunk * 64) + 7;
    private const ulong FirstPage = (Chunk * 64) + 9;
    private const ulong Dictionary = (Chunk * 64) + 11;
    private const ulong Unpacked = 2;
    private const ulong Packed = 3;
    private const ulong Values = (5 * 64) + 1;
    private const ulong ValuesOfSecondVersion = (8 * 64) + 1;

    private const int LongestHeader = 1 << 20;
    private const long FreeSize = 32L << 20;
    private const int MostPerByte = 10;
    private readonly FileStream stream;
    private readonly string path;
    private readonly List<(long Length, long Start)> chunks = [];

    private ParquetBounds(FileStream stream, string path) => (this.stream, this.path) = (stream, path);

    /// <summary>Reads and checks the footer.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <returns>Where its columns lie.</returns>
    /// <exception cref="InputException">The footer claims more than the file holds.</exception>
    public static ParquetBounds Of(FileStream stream, string path)
    {
        var bounds = new ParquetBounds(stream, path);
        bounds.Footer();
        stream.Position = 0;
        return bounds;
    }

    /// <summary>Checks the pages of one column of one row group.</summary>
    /// <param name="column">The column's place among all of the row group.</param>
    /// <param name="group">The row group.</param>
    /// <param name="columns">How many columns a row group has.</param>
    /// <param name="rows">How many rows the row group has.</param>
    /// <exception cref="InputException">A page claims more than the file can hold.</exception>
    public void Check(int column, int group, int columns, long rows)
    {
        var at = (group * columns) + column;
        if (at >= chunks.Count)
        {
            throw Damaged("a row group has fewer columns than the schema");
        }

        var (length, place) = chunks[at];
        var end = place + length;
        if (place < 0 || length < 0 || end > stream.Length)
        {
            throw Damaged("a column lies outside the file");
        }

        var kept = stream.Position;
        var buffer = new byte[256];
        while (place < end)
        {
            long unpacked = 0, packed = 0, values = 0;
            var header = Header(ref buffer, place, (field, value) =>
            {
                unpacked = field == Unpacked ? value : unpacked;
                packed = field == Packed ? value : packed;
                values = field is Values or ValuesOfSecondVersion ? value : values;
            });
            if (unpacked < 0 || unpacked > FreeSize + (MostPerByte * stream.Length) || packed < 0 || packed > end - place || values < 0
                || values > rows)
            {
                throw Damaged($"a page claims {unpacked} bytes and {values} values of {rows} rows");
            }

            place += header + packed;
        }

        stream.Position = kept;
    }

    private void Footer()
    {
        Span<byte> tail = stackalloc byte[8];
        if (stream.Length < 12)
        {
            throw Damaged("it is cut off");
        }

        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || length < 0 || length > stream.Length - 12)
        {
            throw Damaged("it does not end as a Parquet file does");
        }

        var footer = new byte[length];
        stream.Position = stream.Length - tail.Length - length;
        stream.ReadExactly(footer);
        try
        {
            _ = new ThriftBounds(footer, Footer).Walk();
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message);
        }
    }

    private void Footer(ulong field, long value)
    {
        switch (field)
        {
            case ChunkLength:
                chunks.Add((value, -1));
                break;
            case FirstPage when chunks.Count > 0:
                chunks[^1] = (chunks[^1].Length, value);
                break;
            case Dictionary when chunks.Count > 0 && value > 0:
                chunks[^1] = (chunks[^1].Length, Math.Min(chunks[^1].Start, value));
                break;
        }
    }

    // Headers are short, but a page's statistics may hold long texts.
    private int Header(ref byte[] buffer, long place, Action<ulong, long> number)
    {
        while (true)
        {
            stream.Position = place;
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            try
            {
                return new ThriftBounds(buffer.AsSpan(0, read), number).Walk();
            }
            catch (InvalidDataException e)
            {
                if (read < buffer.Length || buffer.Length >= LongestHeader)
                {
                    throw Damaged("in a page, " + e.Message);
                }

                buffer = new byte[buffer.Length * 16];
            }
        }
    }

    private InputException Damaged(string why) => new(path, 0, $"not a readable Parquet file, perhaps damaged or cut off ({why}).");
}
