using System.Globalization;

namespace Quiver.Hamiltonians.Fermions;

/// <summary>
/// Real numbers as C, Python and Fortran print them: <c>1.5</c>, <c>1D-3</c>, <c>1.0q-3</c>, and <c>0.31-101</c>, which is how
/// Fortran prints an exponent of three digits (Fortran 2018, 13.7.2.3.3).
/// </summary>
internal static class FortranNumber
{
    private const int ExponentDigits = 3;

    /// <summary>Reads a finite number.</summary>
    /// <returns>False for anything else, NaN and infinities included.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && !TryFortran(text, out value))
        {
            return false;
        }

        return double.IsFinite(value);
    }

    private static bool TryFortran(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        if (text.Length > 64)
        {
            return false;
        }

        Span<char> plain = stackalloc char[text.Length + 1];
        var sign = text.Length - 1 - ExponentDigits;
        var point = text.IndexOf('.');
        if (point >= 0 && sign > point && text[sign] is '+' or '-' && !text[sign..][1..].ContainsAnyExceptInRange('0', '9')
            && !text[..sign].ContainsAny("eEdDqQ"))
        {
            text[..sign].CopyTo(plain);
            plain[sign] = 'E';
            text[sign..].CopyTo(plain[(sign + 1)..]);
            return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        var letter = text.IndexOfAny("dDqQ");
        if (letter <= 0)
        {
            return false;
        }

        text.CopyTo(plain);
        plain[letter] = 'E';
        return double.TryParse(plain[..text.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
