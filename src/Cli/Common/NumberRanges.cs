using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Quiver.Cli.Common;

/// <summary>
/// Gives numeric options their ranges. What lies outside, NaN, infinities and text that is no number are refused while the
/// command line is read, in a sentence that names the range; a test goes through all options of the command.
/// </summary>
internal static partial class NumberRanges
{
    private static readonly ConditionalWeakTable<Option, NumberRange> Known = [];

    /// <summary>The range of an option, or null when it has none.</summary>
    public static NumberRange? Of(Option option) => Known.TryGetValue(option, out var range) ? range : null;

    /// <summary>Allows values from one bound to the other, both included.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T>
    {
        var range = Add(option, least, most, false);
        option.CustomParser = result => Read<T>(result, option.Name, range) ?? T.Zero;
        return option;
    }

    /// <inheritdoc cref="Between{T}(Option{T}, T, T)"/>
    public static Option<T?> Between<T>(this Option<T?> option, T least, T most)
        where T : struct, INumber<T>
    {
        var range = Add(option, least, most, false);
        option.CustomParser = result => Read<T>(result, option.Name, range);
        return option;
    }

    /// <summary>Allows values above one bound and up to the other.</summary>
    public static Option<double> Above(this Option<double> option, double bound, double most)
    {
        var range = Add(option, bound, most, true);
        option.CustomParser = result => Read<double>(result, option.Name, range) ?? 0;
        return option;
    }

    /// <inheritdoc cref="Above(Option{double}, double, double)"/>
    public static Option<double?> Above(this Option<double?> option, double bound, double most)
    {
        var range = Add(option, bound, most, true);
        option.CustomParser = result => Read<double>(result, option.Name, range);
        return option;
    }

    /// <summary>The first option without a range of its own whose value is NaN or infinite; null when there is none.</summary>
    /// <param name="parsed">A command line without errors.</param>
    public static string? FirstNotFinite(ParseResult parsed) => parsed.CommandResult.Command.Options
        .FirstOrDefault(o => o switch
        {
            Option<double> number => !double.IsFinite(parsed.GetValue(number)),
            Option<double?> number => parsed.GetValue(number) is { } value && !double.IsFinite(value),
            _ => false,
        })?.Name;

    /// <summary>A parser's complaint about a number without the name of a .NET type.</summary>
    /// <param name="message">Any complaint.</param>
    public static string Plain(string message)
    {
        var match = Complaint().Match(message);
        var kind = match.Groups[3].Value is "Double" or "Single" ? "a number" : "a whole number";
        return match.Success ? $"{match.Groups[2].Value} must be {kind} within its range (got {match.Groups[1].Value})." : message;
    }

    [GeneratedRegex(@"^Cannot parse argument '(.*)' for option '(.*)' as expected type 'System\.(?:Nullable.*?)?(Int32|Int64|Double|Single).*$")]
    private static partial Regex Complaint();

    private static NumberRange Add<T>(Option option, T least, T most, bool above)
        where T : struct, INumber<T>
    {
        var range = new NumberRange(double.CreateChecked(least), double.CreateChecked(most), above, T.IsInteger(T.One / (T.One + T.One)));
        Known.Add(option, range);
        return range;
    }

    private static T? Read<T>(ArgumentResult result, string name, NumberRange range)
        where T : struct, INumber<T>
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Join(' ', result.Tokens.Select(t => t.Value));
        var style = range.Whole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && range.Holds(double.CreateChecked(value)))
        {
            return value;
        }

        result.AddError($"{name} must be {range} (got {text}).");
        return null;
    }
}
