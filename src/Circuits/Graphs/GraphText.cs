using Quiver.Circuits.Formats;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Graphs;

/// <summary>The lines of a graph file without comments; cells are split when they are asked for, so that memory stays near the file's
/// size.</summary>
internal sealed class GraphText
{
    private const long MaximumBytes = 1L << 28;

    private readonly string text;
    private readonly List<Line> lines = [];

    private GraphText(string path, string text)
    {
        Path = path;
        this.text = text;
        var semicolons = true;
        for (int start = 0, number = 1; start < text.Length; number++)
        {
            var end = text.AsSpan(start).IndexOfAny('\n', '\r') is >= 0 and var e ? start + e : text.Length;
            var line = text.AsSpan(start, end - start);
            var data = Comment(line) is >= 0 and var c ? line[..c] : line;
            var trimmed = data.Trim();
            if (!trimmed.IsEmpty || data.Length == line.Length)
            {
                var first = start + data.IndexOf(trimmed);
                semicolons &= trimmed.IsEmpty || trimmed.Contains(';');
                lines.Add(new Line(trimmed.IsEmpty ? start : first, trimmed.Length, number));
            }

            start = end + (text.AsSpan(end).StartsWith("\r\n") ? 2 : 1);
        }

        IsMatrixMarket = text.StartsWith("%%MatrixMarket", StringComparison.OrdinalIgnoreCase);
        Rows = [.. lines.Where(static l => l.Length > 0)];
        Semicolons = semicolons && Rows.Count > 0;
        if (Semicolons && Rows.TrueForAll(r =>
            Parts(r) is { Count: > 1 } parts && parts.TrueForAll(p => Blank(text.AsSpan(p.Start, p.Length)))))
        {
            // "1 2; 2 3; 1 3": rows, not cells.
            Rows = [.. Rows.SelectMany(Parts).Where(static p => p.Length > 0)];
            Semicolons = false;
        }

        // A line of separators alone is an empty one.
        Rows.RemoveAll(r => Cells(r).Length == 0);
    }

    public string Path { get; }

    public bool IsMatrixMarket { get; }

    /// <summary>Whether semicolons alone separate cells, so that a comma may stand for the decimal point.</summary>
    public bool Semicolons { get; }

    /// <summary>Lines with data.</summary>
    public List<Line> Rows { get; }

    /// <summary>Lines with data and empty ones: in METIS files a vertex without neighbours is an empty line.</summary>
    public IReadOnlyList<Line> WithBlanks => lines;

    public static GraphText Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw InputException.NoFile(path);
        }

        if (file.Length > MaximumBytes)
        {
            throw new InputException($"{path} has {file.Length:N0} bytes; graphs are read from files of at most {MaximumBytes:N0}.");
        }

        var text = BoundedFile.ReadText(path, MaximumBytes);
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new InputException($"{path} is no text: a graph is an edge list, a Gset, DIMACS, METIS or Matrix Market file, or a "
                + $"matrix.")
            : new GraphText(path, text);
    }

    public ReadOnlySpan<char> Span(Line row) => text.AsSpan(row.Start, row.Length);

    public InputException Error(Line row, string message) => new(Path, row.Number, message);

    /// <summary>The cells of a row; a networkx dictionary is one cell.</summary>
    public string[] Cells(Line row)
    {
        var cells = new List<string>();
        var span = Span(row);
        for (var i = 0; i < span.Length;)
        {
            if (Separates(span[i]))
            {
                i++;
                continue;
            }

            var start = i;
            if (span[i] is '"' or '{')
            {
                var end = span[(i + 1)..].LastIndexOf('}');
                end = span[i] == '{' ? end : span[(i + 1)..].IndexOf('"');
                var stop = end < 0 ? span.Length : i + 1 + end;
                cells.Add(span[i] == '"' ? span[(i + 1)..stop].ToString() : span[i..Math.Min(stop + 1, span.Length)].ToString());
                i = stop + 1;
                continue;
            }

            while (i < span.Length && !Separates(span[i]))
            {
                i++;
            }

            cells.Add(span[start..i].Trim().ToString());
        }

        return [.. cells];
    }

    private static bool Blank(ReadOnlySpan<char> part)
    {
        var trimmed = part.Trim();
        return trimmed.IsEmpty || trimmed.IndexOfAny(' ', '\t') >= 0;
    }

    // Where a comment begins: # and // anywhere, % at the beginning.
    private static int Comment(ReadOnlySpan<char> line)
    {
        var start = line.IndexOfAnyExcept(' ', '\t');
        if (start >= 0 && line[start] == '%')
        {
            return start;
        }

        var hash = line.IndexOf('#');
        var slashes = line.IndexOf("//");
        return hash < 0 ? slashes : slashes < 0 ? hash : Math.Min(hash, slashes);
    }

    private bool Separates(char c) => Semicolons ? c == ';' : c is ' ' or '\t' or ',' or ';';

    private List<Line> Parts(Line row)
    {
        var parts = new List<Line>();
        for (var start = row.Start; start <= row.Start + row.Length;)
        {
            var rest = text.AsSpan(start, row.Start + row.Length - start);
            var length = rest.IndexOf(';') is >= 0 and var s ? s : rest.Length;
            var trimmed = rest[..length].Trim();
            parts.Add(new Line(start + (trimmed.IsEmpty ? 0 : rest.IndexOf(trimmed)), trimmed.Length, row.Number));
            start += length + 1;
        }

        return parts;
    }

    /// <summary>A line's place in the text and its number from 1.</summary>
    internal readonly record struct Line(int Start, int Length, int Number);
}
