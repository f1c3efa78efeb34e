using System.Text;

namespace Quiver.Core.Runs;

/// <summary>Whole text files, plain or packed by gzip.</summary>
internal static class TextFile
{
    // What a file may unpack to, so that a small one cannot fill the memory.
    private const long ByteLimit = 1L << 30;

    /// <summary>The lines of a file.</summary>
    /// <param name="path">The file, UTF-8.</param>
    /// <returns>Its lines without their ends.</returns>
    /// <exception cref="InputException">There is no such file, it is no text, or its gzip data is damaged.</exception>
    public static List<string> Lines(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        try
        {
            using var file = File.OpenRead(path);
            var packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            using Stream stream = packed ? new WholeGzipStream(file) : file;
            using var reader = new StreamReader(stream, new UTF8Encoding(false));
            var lines = new List<string>();
            for (var total = 0L; reader.ReadLine() is { } line;)
            {
                total += line.Length + 1;
                if (line.Contains('\0', StringComparison.Ordinal))
                {
                    throw new InputException(path, lines.Count + 1, "this is a binary file, not text.");
                }

                if (total > ByteLimit)
                {
                    throw new InputException(path, 0, $"the file holds more than {ByteLimit:N0} letters, the most that are read.");
                }

                lines.Add(line);
            }

            return lines;
        }
        catch (InvalidDataException e)
        {
            throw new InputException(path, 0, "the gzip file is damaged or cut off; get it again.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException(path, 0, "the file may not be read; check its permissions.", e);
        }
    }
}
