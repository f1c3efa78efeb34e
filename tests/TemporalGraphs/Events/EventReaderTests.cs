using System.IO.Compression;
using System.Text;
using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Events;

public sealed class EventReaderTests
{
    [Fact]
    public void Read_OfWhatWasWritten_IsTheSame() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int[0, 50], Gen.Double[0, 1e6], Gen.Float[-5, 5]).Array[1, 60].Sample(
            rows =>
            {
                var sorted = rows.OrderBy(r => r.Item3).ToArray();
                var events = new EventStream(Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2), Array.ConvertAll(sorted, r => r.Item3), Array.ConvertAll(sorted, r => r.Item4));
                using var folder = new TemporaryFolder();
                foreach (var name in new[] { "e.csv", "e.csv.gz" })
                {
                    var path = Path.Combine(folder.Path, name);
                    EventWriter.Write(path, events);
                    var read = EventReader.Read(path).Events;
                    if (!read.Sources.SequenceEqual(events.Sources) || !read.Destinations.SequenceEqual(events.Destinations) || !read.Times.SequenceEqual(events.Times) || !read.Weights.SequenceEqual(events.Weights))
                    {
                        return false;
                    }
                }

                return true;
            },
            iter: 20);

    [Theory]
    [InlineData("src,dst,timestamp\n1,2,3\n2,3,4\n")]
    [InlineData("timestamp,source,destination\n3,1,2\n4,2,3\n")]
    [InlineData("ts\tu\ti\n3\t1\t2\n4\t2\t3\n")]
    [InlineData("# SNAP\n1 2 3\n2 3 4\n")]
    [InlineData("1,2,3\r\n2,3,4")]
    [InlineData("\"1\";\"2\";3.0\n2;3;4\n\n")]
    [InlineData("1.0,2.0,3\n2.0,3.0,4\n")]
    public void Read_OfEveryLayout_FindsTheColumns(string text)
    {
        var events = Read(text).Events;
        Assert.Equal([1, 2], events.Sources.ToArray());
        Assert.Equal([2, 3], events.Destinations.ToArray());
        Assert.Equal([3.0, 4.0], events.Times.ToArray());
        Assert.False(events.IsWeighted);
        Assert.Equal(4, events.NodeCount);
    }

    [Fact]
    public void Read_OfJodie_ShiftsItemsAndKeepsFeatures()
    {
        var events = Read("user_id,item_id,timestamp,state_label,comma_separated_list_of_features\n0,0,0.0,0,0.5,-1\n1,0,36.0,0,0.25,2\n").Events;
        Assert.Equal([0, 1], events.Sources.ToArray());
        Assert.Equal([2, 2], events.Destinations.ToArray());
        Assert.Equal(2, events.FeatureWidth);
        Assert.Equal([0.25f, 2f], events.Features(1).ToArray());
        Assert.Equal([0.25f, 2f], events.Slice(1, 2).Features(0).ToArray());
    }

    [Fact]
    public void Read_OfSignedNetworks_TakesTheWeightBeforeTheTime()
    {
        var events = Read("6,2,4,1289241911.72836\n6,5,-2,1289241941.53378\n", new EventReadOptions { Layout = EventLayout.SourceDestinationWeightTime }).Events;
        Assert.Equal([4f, -2f], events.Weights.ToArray());
        Assert.Equal(1289241941.53378, events.Times[1]);
    }

    [Theory]
    [InlineData("1,2,3\nx,2,4\n", "'x' is no node number")]
    [InlineData("1,2,3\n1,2,-4\n", "negative")]
    [InlineData("1,2,3\n1,2,NaN\n", "no time")]
    [InlineData("1,2,3\n1,2\n", "too few")]
    [InlineData("1,2,3\n1,2,2\n", "option Sort")]
    [InlineData("1,2,3\n1,2,5,abc\n", "no weight")]
    public void Read_OfABadRow_NamesTheLineOrLeavesItOut(string text, string reason)
    {
        var message = Assert.Throws<InputException>(() => { Read(text); }).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(":2:", message, StringComparison.Ordinal);
        var kept = Read(text, new EventReadOptions { SkipBad = true });
        Assert.Equal((1, 1), (kept.Events.Count, (int)kept.Skipped));
        Assert.Contains("line 2", kept.FirstSkipped, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithSort_IsStable()
    {
        var events = Read("1,2,5\n2,3,1\n3,4,5\n4,5,1\n", new EventReadOptions { Sort = true }).Events;
        Assert.Equal([2, 4, 1, 3], events.Sources.ToArray());
    }

    [Fact]
    public void Read_WithRelabel_TakesNames()
    {
        var events = Read("anna,page,1\nbert,anna,2\n", new EventReadOptions { Relabel = true }).Events;
        Assert.Equal([0, 2], events.Sources.ToArray());
        Assert.Equal([1, 0], events.Destinations.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("src,dst,timestamp\n")]
    public void Read_OfNoEvents_SaysSo(string text) => Assert.Contains("no events", Assert.Throws<InputException>(() => { Read(text); }).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OfABrokenArchive_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "e.csv.gz");
        File.WriteAllText(path, "this is no gzip");
        Assert.Throws<InputException>(() => { EventReader.Read(path); });
        Assert.Throws<InputException>(() => { EventReader.Read(path + ".missing"); });
    }

    [Fact]
    public void Slices_ShareTheColumns()
    {
        var events = Read("1,2,3\n2,3,4\n3,4,4\n4,5,9\n").Events;
        var middle = events.Between(4, 9);
        Assert.Equal([2, 3], middle.Sources.ToArray());
        Assert.Equal([3], middle.Slice(1, 2).Sources.ToArray());
        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(middle.Times), ref System.Runtime.InteropServices.MemoryMarshal.GetReference(events.Times[1..])));
        Assert.Empty(events.Between(100, 200).Sources.ToArray());
    }

    [Fact]
    public void Statistics_OfASmallStream_AreCountedByHand()
    {
        // 20 events; split by time at 13.3 and 16.15: train 0..13, validation 14..16, test 17..19.
        var text = new StringBuilder();
        for (var t = 0; t < 20; t++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(t < 17 ? t % 2 : 0)},{(t == 18 ? 9 : 5)},{t}\n");
        }

        var s = EventStatistics.Of(Read(text.ToString()).Events, 10);
        Assert.Equal((20, 14, 3, 3), (s.Events, s.Train, s.Validation, s.Test));
        Assert.Equal((4, 2, 2, 3), (s.Nodes, s.Sources, s.Destinations, s.Pairs));
        Assert.True(s.Bipartite);
        Assert.Equal(0.5, s.Surprise);
        Assert.Equal(0.5, s.Recurrence);

        // First ten events: both pairs are new; last ten: (0,9) of three pairs is.
        Assert.Equal((1 + (1.0 / 3)) / 2, s.Novelty, 1e-12);
    }

    private static EventReadResult Read(string text, EventReadOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "events.csv");
        File.WriteAllText(path, text);
        return EventReader.Read(path, options);
    }
}
