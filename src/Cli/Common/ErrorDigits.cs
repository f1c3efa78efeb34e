using System.Globalization;

namespace Quiver.Cli.Common;

/// <summary>How many decimals an estimate is told with: six, or as many as show two digits of its standard error.</summary>
/// <param name="Decimals">Digits behind the point.</param>
internal readonly record struct ErrorDigits(int Decimals)
{
    private const int Usual = 6;
    private const int Exact = 9;
    private const int Most = 30;

    /// <summary>The decimals that a standard error asks for.</summary>
    /// <param name="standardError">The standard error; 0 asks for the usual ones.</param>
    public static ErrorDigits Of(double standardError) =>
        new(standardError > 0 && double.IsFinite(standardError)
            ? (int)Math.Clamp(1 - Math.Floor(Math.Log10(standardError)), Usual, Most) : Usual);

    /// <summary>Nine decimals, or as many as show nine digits of what is as large as the scale.</summary>
    /// <param name="scale">How large values can be; 0 asks for nine decimals.</param>
    public static ErrorDigits OfScale(double scale) =>
        new(scale > 0 && double.IsFinite(scale) ? (int)Math.Clamp(Exact - 1 - Math.Floor(Math.Log10(scale)), Exact, Most) : Exact);

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    public string Number(double value) =>
        value.ToString("F" + Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A number with its sign, unless it is 0.</summary>
    /// <param name="value">The number.</param>
    public string Signed(double value) => (value > 0 ? "+" : string.Empty) + Number(value);
}
