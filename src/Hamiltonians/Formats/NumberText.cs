using System.Numerics;
using Quiver.Hamiltonians.Fermions;

namespace Quiver.Hamiltonians.Formats;

/// <summary>Numbers as Python and Fortran print them.</summary>
internal static class NumberText
{
    /// <summary>Reads <c>1.5</c>, <c>(1.5+0j)</c>, <c>-2e-3j</c>, <c>1D-3</c>, <c>0.31-101</c>; not NaN, not infinite.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Complex value)
    {
        value = default;
        text = text.Trim();
        if (text.Length > 1 && text[0] == '(' && text[^1] == ')')
        {
            text = text[1..^1].Trim();
        }

        if (text.IsEmpty)
        {
            return false;
        }

        if (text[^1] is not ('j' or 'i' or 'J'))
        {
            return TryReal(text, out var real) && Finite(value = real);
        }

        // Split at the last sign that does not belong to an exponent.
        text = text[..^1];
        for (var i = text.Length - 1; i > 0; i--)
        {
            if (text[i] is '+' or '-' && text[i - 1] is not ('e' or 'E' or 'd' or 'D'))
            {
                return TryReal(text[..i].Trim(), out var re) && TryImaginary(text[i..], out var im) && Finite(value = new Complex(re, im));
            }
        }

        return TryImaginary(text, out var only) && Finite(value = new Complex(0, only));
    }

    private static bool Finite(Complex value) => double.IsFinite(value.Real) && double.IsFinite(value.Imaginary);

    private static bool TryImaginary(ReadOnlySpan<char> text, out double value)
    {
        if (text.IsEmpty || text is "+" or "-")
        {
            value = text is "-" ? -1 : 1;
            return true;
        }

        return TryReal(text, out value);
    }

    private static bool TryReal(ReadOnlySpan<char> text, out double value) => FortranNumber.TryParse(text, out value);
}
