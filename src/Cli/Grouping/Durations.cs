using System.CommandLine;
using System.Globalization;

namespace Quiver.Cli.Grouping;

/// <summary>Time budgets such as <c>90</c>, <c>60s</c>, <c>5m</c>.</summary>
internal static class Durations
{
    public static Option<double> Option(string name, double seconds, string description) => new(name)
    {
        Description = description,
        HelpName = "60s",
        DefaultValueFactory = _ => seconds,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Parse(text) is { } seconds)
            {
                return seconds;
            }

            result.AddError($"'{text}' is not a time such as 60s or 5m.");
            return 0;
        },
    };

    /// <summary>The seconds of a text such as <c>90</c>, <c>60s</c>, <c>5m</c> or <c>2h</c>; null where it is none.</summary>
    public static double? Parse(string text)
    {
        var factor = text.EndsWith('m') ? 60 : text.EndsWith('h') ? 3600 : 1;
        var digits = text.Length > 0 && text[^1] is 's' or 'm' or 'h' ? text[..^1] : text;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
            && value * factor <= 1e6
            ? value * factor
            : null;
    }
}
