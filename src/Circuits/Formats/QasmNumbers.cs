using System.Globalization;

namespace Quiver.Circuits.Formats;

/// <summary>Numbers as both versions' grammars want them.</summary>
internal static class QasmNumbers
{
    /// <summary>A number that reads back to the same value; multiples of pi by simple fractions are written as such.</summary>
    public static string Write(double value)
    {
        foreach (var denominator in (ReadOnlySpan<int>)[1, 2, 3, 4, 6, 8, 16])
        {
            var numerator = Math.Round(value * denominator / Math.PI);
            if (numerator != 0 && Math.Abs(numerator) <= 4 * denominator && numerator * Math.PI / denominator == value)
            {
                var front = Math.Abs(numerator) == 1 ? "pi" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(numerator)}*pi");
                return (numerator < 0 ? "-" : string.Empty) + front + (denominator == 1
                    ? string.Empty : "/" + denominator.ToString(CultureInfo.InvariantCulture));
            }
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark < 0)
        {
            return text;
        }

        // The grammars want a point before the exponent.
        var mantissa = text[..mark];
        return (mantissa.Contains('.', StringComparison.Ordinal) ? mantissa : mantissa + ".0") + "e" + text[(mark + 1)..];
    }
}
