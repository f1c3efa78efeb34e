using System.Globalization;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Finds the one separator of a file.</summary>
internal static class Separators
{
    private static readonly byte[] Candidates = [(byte)'\t', (byte)';', (byte)',', (byte)'|', FieldSplitter.Blanks];

    /// <summary>
    /// The first of tab, semicolon, comma, bar and blanks that cuts every line of the sample into at least three fields with a time
    /// or a number among the data's; where none does, the one that does so for most lines.
    /// </summary>
    /// <param name="lines">Lines of the file.</param>
    /// <returns>The separator.</returns>
    public static byte Find(IReadOnlyList<string> lines)
    {
        var (best, most) = ((byte)',', 0);
        foreach (var separator in Candidates)
        {
            var fitting = lines.Count(l => Fits(FieldSplitter.Split(l, separator), lines.Count > 1 && ReferenceEquals(l, lines[0])));
            if (fitting > most)
            {
                (best, most) = (separator, fitting);
            }
        }

        // Two decimal commas in a line make three fields of it: where bars or blanks leave commas in numbers alone, those separate.
        if (best == (byte)',' && Array.Find([(byte)'|', FieldSplitter.Blanks], s => lines.All(l => HasDecimalCommasOnly(FieldSplitter.Split(l, s)))) is var other and not 0)
        {
            return other;
        }

        // Blanks beside tabs, as KONECT's files have them: every word is a number, and a field would hold several.
        return best == (byte)'\t' && lines.Any(l => l.Contains(' ', StringComparison.Ordinal)) && lines.All(OnlyNumbers)
            && lines.Select(l => FieldSplitter.Split(l, FieldSplitter.Blanks).Length).Distinct().Count() == 1
            ? FieldSplitter.Blanks
            : best;
    }

    /// <summary>The name of a separator, for messages.</summary>
    public static string Name(byte separator) => separator switch
    {
        (byte)'\t' => "tab",
        (byte)';' => "semicolon",
        (byte)',' => "comma",
        (byte)'|' => "bar",
        _ => "blank",
    };

    private static bool Fits(string[] fields, bool header) =>
        fields.Length >= 3
            && (header || fields.Skip(1).Append(fields[0]).Any(f => IsNumber(f)
            || DateText.TryParse(System.Text.Encoding.UTF8.GetBytes(f), DateOrder.DayFirst, out _)
            || DateText.TryParse(System.Text.Encoding.UTF8.GetBytes(f), DateOrder.MonthFirst, out _)));

    private static bool HasDecimalCommasOnly(string[] fields) => fields.Length >= 3
        && fields.Index().All(f => !f.Item.Contains(',', StringComparison.Ordinal) || (f.Index >= 2 && IsNumber(f.Item)));

    private static bool OnlyNumbers(string line) => FieldSplitter.Split(line, FieldSplitter.Blanks).All(IsNumber);

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        || (text.Contains(',', StringComparison.Ordinal)
            && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _));
}
