using System.Text;
using Quiver.Circuits.Formats;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Classification;

/// <summary>Rows of a delimited text file, plain or gzipped: one separator per file, quotes as in RFC 4180.</summary>
internal static class DelimitedText
{
    private const long MaximumBytes = 1L << 29;
    private const int SampleLength = 1 << 16;
    private static readonly char[] Separators = [',', ';', '\t', ' '];

    /// <summary>Reads all rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="notes">Receives a note where numbers have decimal commas, which become points.</param>
    public static List<(string[] Cells, int Line)> Read(string path, Notes notes)
    {
        if (!File.Exists(path))
        {
            throw InputException.NoFile(path);
        }

        var text = Text(path);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new InputException($"{path} is no text: rows of features and a class are read from CSV, plain or gzipped.");
        }

        var separator = Separator(text);
        separator = separator == ',' && DecimalCommas.Separator(text.AsSpan(0, Math.Min(text.Length, SampleLength))) is { } other
            ? other
            : separator;
        var rows = Split(path, text, separator);
        if (separator != ',' && DecimalCommas.Replace(rows))
        {
            notes.Add("Numbers are read with decimal commas.");
        }

        return rows;
    }

    private static string Text(string path)
    {
        var bytes = BoundedFile.Read(path, MaximumBytes);
        var packed = bytes.ReadByte() == 0x1f && bytes.ReadByte() == 0x8b;
        bytes.Position = 0;
        try
        {
            using Stream stream = packed ? new WholeGzipStream(bytes) : bytes;
            using var whole = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                whole.Write(buffer, 0, read);
                if (whole.Length > MaximumBytes)
                {
                    throw new InputException($"{path}: tables of at most {MaximumBytes:N0} bytes are read, this one is longer.");
                }
            }

            whole.Position = 0;
            using var reader = new StreamReader(whole, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
            return reader.ReadToEnd();
        }
        catch (InvalidDataException e)
        {
            throw new InputException(path, 0, "the gzip file is damaged or cut off; get it again.", e);
        }
    }

    // The first of comma, semicolon, tab and blank that cuts every line outside quotes, and the same number of times in most.
    private static char Separator(string text)
    {
        var sample = text.AsSpan(0, Math.Min(text.Length, SampleLength));
        foreach (var separator in Separators)
        {
            var (lines, with, here, quoted, used) = (0, 0, 0, false, false);
            foreach (var c in sample)
            {
                quoted ^= c == '"';
                if (c == '\n' && !quoted)
                {
                    lines += used ? 1 : 0;
                    with += used && here > 0 ? 1 : 0;
                    (here, used) = (0, false);
                }
                else
                {
                    here += c == separator && !quoted ? 1 : 0;
                    used |= !char.IsWhiteSpace(c);
                }
            }

            lines += used ? 1 : 0;
            with += used && here > 0 ? 1 : 0;
            if (with > 0 && with >= lines * 0.9)
            {
                return separator;
            }
        }

        return ',';
    }

    private static List<(string[] Cells, int Line)> Split(string path, string text, char separator)
    {
        var rows = new List<(string[] Cells, int Line)>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        var (line, start, i) = (1, 1, 0);
        while (i < text.Length)
        {
            var c = text[i];
            if (c == '"' && IsBlank(cell))
            {
                var opened = line;
                cell.Clear();
                for (i++; ; i++)
                {
                    if (i >= text.Length)
                    {
                        throw new InputException(path, opened, "a quote is opened here and never closed.");
                    }

                    if (text[i] == '"')
                    {
                        if (i + 1 >= text.Length || text[i + 1] != '"')
                        {
                            break;
                        }

                        i++;
                    }

                    line += text[i] == '\n' ? 1 : 0;
                    cell.Append(text[i]);
                }

                i++;
                continue;
            }

            i++;
            if (c == separator)
            {
                if (separator != ' ' || !IsBlank(cell))
                {
                    cells.Add(cell.ToString().Trim());
                }

                cell.Clear();
            }
            else if (c == '\n')
            {
                End();
                start = ++line;
            }
            else
            {
                cell.Append(c);
            }
        }

        End();
        return rows;

        void End()
        {
            var last = cell.ToString().Trim();
            cell.Clear();
            if (cells.Count > 0 || last.Length > 0)
            {
                if (separator != ' ' || last.Length > 0)
                {
                    cells.Add(last);
                }

                rows.Add(([.. cells], start));
                cells.Clear();
            }
        }
    }

    private static bool IsBlank(StringBuilder cell)
    {
        for (var i = 0; i < cell.Length; i++)
        {
            if (!char.IsWhiteSpace(cell[i]))
            {
                return false;
            }
        }

        return true;
    }
}
