using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Quiver.TemporalGraphs.Events;

/// <summary>
/// Codes of node ids while a file is read. An id that is a whole number is that number as 7, 007, 7.0, 7.0E0 or 7e+00; any other id
/// is a name, compared letter by letter, and so is 12e4, which may be a hash. Numbers that fit an int are their own code, all others
/// have negative codes, so that the usual ids cost nothing.
/// </summary>
internal sealed class NodeIds
{
    /// <summary>The largest number that is its own code.</summary>
    public const int MostPlain = int.MaxValue - 1;

    private const double MostExact = 1L << 53;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly Dictionary<string, int> special = new(StringComparer.Ordinal);
    private readonly List<string> labels = [];

    /// <summary>Names that are no UTF-8 and were taken for Latin-1.</summary>
    public long Latin { get; private set; }

    /// <summary>The text of a code.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The id as it is shown.</returns>
    public string Label(int code) => code >= 0 ? code.ToString(CultureInfo.InvariantCulture) : labels[~code];

    /// <summary>Finds the code of a number.</summary>
    /// <param name="id">The number.</param>
    /// <returns>Its code.</returns>
    public int Of(long id) => id is >= 0 and <= MostPlain ? (int)id : Special(id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Finds the code of a number.</summary>
    /// <param name="id">The number.</param>
    /// <returns>Its code.</returns>
    public int Of(ulong id) => id <= MostPlain ? (int)id : Special(id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Finds the code of a text.</summary>
    /// <param name="cell">The text, not empty.</param>
    /// <param name="numbersOnly">Whether names are refused.</param>
    /// <param name="code">The code.</param>
    /// <param name="isNumber">Whether the id is a number.</param>
    /// <returns>False for a name that is refused.</returns>
    public bool Find(ReadOnlySpan<byte> cell, bool numbersOnly, out int code, out bool isNumber)
    {
        isNumber = true;
        if (TryNumber(cell, out var id))
        {
            code = Of(id);
            return true;
        }

        var digits = Integer(cell);
        if (!digits.IsEmpty)
        {
            code = Special(Encoding.ASCII.GetString(digits));
            return true;
        }

        isNumber = false;
        code = numbersOnly ? 0 : Name(cell);
        return !numbersOnly;
    }

    private static bool TryNumber(ReadOnlySpan<byte> cell, out long id)
    {
        if (Utf8Parser.TryParse(cell, out id, out var used) && used == cell.Length)
        {
            return true;
        }

        // 3.0 and numpy's 3.000e+00 are whole numbers too.
        if (cell.IndexOfAny((byte)'.', (byte)'+') < 0 || !Utf8Parser.TryParse(cell, out double real, out used) || used != cell.Length
            || real != Math.Floor(real) || Math.Abs(real) > MostExact)
        {
            return false;
        }

        id = (long)real;
        return true;
    }

    // The digits of a whole number of any length, without leading zeros.
    private static ReadOnlySpan<byte> Integer(ReadOnlySpan<byte> cell)
    {
        var digits = cell.StartsWith("-"u8) ? cell[1..] : cell;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return default;
        }

        return digits.Length == cell.Length ? digits.TrimStart((byte)'0') : cell;
    }

    private int Name(ReadOnlySpan<byte> cell)
    {
        Span<char> letters = stackalloc char[256];
        try
        {
            if (cell.Length <= letters.Length)
            {
                var lookup = special.GetAlternateLookup<ReadOnlySpan<char>>();
                var text = letters[..Strict.GetChars(cell, letters)];
                return lookup.TryGetValue(text, out var code) ? code : Special(new string(text));
            }

            return Special(Strict.GetString(cell));
        }
        catch (DecoderFallbackException)
        {
            Latin++;
            return Special(Encoding.Latin1.GetString(cell));
        }
    }

    private int Special(string label)
    {
        if (!special.TryGetValue(label, out var code))
        {
            labels.Add(label);
            special[label] = code = ~(labels.Count - 1);
        }

        return code;
    }
}
