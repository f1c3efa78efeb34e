using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Snapshots;
using Quiver.TemporalGraphs.Training;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Faults;

/// <summary>The rows T15 and T16 of the fault list, and others of their kinds.</summary>
public sealed class SnapshotFaultTests
{
    [Theory]
    [InlineData(BinConvention.Tgm)]
    [InlineData(BinConvention.Utg)]
    public void Snapshots_OfDecimalTimes_AreThoseOfDecimalArithmetic(BinConvention convention)
    {
        var events = FaultFile.Read("tenth24.csv").Events;
        var snapshots = Discretizer.Snapshots(events, new Discretization(0.1, convention));
        Assert.Equal(24, snapshots.Count);
        Assert.Equal(events.Times.ToArray(), snapshots.Select(s => s.Time));
    }

    [Fact]
    public void Bins_OfAnyDecimalTimesAndIntervals_AreThoseOfDecimalArithmetic() =>
        Gen.Select(Gen.Int[0, 5], Gen.Long[-3_000_000_000, 3_000_000_000], Gen.Long[0, 1_000_000], Gen.Int[1, 500]).Sample((digits, first, step, width) =>
        {
            var scale = (decimal)Math.Pow(10, digits);
            var (origin, interval) = (first / scale, width / scale);
            foreach (var time in new[] { origin + (step * interval), origin + (step / scale), origin + (step * interval) + (1 / scale) })
            {
                var (t, o, i) = ((double)time, (double)origin, (double)interval);
                var utg = new Discretization(i).Bin(t, o);
                if (utg != (long)decimal.Ceiling((time - origin) / interval) || new Discretization(i, BinConvention.Tgm).Bin(t, o) != (long)decimal.Floor(time / interval))
                {
                    return false;
                }
            }

            return true;
        });

    [Fact]
    public void Groups_OfDecimalTimes_FollowTheSameIntervals()
    {
        var times = Enumerable.Range(0, 40).Select(i => i / 10.0).ToArray();
        var data = Ranks.Split([.. Enumerable.Range(0, 40).Select(i => i % 3)], [.. Enumerable.Range(0, 40).Select(i => 3 + (i % 2))], times);
        Assert.Equal(40 - data.TestStart, QueryGroup.Cut(data.Events, data.TestStart, 40, Freshness.PerSnapshot(0.1)).Count());
        Assert.Equal(40, QueryGroup.Cut(data.Events, 0, 40, Freshness.PerSnapshot(0.1)).Count());
    }

    [Fact]
    public void EmptyBins_ThatAreTooMany_AreRefusedWithTheirNumber()
    {
        var events = FaultFile.Read("tenyears.csv").Events;
        var message = Assert.Throws<ArgumentException>(() => { Discretizer.Snapshots(events, new Discretization(1, Empty: EmptyBins.Keep)); }).Message;
        Assert.Contains("313,917,954", message, StringComparison.Ordinal);
        var kept = Discretizer.Snapshots(events, new Discretization(3600, Empty: EmptyBins.Keep));
        var skipped = Discretizer.Snapshots(events, new Discretization(3600));
        Assert.Equal((87_201, 997), (kept.Count, skipped.Count));
        Assert.Equal(skipped.Select(s => s.Time), kept.Where(s => s.EdgeCount > 0).Select(s => s.Time));
        Assert.Throws<ArgumentException>(() => { Discretizer.Snapshots(events, new Discretization(1e-12)); });
        Assert.Throws<ArgumentException>(() => { Discretizer.Snapshots(events, new Discretization(double.Epsilon)); });
    }

    [Fact]
    public void EmptySnapshots_AreWrittenAsCommentsThatReadersSkip()
    {
        using var memory = new MemoryStream();
        var events = new EventStream([0, 1], [2, 2], [1, 5]);
        EventWriter.Write(memory, events, null, [2.0, 3.0, 4.0]);
        var text = System.Text.Encoding.UTF8.GetString(memory.ToArray());
        Assert.Equal("src,dst,timestamp\n0,2,1\n# empty,,2\n# empty,,3\n# empty,,4\n1,2,5\n", text);
        Assert.Equal("0 2 1; 1 2 5", FaultFile.Rows(FaultFile.Text(text)));
    }

    [Fact]
    public void Statistics_OfOneTime_NeedNoSplit()
    {
        foreach (var name in new[] { "one.csv", "const.csv" })
        {
            var s = EventStatistics.Of(FaultFile.Read(name).Events);
            Assert.Equal((0, 0, null, null), (s.Validation, s.Test, s.Recurrence, s.Surprise));
            Assert.Equal(s.Events, s.Train);
        }
    }
}
