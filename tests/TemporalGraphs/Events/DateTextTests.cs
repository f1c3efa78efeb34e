using System.Globalization;
using System.Text;
using CsCheck;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Events;

/// <summary>Dates as tools write them, against what .NET reads from the same text.</summary>
public sealed class DateTextTests
{
    private static readonly string[] Zoned =
    [
        "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-dd HH:mm:ss.fffffffzzz", "yyyy-MM-dd HH:mm zzz", "yyyy/MM/dd HH:mm:ss zzz", "ddd, dd MMM yyyy HH:mm:ss zzz",
        "ddd MMM d HH:mm:ss zzz yyyy", "dd-MMM-yyyy HH:mm:ss zzz",
    ];

    private static readonly string[] Plain =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss.fff", "yyyy/MM/dd h:mm tt", "dd.MM.yyyy HH:mm:ss", "d.M.yyyy",
        "yyyyMMddTHHmmss", "d MMM yyyy HH:mm", "MMM d, yyyy", "MMMM d, yyyy", "d MMMM yyyy h:mm:ss tt", "dd-MMM-yyyy", "yyyy-MM-ddTHH:mm:ssZ",
        "yyyyMMddTHHmmssZ", "ddd, d MMM yyyy HH:mm:ss 'GMT'", "yyyy-MM-dd HH:mm:ss 'UTC'",
    ];

    private static readonly Gen<DateTime> Moments = Gen.Long[new DateTime(2, 1, 1).Ticks, new DateTime(9998, 12, 31).Ticks].Select(t => new DateTime(t));

    [Fact]
    public void Date_WithAZone_IsTheMomentThatDotNetReads() =>
        Gen.Select(Moments, Gen.Int[-14 * 60, 14 * 60], Gen.Int[0, Zoned.Length - 1]).Sample((local, offset, which) =>
        {
            var text = new DateTimeOffset(local, TimeSpan.FromMinutes(offset)).ToString(Zoned[which], CultureInfo.InvariantCulture);
            Same(text, DateTimeOffset.ParseExact(text, Zoned[which], CultureInfo.InvariantCulture));
        }, iter: 1000);

    [Fact]
    public void Date_WithoutOne_IsUtc() =>
        Gen.Select(Moments, Gen.Int[0, Plain.Length - 1]).Sample((moment, which) =>
        {
            var text = moment.ToString(Plain[which], CultureInfo.InvariantCulture);
            Same(text, DateTimeOffset.ParseExact(text, Plain[which], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
        }, iter: 1000);

    [Fact]
    public void Date_WithSlashes_IsOneOfTwo_OrTellsItself() =>
        Gen.Select(Moments, Gen.Bool).Sample((moment, dayFirst) =>
        {
            var text = moment.ToString(dayFirst ? "dd/MM/yyyy" : "MM/dd/yyyy", CultureInfo.InvariantCulture);
            var cell = Encoding.UTF8.GetBytes(text);
            var seconds = (moment.Date - DateTime.UnixEpoch).TotalSeconds;
            var order = dayFirst ? DateOrder.DayFirst : DateOrder.MonthFirst;
            Assert.True(DateText.TryParse(cell, order, out var said));
            Assert.Equal(seconds, said.Since(0));
            var asks = moment.Day <= 12 && moment.Day != moment.Month;
            Assert.Equal(asks, DateText.IsAmbiguous(cell));
            Assert.Equal(!asks, DateText.TryParse(cell, DateOrder.Auto, out var told));
            Assert.True(asks || told.Since(0) == seconds);
        });

    [Fact]
    public void Text_OfAnyBytes_IsReadOrRefused() =>
        Gen.Select(Gen.Byte.Array[0, 50], Moments, Gen.Int[0, Plain.Length - 1], Gen.Int[0, 40]).Sample((noise, moment, which, place) =>
        {
            // Noise alone, and a date into which noise is put.
            var date = Encoding.ASCII.GetBytes(moment.ToString(Plain[which], CultureInfo.InvariantCulture));
            byte[] mixed = [.. date[..(place % date.Length)], .. noise.Take(3), .. date[(place % date.Length)..]];
            foreach (var cell in new[] { noise, mixed })
            {
                foreach (var order in Enum.GetValues<DateOrder>())
                {
                    if (DateText.TryParse(cell, order, out var read))
                    {
                        Assert.InRange(read.Since(0), -6.3e10, 2.6e11);
                    }
                }
            }
        }, iter: 2000);

    [Theory]
    [InlineData("2015-05-19T13:44:60Z", 1432043100)]
    [InlineData("2015-05", 1430438400)]
    [InlineData("2015-05-19T13:44:07.123456789Z", 1432043047.123456789)]
    [InlineData("2015-05-19T13:44:07,5Z", 1432043047.5)]
    [InlineData("2015-05-19 12 AM", 1431993600)]
    [InlineData("2015-05-19 12:30 pm", 1432038600)]
    [InlineData("  2015-05-19  ", 1431993600)]
    public void Date_OfARarerForm_IsRead(string text, double seconds)
    {
        Assert.True(Dates.TryRead(text, out var read));
        Assert.Equal(seconds, read, 1e-6);
    }

    [Theory]
    [InlineData("2015-02-30")]
    [InlineData("1900-02-29")]
    [InlineData("0000-01-01")]
    [InlineData("2015-05-19 24:01")]
    [InlineData("2015-05-19 13:60")]
    [InlineData("2015-05-19 13:44:61")]
    [InlineData("2015-05-19 13:44+15:00")]
    [InlineData("2015-05-19 13 PM")]
    [InlineData("2015-05-19T13:44:07.Z")]
    [InlineData("2015-05/19")]
    [InlineData("19.05")]
    [InlineData("2015.05")]
    [InlineData("31 Feb 2015")]
    [InlineData("Smarch 1, 2015")]
    [InlineData("")]
    public void Date_ThatThereIsNot_IsNotRead(string text) => Assert.False(Dates.TryRead(text, out _));

    private static void Same(string text, DateTimeOffset wanted)
    {
        Assert.True(Dates.TryRead(text, out var seconds), text);

        // A double holds a time of the year 9998 to 30 microseconds.
        Assert.True(Math.Abs((wanted - DateTimeOffset.UnixEpoch).TotalSeconds - seconds) < 1e-4, $"{text}: {seconds}");
    }
}
