using System.Text;

namespace Quiver.TemporalGraphs.Events;

/// <summary>The first lines of a text file, from which its form is found.</summary>
internal sealed class TextSample
{
    private const int MostLines = 200;

    private TextSample(byte lineBreak) => LineBreak = lineBreak;

    /// <summary>What ends a line: a line feed, or a carriage return where there is no line feed.</summary>
    public byte LineBreak { get; }

    /// <summary>The first lines that are neither empty nor comments.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>The first comment, without its sign; null where there is none.</summary>
    public string? FirstComment { get; private set; }

    /// <summary>The last comment before the first line, without its sign; null where there is none.</summary>
    public string? LastComment { get; private set; }

    /// <summary>The number of the first line that is neither empty nor a comment, counted from 1; 0 where there is none.</summary>
    public long FirstLine { get; private set; }

    /// <summary>Reads the lines of a block.</summary>
    /// <param name="block">The beginning of the file.</param>
    /// <param name="whole">Whether it is the whole file; otherwise its last line is cut and left out.</param>
    /// <returns>The sample.</returns>
    public static TextSample Of(ReadOnlySpan<byte> block, bool whole)
    {
        var line = 1L;
        var sample = new TextSample(block.Contains((byte)'\n') || !block.Contains((byte)'\r') ? (byte)'\n' : (byte)'\r');
        while (!block.IsEmpty && sample.Lines.Count < MostLines)
        {
            var length = block.IndexOf(sample.LineBreak);
            for (var joined = 0; length >= 0 && joined < 20 && IsOpen(block[..length]); joined++)
            {
                var more = block[(length + 1)..].IndexOf(sample.LineBreak);
                if (more < 0)
                {
                    break;
                }

                length += 1 + more;
            }

            if (length < 0)
            {
                if (!whole)
                {
                    break;
                }

                length = block.Length;
            }

            var before = sample.Lines.Count;
            sample.Add(Encoding.UTF8.GetString(block[..Math.Min(length, 1 << 16)]).Trim('\r', '\n'));
            sample.FirstLine = before == 0 && sample.Lines.Count == 1 ? line : sample.FirstLine;
            line += 1 + block[..length].Count(sample.LineBreak);
            block = block[Math.Min(block.Length, length + 1)..];
        }

        return sample;
    }

    // Whether a quote that began a field is still open; the separator is not known yet.
    private static bool IsOpen(ReadOnlySpan<byte> line)
    {
        var (open, place) = (false, line.IndexOf((byte)'"'));
        while (place >= 0)
        {
            if (open)
            {
                var doubled = place + 1 < line.Length && line[place + 1] == (byte)'"';
                (open, place) = (doubled, doubled ? place + 1 : place);
            }
            else
            {
                open = place == 0 || line[place - 1] is (byte)',' or (byte)';' or (byte)'\t' or (byte)'|' or (byte)' ';
            }

            var more = line[(place + 1)..].IndexOf((byte)'"');
            place = more < 0 ? -1 : place + 1 + more;
        }

        return open;
    }

    private void Add(string line)
    {
        var text = line.Trim();
        if (text.Length == 0)
        {
            return;
        }

        if (text[0] is '#' or '%')
        {
            if (Lines.Count == 0)
            {
                FirstComment ??= text.TrimStart('#', '%').Trim();
                LastComment = text.TrimStart('#', '%').Trim();
            }

            return;
        }

        Lines.Add(line);
    }
}
