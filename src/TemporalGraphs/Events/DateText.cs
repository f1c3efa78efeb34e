using System.Globalization;
using System.Text;

namespace Quiver.TemporalGraphs.Events;

/// <summary>Reads dates as tools write them: ISO 8601 in its usual variants, dates with points or slashes, and dates with English month
/// names.</summary>
internal static class DateText
{
    private static readonly string[] Days = ["d MMM yyyy", "d-MMM-yyyy", "d MMMM yyyy", "MMM d yyyy", "MMM d, yyyy", "MMMM d yyyy",
        "MMMM d, yyyy", "MMM dd, yyyy", "dd-MMM-yyyy"];
    private static readonly string[] Clocks = ["", " HH:mm", " HH:mm:ss", " HH:mm:ss.FFFFFFF", " h:mm tt", " h:mm:ss tt", ", h:mm tt",
        ", h:mm:ss tt"];
    private static readonly string[] Zones = ["", " zzz", "zzz"];
    private static readonly string[] Named =
    [
        .. from day in Days from clock in Clocks from zone in Zones where zone.Length == 0 || clock.Length > 0 select day + clock + zone,
        "MMM d HH:mm:ss zzz yyyy", "MMM d HH:mm:ss yyyy", "MMM d HH:mm:ss yyyy zzz",
    ];

    /// <summary>Reads a date, with or without a time of day and a zone.</summary>
    /// <param name="cell">The text.</param>
    /// <param name="order">How dates with slashes are meant; <see cref="DateOrder.Auto"/> takes only those that can be meant one
    /// way.</param>
    /// <param name="date">The moment.</param>
    /// <returns>Whether the text is a date.</returns>
    public static bool TryParse(ReadOnlySpan<byte> cell, DateOrder order, out DateMoment date)
    {
        date = default;
        if (cell.Length is < 7 or > 48)
        {
            return false;
        }

        return Numeric(cell, order, ref date) || WithNames(cell, out date);
    }

    /// <summary>Whether a text is a date with slashes that may be meant two ways.</summary>
    /// <param name="cell">The text.</param>
    /// <returns>True for example for 03/04/2015.</returns>
    public static bool IsAmbiguous(ReadOnlySpan<byte> cell) =>
        !TryParse(cell, DateOrder.Auto, out _) && TryParse(cell, DateOrder.DayFirst, out _) && TryParse(cell, DateOrder.MonthFirst, out _);

    private static bool Numeric(ReadOnlySpan<byte> cell, DateOrder order, ref DateMoment date)
    {
        var rest = cell;
        int year, month = 1, day = 1;
        if (!Number(ref rest, out var first, out var firstDigits) || rest.IsEmpty
            || rest[0] is not ((byte)'-' or (byte)'/' or (byte)'.' or (byte)'T'))
        {
            return false;
        }

        if (rest[0] == (byte)'T')
        {
            if (firstDigits != 8)
            {
                return false;
            }

            (year, month, day) = (first / 10000, first / 100 % 100, first % 100);
        }
        else
        {
            var sign = rest[0];
            rest = rest[1..];
            if (!Number(ref rest, out var second, out var secondDigits) || secondDigits > 2)
            {
                return false;
            }

            if (firstDigits == 4)
            {
                (year, month) = (first, second);
                if (!rest.IsEmpty && rest[0] == sign)
                {
                    rest = rest[1..];
                    if (!Number(ref rest, out day, out var digits) || digits > 2)
                    {
                        return false;
                    }
                }
                else if (sign == (byte)'.' || cell.Length != 7)
                {
                    return false;
                }
            }
            else
            {
                if (firstDigits > 2 || rest.IsEmpty || rest[0] != sign)
                {
                    return false;
                }

                rest = rest[1..];
                if (!Number(ref rest, out year, out var digits) || digits != 4)
                {
                    return false;
                }

                var dayFirst = sign == (byte)'.' || order == DateOrder.DayFirst || (order == DateOrder.Auto && first > 12);
                if (!dayFirst && order == DateOrder.Auto && second <= 12 && first != second)
                {
                    return false;
                }

                (day, month) = dayFirst ? (first, second) : (second, first);
            }
        }

        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var seconds = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        return Clock(rest, seconds, out date);
    }

