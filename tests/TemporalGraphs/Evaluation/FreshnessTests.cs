using System.Globalization;
using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

/// <summary>What a query may know: its text, and the groups that follow from it.</summary>
public sealed class FreshnessTests
{
    [Fact]
    public void Freshness_OfNoLength_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Freshness.PerBatch(0));
        Assert.All([0, -1, double.NaN, double.PositiveInfinity], length => Assert.Throws<ArgumentOutOfRangeException>(() => Freshness.PerSnapshot(length)));
    }

    private static readonly Gen<Freshness> Any = Gen.OneOf(
        Gen.Const(Freshness.PerEvent),
        Gen.Int[1, int.MaxValue].Select(Freshness.PerBatch),
        Gen.Double[1e-9, 1e12].Select(Freshness.PerSnapshot));

    [Fact]
    public void Text_OfAnyFreshness_IsReadAsTheSame() => Any.Sample(f => Assert.Equal(f, Freshness.Parse(f.ToString())));

    [Theory]
    [InlineData("snapshot:0.0001", "snapshot:0.0001")]
    [InlineData("snapshot:1h", "snapshot:3600")]
    [InlineData("snapshot:2.5", "snapshot:2.5")]
    [InlineData("batch", "batch:200")]
    [InlineData("event", "event")]
    public void Text_OfAParsedFreshness_NamesItsSize(string text, string shown) => Assert.Equal(shown, Freshness.Parse(text).ToString());

    [Fact]
    public void Interval_WithALetter_IsThatManySecondsInTheUnit() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Char["smhdw"], Gen.Enum<TimeUnit>()).Sample((count, letter, unit) =>
        {
            var seconds = count * letter switch { 's' => 1m, 'm' => 60m, 'h' => 3600m, 'd' => 86_400m, _ => 604_800m };
            var wanted = unit switch
            {
                TimeUnit.Milliseconds => seconds * 1000,
                TimeUnit.Microseconds => seconds * 1_000_000,
                TimeUnit.Nanoseconds => seconds * 1_000_000_000,
                TimeUnit.Minutes => seconds / 60,
                TimeUnit.Hours => seconds / 3600,
                TimeUnit.Days => seconds / 86_400,
                _ => seconds,
            };
            var text = count.ToString(CultureInfo.InvariantCulture) + letter;
            Assert.True(Freshness.NamesUnit(text));
            Assert.Equal((double)wanted, Freshness.ParseInterval(text, unit), 1e-15 * (double)wanted);
        });

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("0s")]
    [InlineData("1y")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e308w")]
    [InlineData("1,5")]
    public void Interval_ThatIsNone_IsRefusedWithExamples(string text) =>
        Assert.Contains("30s, 15m", Assert.Throws<FormatException>(() => { Freshness.ParseInterval(text); }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("batch:")]
    [InlineData("batch:-1")]
    [InlineData("batch:1e3")]
    [InlineData("batch:2147483648")]
    [InlineData("Event")]
    [InlineData("snapshot:")]
    [InlineData("snapshot:1h:2")]
    [InlineData("")]
    public void Freshness_ThatIsNone_SaysWhatThereIs(string text) =>
        Assert.Throws<FormatException>(() => { Freshness.Parse(text); });

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 1)]
    [InlineData(1_000_000)]
    public void Groups_OfABatchLargerThanTheStream_AreOne(int size)
    {
        var events = new EventStream(new int[10], new int[10], [.. Enumerable.Range(0, 10).Select(i => (double)i)]);
        Assert.Equal([new QueryGroup(4, 9, 4)], QueryGroup.Cut(events, 4, 9, Freshness.PerBatch(size)));
        Assert.Equal([new QueryGroup(0, 10, 0)], QueryGroup.Cut(events, 0, 10, Freshness.PerBatch(size)));
        Assert.Empty(QueryGroup.Cut(events, 5, 5, Freshness.PerBatch(size)));
    }

    [Fact]
    public void Groups_OfAPart_EndWhereThePartEnds() =>
        Gen.Select(Gen.Int[0, 15].Array[2, 30], Any, Gen.Int[0, 30], Gen.Int[0, 30]).Sample((moments, freshness, a, b) =>
        {
            var events = new EventStream(new int[moments.Length], new int[moments.Length], [.. moments.Order().Select(t => (double)t)]);
            var (from, to) = (Math.Min(a, b) % (moments.Length + 1), Math.Max(a, b) % (moments.Length + 1));
            (from, to) = (Math.Min(from, to), Math.Max(from, to));
            var covered = QueryGroup.Cut(events, from, to, freshness).SelectMany(g => Enumerable.Range(g.Start, g.Count)).ToArray();
            Assert.Equal(Enumerable.Range(from, to - from), covered);

            // One moment is never asked in two states of an event stream.
            if (freshness.Kind == FreshnessKind.Event)
            {
                var times = events.Times.ToArray();
                var starts = QueryGroup.Cut(events, from, to, freshness).Select(g => times[g.Start]).ToArray();
                Assert.Equal(starts.Distinct(), starts);
            }
        });

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(double.NaN)]
    public void Groups_OfSnapshotsThatCannotBeNumbered_AreRefused(double interval)
    {
        var events = new EventStream([0, 0], [1, 1], [0, 1e6]);
        var message = Assert.Throws<InputException>(() => QueryGroup.Cut(events, 0, 2, new Freshness(FreshnessKind.Snapshot, interval)).Count()).Message;
        Assert.Contains("take a longer one", message, StringComparison.Ordinal);
    }
}
