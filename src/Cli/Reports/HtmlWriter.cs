using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Quiver.Cli.Reports;

/// <summary>
/// Builds HTML in which nothing from a file can become markup: the literal parts of an interpolated string are taken as they are, every
/// hole in it is escaped. What is markup already has to say so by <see cref="Trusted"/>.
/// </summary>
internal sealed class HtmlWriter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder text = new();

    /// <summary>A text as HTML shows it, inside an element or a quoted attribute.</summary>
    public static string Encode(string? value) => Encoder.Encode(value ?? string.Empty);

    /// <summary>Adds markup with escaped holes.</summary>
    public HtmlWriter Add([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Adds markup that this program made.</summary>
    public HtmlWriter Trusted(string markup)
    {
        text.Append(markup);
        return this;
    }

    public override string ToString() => text.ToString();

    /// <summary>What the compiler makes of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly struct Markup
    {
        private readonly StringBuilder text;

        public Markup(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _ = literalLength + formattedCount;
            text = writer.text;
        }

        public void AppendLiteral(string value) => text.Append(value);

        public void AppendFormatted<T>(T value) => text.Append(Encode(Convert.ToString(value, CultureInfo.InvariantCulture)));
    }
}
