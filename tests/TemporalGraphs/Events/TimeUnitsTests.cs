using CsCheck;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Events;

/// <summary>Units of time and the numbers of their intervals.</summary>
public sealed class TimeUnitsTests
{
    private static readonly Dictionary<TimeUnit, decimal> Seconds = new()
    {
        [TimeUnit.Seconds] = 1m,
        [TimeUnit.Milliseconds] = 1e-3m,
        [TimeUnit.Microseconds] = 1e-6m,
        [TimeUnit.Nanoseconds] = 1e-9m,
        [TimeUnit.Minutes] = 60m,
        [TimeUnit.Hours] = 3600m,
        [TimeUnit.Days] = 86_400m,
    };

    public static TheoryData<TimeUnit> Units => [.. Enum.GetValues<TimeUnit>()];

    [Theory]
    [MemberData(nameof(Units))]
    public void Unit_IsReadByEachOfItsNames(TimeUnit unit)
    {
        var names = TimeUnits.Names.Split(", ").Where(n => TimeUnits.TryParse(n, out var u) && u == unit).ToArray();
        var name = Assert.Single(names);
        foreach (var text in new[] { unit.ToString(), unit.ToString().ToUpperInvariant(), name.ToUpperInvariant() })
        {
            Assert.True(TimeUnits.TryParse(text, out var read));
            Assert.Equal(unit, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("second")]
    [InlineData("m")]
    [InlineData("1")]
    [InlineData(" s")]
    public void Unit_ThatIsNone_IsNotRead(string text) => Assert.False(TimeUnits.TryParse(text, out _));

    [Fact]
    public void Intervals_OfWholeUnits_ConvertWithoutRounding() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[0, Seconds.Count - 1]).Sample((count, which) =>
        {
            var unit = Seconds.Keys.ElementAt(which);
            var seconds = count * Seconds[unit];
            Assert.Equal(1, (double)seconds * unit.PerSecond() / count, 1e-12);
            if (seconds == Math.Floor(seconds))
            {
                Assert.Equal(count, unit.FromSeconds((double)seconds));
            }
        });

    [Fact]
    public void Times_Since1973_TellTheirUnit() =>
        Gen.Select(Gen.Long[100_000_000, 90_000_000_000], Gen.Int[0, 3]).Sample((seconds, kind) =>
        {
            var scale = Math.Pow(1000, kind);
            Assert.Equal(TimeUnit.Seconds + kind, TimeUnits.Detect(seconds * scale, seconds * scale));
            Assert.Null(TimeUnits.Detect(-seconds * scale, seconds * scale));
            Assert.Null(TimeUnits.Detect(1, seconds * scale));
        });

    [Fact]
    public void Bins_OfWholeNumbers_AreThoseOfWholeArithmetic() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Long[1, 100_000]).Sample((time, origin, interval) =>
        {
            var (apart, floor) = (time - origin, Math.DivRem(time - origin, interval));
            var wanted = floor.Remainder < 0 ? floor.Quotient - 1 : floor.Quotient;
            Assert.Equal(wanted, Bins.Floor(time, origin, interval));
            Assert.Equal(apart % interval == 0 ? wanted : wanted + 1, Bins.Ceiling(time, origin, interval));
            Assert.Equal(origin + (wanted * interval), Bins.Edge(wanted, origin, interval));
        });

    [Fact]
    public void Bins_OfAnyTime_HoldIt() =>
        Gen.Select(Gen.Double[-1e9, 1e9], Gen.Double[-1e6, 1e6], Gen.Double[1e-3, 1e5]).Sample((time, origin, interval) =>
        {
            var (low, high) = (Bins.Floor(time, origin, interval), Bins.Ceiling(time, origin, interval));
            Assert.InRange(high - low, 0, 1);
            var rounding = 4e-16 * (Math.Abs(time) + Math.Abs(origin) + interval);
            Assert.True(Bins.Edge((long)low, origin, interval) <= time + rounding, "the floor lies after the time");
            Assert.True(Bins.Edge((long)high, origin, interval) >= time - rounding, "the ceiling lies before the time");
        });
}
