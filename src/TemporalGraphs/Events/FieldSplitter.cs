using System.Text;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Splits single lines of a sample; the fast reader of all rows is <see cref="TextRows"/>.</summary>
internal static class FieldSplitter
{
    /// <summary>Blanks and tabs, any number of them, between fields.</summary>
    public const byte Blanks = (byte)' ';

    /// <summary>Splits by one separator, with RFC 4180 quotes.</summary>
    /// <param name="line">The line.</param>
    /// <param name="separator">The separator.</param>
    /// <returns>The fields, without blanks around those that are not quoted.</returns>
    public static string[] Split(string line, byte separator)
    {
        var fields = new List<string>();
        var (place, blanks) = (0, separator == Blanks);
        while (true)
        {
            while (place < line.Length && (line[place] == ' ' || (line[place] == '\t' && separator != (byte)'\t')))
            {
                place++;
            }

            if (blanks && place == line.Length)
            {
                return [.. fields];
            }

            if (place < line.Length && line[place] == '"')
            {
                var text = new StringBuilder();
                for (place++; place < line.Length; place++)
                {
                    if (line[place] == '"')
                    {
                        if (place + 1 >= line.Length || line[place + 1] != '"')
                        {
                            break;
                        }

                        place++;
                    }

                    text.Append(line[place]);
                }

                place++;
                var after = End(line, Math.Min(place, line.Length), separator);
                text.Append(line.AsSpan(Math.Min(place, line.Length), after - Math.Min(place, line.Length)).Trim());
                fields.Add(text.ToString());
                place = after;
            }
            else
            {
                var end = End(line, place, separator);
                fields.Add(line[place..end].Trim());
                place = end;
            }

            if (place >= line.Length)
            {
                return [.. fields];
            }

            place++;
        }
    }

    private static int End(string line, int from, byte separator)
    {
        var length = separator == Blanks ? line.AsSpan(from).IndexOfAny(' ', '\t') : line.AsSpan(from).IndexOf((char)separator);
        return length < 0 ? line.Length : from + length;
    }
}
