using System.Globalization;
using System.Runtime.CompilerServices;
using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Splits OpenQASM text into tokens one at a time, without comments.</summary>
internal sealed class QasmTokenizer(string text, string file)
{
    /// <summary>Comments that begin with this carry the layout of a routed program.</summary>
    public const string LayoutMark = "quiver:layout";

    private static readonly string[] LongSigns = ["->", "==", "**", "!=", "<=", ">=", "&&", "||", "++", "<<", ">>", "+=", "-=", "*=",
        "/=", "|=", "&=", "^="];
    private readonly HashSet<string> words = new(StringComparer.Ordinal);
    private int at;
    private int line = 1;

    /// <summary>The layout comments met so far, with their lines.</summary>
    public List<(string Text, int Line)> Layouts { get; } = [];

    /// <summary>The source between two places, on one line and not too long.</summary>
    public string Slice(int from, int to)
    {
        var slice = string.Join(' ', text[from..Math.Min(to, from + 200)].Split([' ', '\t', '\r', '\n'],
            StringSplitOptions.RemoveEmptyEntries));
        return slice.Length > 60 || to > from + 200 ? slice[..Math.Min(57, slice.Length)] + "..." : slice;
    }

    /// <summary>Goes to the end of the line: pragmas and annotations.</summary>
    public void SkipLine()
    {
        var end = text.IndexOf('\n', at);
        at = end < 0 ? text.Length : end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public QasmToken Next()
    {
        SkipBlanks();
        if (at >= text.Length)
        {
            return new(QasmTokenKind.End, "the end of the file", line, at, at);
        }

        var start = at;
        var c = text[at];
        if (c == '"' || c == '\'')
        {
            var end = text.IndexOf(c, at + 1);
            if (end < 0 || text.AsSpan(at, end - at).Contains('\n'))
            {
                throw new InputException(file, line, "the text begun here with \" is not closed on its line.");
            }

            at = end + 1;
            return new(QasmTokenKind.Text, text[(start + 1)..end], line, start, at);
        }

        if (IsLetter(c) || c == '$')
        {
            at++;
            while (at < text.Length && (IsLetter(text[at]) || char.IsAsciiDigit(text[at])))
            {
                at++;
            }

            return new(QasmTokenKind.Word, Interned(start, at), line, start, at);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            at = NumberEnd(at);
            return new(QasmTokenKind.Number, Interned(start, at), line, start, at);
        }

        var sign = LongSign(start);
        at += sign?.Length ?? 1;
        return sign is not null || (c < 127 && !char.IsControl(c))
            ? new(QasmTokenKind.Sign, sign ?? Interned(start, at), line, start, at)
            : throw new InputException(file, line,
                string.Create(CultureInfo.InvariantCulture, $"the character U+{(int)c:X4} has no meaning in OpenQASM."));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string? LongSign(int start)
    {
        if (start + 1 >= text.Length || text[start] is '[' or ']' or '(' or ')' or ',' or ';')
        {
            return null;
        }

        var pair = text.AsSpan(start, 2);
        foreach (var sign in LongSigns)
        {
            if (pair.SequenceEqual(sign))
            {
                return sign;
            }
        }

        return null;
    }

    private static bool IsLetter(char c) => char.IsAsciiLetter(c) || c == '_'
        || (c > 127 && (char.IsLetter(c) || char.IsSurrogate(c) || c == '\u2107'));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private string Interned(int from, int to)
    {
        var span = text.AsSpan(from, to - from);
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(span, out var word))
        {
            return word;
        }

        word = span.ToString();
        if (words.Count < 4096)
        {
            words.Add(word);
        }

        return word;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SkipBlanks()
    {
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '\n')
            {
                line++;
                at++;
            }
            else if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                at++;
            }
            else if (c == '/' && at + 1 < text.Length && text[at + 1] == '/')
            {
                var start = at + 2;
                SkipLine();
                var comment = text.AsSpan(start, at - start).Trim();
                if (comment.StartsWith(LayoutMark, StringComparison.Ordinal))
                {
                    Layouts.Add((comment[LayoutMark.Length..].Trim().ToString(), line));
                }
            }
            else if (c == '/' && at + 1 < text.Length && text[at + 1] == '*')
            {
                var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw new InputException(file, line, "the comment begun here with /* is never closed.");
                }

                line += text.AsSpan(at, end - at).Count('\n');
                at = end + 2;
            }
            else
            {
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int NumberEnd(int from)
    {
        var end = from;
        if (text[end] == '0' && end + 1 < text.Length && text[end + 1] is 'x' or 'X' or 'b' or 'B' or 'o' or 'O')
        {
            end += 2;
            while (end < text.Length && (char.IsAsciiHexDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            return end;
        }

        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '_'))
        {
            end++;
        }

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var digits = end + 1;
            if (digits < text.Length && text[digits] is '+' or '-')
            {
                digits++;
            }

            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                end = digits;
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                {
                    end++;
                }
            }
        }

        return end;
    }
}