    private static bool Clock(ReadOnlySpan<byte> rest, long seconds, out DateMoment date)
    {
        date = new DateMoment(seconds, 0, false);
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] is (byte)'Z' or (byte)'z' && rest.Length == 1)
        {
            date = new DateMoment(seconds, 0, true);
            return true;
        }

        if (rest[0] is not ((byte)'T' or (byte)'t' or (byte)' ' or (byte)'_'))
        {
            return false;
        }

        rest = rest[1..].TrimStart((byte)' ');
        if (!Number(ref rest, out var hour, out var digits))
        {
            return false;
        }

        int minute = 0, second = 0;
        if (digits is 4 or 6)
        {
            (hour, minute, second) = digits == 4 ? (hour / 100, hour % 100, 0) : (hour / 10000, hour / 100 % 100, hour % 100);
        }
        else if (digits > 2)
        {
            return false;
        }
        else if (Take(ref rest, (byte)':'))
        {
            if (!Number(ref rest, out minute, out digits) || digits != 2
                || (Take(ref rest, (byte)':') && (!Number(ref rest, out second, out digits) || digits != 2)))
            {
                return false;
            }
        }

        long nanoseconds = 0;
        if (!rest.IsEmpty && rest[0] is (byte)'.' or (byte)',')
        {
            rest = rest[1..];
            var count = 0;
            while (!rest.IsEmpty && char.IsAsciiDigit((char)rest[0]))
            {
                nanoseconds = count < 9 ? (nanoseconds * 10) + (rest[0] - '0') : nanoseconds;
                rest = rest[1..];
                count++;
            }

            if (count == 0)
            {
                return false;
            }

            for (; count < 9; count++)
            {
                nanoseconds *= 10;
            }
        }

        rest = rest.TrimStart((byte)' ');
        var half = rest.Length == 2 && rest[1] is (byte)'M' or (byte)'m' ? rest[0] | 0x20 : 0;
        if (half is 'a' or 'p')
        {
            if (hour is < 1 or > 12)
            {
                return false;
            }

            hour = (hour % 12) + (half == 'p' ? 12 : 0);
            rest = default;
        }

        if (hour > 24 || minute > 59 || second > 60 || (hour == 24 && (minute > 0 || second > 0)) || !Zone(rest, out var offset))
        {
            return false;
        }

        date = new DateMoment(seconds + (hour * 3600) + (minute * 60) + second - (offset ?? 0), (int)nanoseconds, offset is not null);
        return true;
    }

    private static bool Zone(ReadOnlySpan<byte> rest, out int? offset)
    {
        offset = null;
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest.SequenceEqual("Z"u8) || rest.SequenceEqual("z"u8) || rest.SequenceEqual("UTC"u8) || rest.SequenceEqual("GMT"u8))
        {
            offset = 0;
            return true;
        }

        var sign = rest[0] switch
        {
            (byte)'+' => 1,
            (byte)'-' => -1,
            _ => 0,
        };
        rest = rest[1..];
        if (sign == 0 || !Number(ref rest, out var hours, out var digits))
        {
            return false;
        }

        var minutes = 0;
        if (digits == 4)
        {
            (hours, minutes) = (hours / 100, hours % 100);
        }
        else if (digits != 2 || (Take(ref rest, (byte)':') && (!Number(ref rest, out minutes, out digits) || digits != 2)))
        {
            return false;
        }

        offset = sign * ((hours * 3600) + (minutes * 60));
        return rest.IsEmpty && hours <= 14 && minutes < 60;
    }

    private static bool WithNames(ReadOnlySpan<byte> cell, out DateMoment date)
    {
        date = default;
        var letters = 0;
        foreach (var b in cell)
        {
            letters += char.IsAsciiLetter((char)b) ? 1 : 0;
            if (b >= 0x80)
            {
                return false;
            }
        }

        if (letters < 3 || !(char.IsAsciiLetter((char)cell[0]) || char.IsAsciiDigit((char)cell[0])))
        {
            return false;
        }

        var text = Encoding.ASCII.GetString(cell).Trim();
        foreach (var zone in (ReadOnlySpan<string>)[" GMT", " UTC", "Z"])
        {
            text = text.EndsWith(zone, StringComparison.Ordinal) ? text[..^zone.Length] + " +00:00" : text;
        }

        // The day of the week says nothing that the date does not say.
        if (Array.Exists(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames,
            d => text.StartsWith(d, StringComparison.OrdinalIgnoreCase)) && text.Length > 3 && text[3] is ' ' or ',')
        {
            text = text[3..].TrimStart(',', ' ');
        }

        if (!DateTimeOffset.TryParseExact(text, Named, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out var value))
        {
            return false;
        }

        var ticks = value.UtcTicks - DateTime.UnixEpoch.Ticks;
        var seconds = ticks >= 0 ? ticks / TimeSpan.TicksPerSecond : -((-ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        var hasZone = text.Contains('+', StringComparison.Ordinal)
            || (text.LastIndexOf('-') is var dash && dash > text.LastIndexOf(':') && text.Contains(':', StringComparison.Ordinal));
        date = new DateMoment(seconds, (int)((ticks - (seconds * TimeSpan.TicksPerSecond)) * 100), hasZone);
        return true;
    }

    private static bool Number(ref ReadOnlySpan<byte> rest, out int value, out int digits)
    {
        (value, digits) = (0, 0);
        while (digits < rest.Length && digits < 9 && char.IsAsciiDigit((char)rest[digits]))
        {
            value = (value * 10) + (rest[digits] - '0');
            digits++;
        }

        rest = rest[digits..];
        return digits > 0;
    }

    private static bool Take(ref ReadOnlySpan<byte> rest, byte wanted)
    {
        if (rest.IsEmpty || rest[0] != wanted)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }
}
