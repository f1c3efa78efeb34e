using Quiver.Core.Runs;

namespace Quiver.Circuits.Formats;

/// <summary>Splits OpenQASM text into tokens, without comments.</summary>
internal static class QasmTokenizer
{
    private static readonly string[] LongSigns = ["->", "==", "**", "!=", "<=", ">=", "&&", "||", "++"];

    public static List<QasmToken> Split(string text, string file)
    {
        var tokens = new List<QasmToken>();
        var line = 1;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '\n')
            {
                line++;
                i++;
            }
            else if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c == '/' && i + 1 < text.Length && text[i + 1] == '/')
            {
                i = End(text, i, "\n");
            }
            else if (c == '/' && i + 1 < text.Length && text[i + 1] == '*')
            {
                var end = text.IndexOf("*/", i + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw new InputException(file, line, "the comment begun here with /* is never closed.");
                }

                line += text.AsSpan(i, end - i).Count('\n');
                i = end + 2;
            }
            else if (c == '"')
            {
                var end = text.IndexOf('"', i + 1);
                if (end < 0 || text.AsSpan(i, end - i).Contains('\n'))
                {
                    throw new InputException(file, line, "the text begun here with \" is not closed on its line.");
                }

                tokens.Add(new(QasmTokenKind.Text, text[(i + 1)..end], line));
                i = end + 1;
            }
            else if (char.IsLetter(c) || c is '_' or '$')
            {
                var end = i + 1;
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
                {
                    end++;
                }

                tokens.Add(new(QasmTokenKind.Word, text[i..end], line));
                i = end;
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])))
            {
                var end = NumberEnd(text, i);
                tokens.Add(new(QasmTokenKind.Number, text[i..end], line));
                i = end;
            }
            else
            {
                var start = i;
                var sign = Array.Find(LongSigns, s => string.CompareOrdinal(text, start, s, 0, s.Length) == 0) ?? c.ToString();
                tokens.Add(new(QasmTokenKind.Sign, sign, line));
                i += sign.Length;
            }
        }

        tokens.Add(new(QasmTokenKind.End, "the end of the file", line));
        return tokens;
    }

    private static int End(string text, int from, string mark)
    {
        var end = text.IndexOf(mark, from, StringComparison.Ordinal);
        return end < 0 ? text.Length : end;
    }

    private static int NumberEnd(string text, int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '.' or '_'))
        {
            at++;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var digits = at + 1;
            if (digits < text.Length && text[digits] is '+' or '-')
            {
                digits++;
            }

            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                at = digits;
                while (at < text.Length && char.IsAsciiDigit(text[at]))
                {
                    at++;
                }
            }
        }

        return at;
    }
}
