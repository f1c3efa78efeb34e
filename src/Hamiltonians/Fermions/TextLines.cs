using System.Text;
using Quiver.Core.Runs;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>Reads text line by line with a line number, and refuses what is no text. Never holds more than one line.</summary>
internal sealed class TextLines : IDisposable
{
    private const int MaxLine = 1 << 26;
    private readonly TextReader reader;
    private readonly char[] buffer = new char[1 << 14];
    private readonly StringBuilder pending = new();
    private int at;
    private int filled;
    private bool skipFeed;

    /// <summary>Opens a file in any Unicode form.</summary>
    public TextLines(string path)
        : this(path, TextSource.Open(path))
    {
    }

    /// <summary>Reads text that a file holds inside.</summary>
    public TextLines(string path, string text)
        : this(path, new StringReader(text))
    {
    }

    private TextLines(string path, TextReader reader)
    {
        Path = path;
        this.reader = reader;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Number of the last line read, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>False once the last line of a file without a final line end was read.</summary>
    public bool Closed { get; private set; } = true;

    /// <summary>The next line without its end (LF, CR LF or CR), or null.</summary>
    public string? Read()
    {
        pending.Clear();
        while (true)
        {
            if (at == filled)
            {
                Fill();
                if (filled == 0)
                {
                    Closed &= pending.Length == 0;
                    return pending.Length == 0 ? null : Finish();
                }
            }

            if (skipFeed)
            {
                skipFeed = false;
                if (buffer[at] == '\n')
                {
                    at++;
                    continue;
                }
            }

            var rest = buffer.AsSpan(at, filled - at);
            var end = rest.IndexOfAny('\n', '\r');
            pending.Append(end < 0 ? rest : rest[..end]);
            at += end < 0 ? rest.Length : end + 1;
            if (pending.Length > MaxLine)
            {
                throw new InputException(Path, Line + 1, $"the line is longer than {MaxLine} characters.");
            }

            if (end >= 0)
            {
                skipFeed = rest[end] == '\r';
                return Finish();
            }
        }
    }

    /// <summary>The remaining lines.</summary>
    public IEnumerable<string> All()
    {
        while (Read() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>An error about the last line read.</summary>
    public InputException Error(string message) => new(Path, Line, Printable(message));

    /// <summary>A text with its control characters replaced by spaces, so that a message stays one line.</summary>
    public static string Printable(string text) =>
        string.Create(text.Length, text, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = char.IsControl(from[i]) ? ' ' : from[i];
            }
        });

    public void Dispose() => reader.Dispose();

    private void Fill()
    {
        at = 0;
        try
        {
            filled = reader.Read(buffer, 0, buffer.Length);
            if (Line == 0 && pending.Length == 0 && filled > 0 && buffer[0] == '\uFEFF')
            {
                at = 1;
            }
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException(Path, Line + 1, "the file is not Unicode text (UTF-8 or UTF-16), or it is cut off within a character.",
                e);
        }
    }

    private string Finish()
    {
        Line++;
        var text = pending.ToString();
        foreach (var c in text)
        {
            if (c < ' ' && c is not ('\t' or '\f'))
            {
                throw Error("the file holds binary data, not text.");
            }
        }

        return text;
    }
}
