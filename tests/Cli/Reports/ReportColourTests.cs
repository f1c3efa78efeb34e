using System.Globalization;
using System.Text.RegularExpressions;
using Quiver.Cli.Reports;

namespace Quiver.Cli.Tests.Reports;

/// <summary>Contrast as WCAG 2.1 AA asks for it: 4.5 for text, 3 for what is drawn, in light, in dark and on paper.</summary>
public sealed partial class ReportColourTests
{
    [Fact]
    public void Contrast_IsEnough_InEveryScheme()
    {
        var schemes = Scheme().Matches(ReportAssets.Style).Select(m => Colour().Matches(m.Value)
            .ToDictionary(static c => c.Groups["name"].Value, static c => Luminance(c.Groups["value"].Value), StringComparer.Ordinal)).ToArray();
        Assert.Equal(3, schemes.Length);
        foreach (var scheme in schemes)
        {
            foreach (var ground in new[] { "ground", "card" })
            {
                foreach (var text in new[] { "ink", "soft", "link" })
                {
                    Assert.True(Contrast(scheme[text], scheme[ground]) >= 4.5, $"{text} on {ground}");
                }

                for (var i = 0; i < 8; i++)
                {
                    Assert.True(Contrast(scheme[$"c{i}"], scheme[ground]) >= 3, $"c{i} on {ground}");
                }
            }

            Assert.True(Contrast(scheme["ink"], scheme["warn"]) >= 4.5, "ink on warn");
        }
    }

    private static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

    private static double Luminance(string hex)
    {
        double Channel(int at)
        {
            var c = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(0)) + (0.7152 * Channel(2)) + (0.0722 * Channel(4));
    }

    [GeneratedRegex(@":root(\[data-print\])? \{[^}]*\}", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Scheme();

    [GeneratedRegex("--(?<name>[a-z0-9-]+): #(?<value>[0-9a-f]{6})", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Colour();
}
