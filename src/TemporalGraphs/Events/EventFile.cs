using System.Text;
using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Opens event files by what they contain, whatever they are called.</summary>
internal static class EventFile
{
    private static readonly (byte[] Magic, string Name, string Cure)[] Others =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a zip archive (or a workbook)", "unpack it, or save the table as CSV"),
        ([0x50, 0x4B, 0x05, 0x06], "an empty zip archive", "pack it again"),
        ("BZh"u8.ToArray(), "compressed by bzip2", "unpack it with bunzip2"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed by xz", "unpack it with unxz"),
        ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd", "unpack it with unzstd"),
        ([0x04, 0x22, 0x4D, 0x18], "compressed by lz4", "unpack it with unlz4"),
        ([0x1F, 0x9D], "compressed by compress", "unpack it with uncompress"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive", "unpack it"),
        ("Rar!"u8.ToArray(), "a RAR archive", "unpack it"),
        ([0x89, 0x48, 0x44, 0x46], "an HDF5 file", "export the table as CSV or Parquet"),
        ("SQLite format 3"u8.ToArray(), "an SQLite data base", "export the table as CSV"),
        ("ARROW1"u8.ToArray(), "an Arrow (Feather) file", "write it as Parquet or CSV"),
        ("ORC"u8.ToArray(), "an ORC file", "write it as Parquet or CSV"),
        ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array", "write it as CSV"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old workbook", "save the table as CSV"),
        ("%PDF"u8.ToArray(), "a PDF", "find the table as CSV"),
        ([0x80, 0x03], "a Python pickle", "write it as CSV or Parquet"),
        ([0x80, 0x04], "a Python pickle", "write it as CSV or Parquet"),
        ([0x80, 0x05], "a Python pickle", "write it as CSV or Parquet"),
        ("<!DOC"u8.ToArray(), "a web page", "download the data itself"),
        ("<html"u8.ToArray(), "a web page", "download the data itself"),
        ("version https://git-lfs"u8.ToArray(), "a Git LFS pointer, not the data", "fetch the file with git lfs pull"),
    ];

    /// <summary>Whether a file is Parquet, by its first bytes.</summary>
    /// <param name="path">An existing file.</param>
    /// <returns>True for Parquet.</returns>
    /// <exception cref="InputException">It is called Parquet and is none.</exception>
    public static bool IsParquet(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (head[..read].SequenceEqual("PAR1"u8))
        {
            return true;
        }

        if (head[..read].SequenceEqual("PARE"u8))
        {
            throw new InputException($"{path}: an encrypted Parquet file; write it without encryption.");
        }

        return path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase)
            ? throw new InputException($"{path}: no Parquet file (it does not begin with PAR1).") : false;
    }

    /// <summary>Opens a text file: gzip is unpacked, UTF-16 becomes UTF-8.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="notes">Receives what was assumed; may be null.</param>
    /// <returns>UTF-8, perhaps with a byte order mark. Its end in a cut gzip file is an <see cref="InvalidDataException"/>.</returns>
    /// <exception cref="InputException">The file is of a kind that is not read.</exception>
    public static Stream OpenText(string path, Notes? notes = null)
    {
        Stream stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        try
        {
            var head = Head(ref stream, path);
            if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            {
                stream = new WholeGzipStream(stream);
                head = Head(ref stream, path);
                if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
                {
                    throw new InputException($"{path}: compressed twice; unpack it once with gunzip.");
                }

                if (head.AsSpan().StartsWith("PAR1"u8))
                {
                    throw new InputException($"{path}: a compressed Parquet file; unpack it with gunzip.");
                }
            }
            else if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                (notes ?? new Notes()).Add($"{Path.GetFileName(path)} is called .gz and is not compressed; it is read as text.");
            }

            if (Array.Find(Others, o => head.AsSpan().StartsWith(o.Magic)) is { Name: { } name } other)
            {
                throw new InputException($"{path}: this is {name}, which is not read; {other.Cure}.");
            }

            var wide = head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode
                : head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode : null;
            if (wide is not null)
            {
                notes?.Add("The file is UTF-16 text.");
                stream = Encoding.CreateTranscodingStream(stream, wide, new UTF8Encoding(false));
            }
            else if (head.AsSpan().Contains((byte)0))
            {
                throw new InputException($"{path}: a binary file, not text; events are read from text, gzip and Parquet.");
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // The first bytes; the stream is rewound by opening it anew or by putting them back.
    private static byte[] Head(ref Stream stream, string path)
    {
        var head = new byte[64];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }
        else
        {
            stream.Dispose();
            stream = new WholeGzipStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1));
        }

        return head[..read];
    }
}
