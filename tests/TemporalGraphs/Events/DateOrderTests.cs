using System.Globalization;
using System.Text;
using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Tests.Faults;

namespace Quiver.TemporalGraphs.Tests.Events;

/// <summary>Day and month are told from the whole column, not from its first rows.</summary>
public sealed class DateOrderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(199)]
    [InlineData(200)]
    [InlineData(40_000)]
    public void Order_IsFoundWhereverTheFirstDateStandsThatTells(int place)
    {
        // All days up to 12 but one: 3 January, then 4 January at a later place.
        var text = Rows(place + 20, i => i == place ? "13/01/2015" : i < place ? "03/01/2015" : "01/02/2015");
        var read = FaultFile.Text(text, new EventReadOptions());
        Assert.Equal(place + 20, read.Events.Count);
        Assert.Equal(Seconds(2015, 1, place == 0 ? 13 : 3), read.Events.Times[0]);
        Assert.Equal(Seconds(2015, 1, 13), read.Events.Times[place]);
        Assert.Equal(Seconds(2015, 2, 1), read.Events.Times[^1]);
    }

    [Fact]
    public void Order_WithTheMonthFirst_IsFoundToo() =>
        Assert.Equal(Seconds(2015, 3, 1), FaultFile.Text(Rows(300, i => i < 299 ? "03/01/2015" : "03/25/2015")).Events.Times[0]);

    [Fact]
    public void Order_OfAFileThatNeverTells_IsAsked()
    {
        var message = Assert.Throws<InputException>(() => FaultFile.Text(Rows(500, _ => "03/04/2015"))).Message;
        Assert.Contains("no date of the file tells", message, StringComparison.Ordinal);
        Assert.Equal(Seconds(2015, 4, 3), FaultFile.Text(Rows(5, _ => "03/04/2015"), new EventReadOptions { DateOrder = DateOrder.DayFirst }).Events.Times[0]);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(400, false)]
    [InlineData(400, true)]
    public void Dates_ThatContradict_AreRefused(int place, bool skip)
    {
        var text = Rows(place + 1, i => i == 3 ? "25/01/2015" : i == place ? "02/25/2015" : i < 3 ? "03/01/2015" : "26/01/2015");
        var message = Assert.Throws<InputException>(() => FaultFile.Text(text, new EventReadOptions { SkipBad = skip })).Message;
        Assert.Contains("'02/25/2015' can only be month/day, and '25/01/2015' only day/month", message, StringComparison.Ordinal);
        Assert.Contains($":{place + 2}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_ThatIsNamed_WhereOnlyLaterRowsNeedIt_IsTaken()
    {
        static string Date(int i) => i < 300 ? "2015-01-02" : "03/04/2015";
        Assert.Equal(Seconds(2015, 4, 3), FaultFile.Text(Rows(301, Date), new EventReadOptions { DateOrder = DateOrder.DayFirst }).Events.Times[^1]);
        var none = Assert.Throws<InputException>(() => FaultFile.Text(Rows(301, _ => "2015-01-02"), new EventReadOptions { DateOrder = DateOrder.DayFirst })).Message;
        Assert.Contains("option DateOrder has no effect", none, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_OfAnyDates_IsThatOfTheirWriter() =>
        Gen.Select(Gen.Int[0, 700].Array[1, 40], Gen.Bool).Sample((days, dayFirst) =>
        {
            var dates = days.Order().Select(d => new DateTime(2015, 1, 1).AddDays(d)).ToArray();
            var format = dayFirst ? "dd/MM/yyyy" : "MM/dd/yyyy";
            var text = Rows(dates.Length, i => dates[i].ToString(format, CultureInfo.InvariantCulture));
            var tells = dates.Any(d => d.Day > 12);
            var asks = dates.Any(d => d.Day <= 12 && d.Day != d.Month);
            if (!tells && asks)
            {
                Assert.Throws<InputException>(() => FaultFile.Text(text));
                return;
            }

            Assert.Equal(dates.Select(d => (d - DateTime.UnixEpoch).TotalSeconds), FaultFile.Text(text).Events.Times.ToArray());
        }, iter: 200);

    [Fact]
    public void Reading_ThatIsCancelled_Stops()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var events = new EventStream([0, 1], [1, 0], [0, 1]);
        Assert.Throws<OperationCanceledException>(() => events.Split(stop.Token));
        var table = new EventTable("x", new EventReadOptions { Sort = true }, 0, new DateColumn("x", DateOrder.Auto));
        for (var i = 0; i < 100_000; i++)
        {
            table.Add(i % 7, i % 5, (i * 7919) % 100_003, 1, false, default);
        }

        Assert.Throws<OperationCanceledException>(() => table.Build(false, stop.Token));
        Assert.Equal(100_000, table.Build(false, CancellationToken.None).Events.Count);
    }

    private static string Rows(int count, Func<int, string> date)
    {
        var text = new StringBuilder("src,dst,time\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i % 9},{10 + (i % 4)},{date(i)}\n");
        }

        return text.ToString();
    }

    private static double Seconds(int year, int month, int day) => (new DateTime(year, month, day) - DateTime.UnixEpoch).TotalSeconds;
}
