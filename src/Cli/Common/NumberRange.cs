using System.Globalization;

namespace Quiver.Cli.Common;

/// <summary>The values that a numeric option may have.</summary>
/// <param name="Least">The smallest, or the bound above which they lie.</param>
/// <param name="Most">The largest.</param>
/// <param name="AboveLeast">Whether <paramref name="Least"/> itself is left out.</param>
/// <param name="Whole">Whether only whole numbers are meant.</param>
internal sealed record NumberRange(double Least, double Most, bool AboveLeast, bool Whole)
{
    public bool Holds(double value) => value <= Most && (AboveLeast ? value > Least : value >= Least);

    /// <summary>For example "a whole number from 1 to 1,000" or "above 0 and at most 1E+09".</summary>
    public override string ToString() => (Whole, AboveLeast) switch
    {
        (true, _) => $"a whole number from {Text(Least)} to {Text(Most)}",
        (_, true) => $"above {Text(Least)} and at most {Text(Most)}",
        _ => $"a number from {Text(Least)} to {Text(Most)}",
    };

    private string Text(double value) => value.ToString(Whole ? "N0" : "G6", CultureInfo.InvariantCulture);
}
