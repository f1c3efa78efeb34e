using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Events;

/// <summary>Event files of Quiver against the events in memory, mapped and not.</summary>
public sealed class EventArchiveTests
{
    private static readonly Gen<EventReadResult> Reads = Gen.Select(
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[-5, 30], Gen.Float[-3, 3]).Array[1, 40], Gen.Bool, Gen.Bool, Gen.Int[0, 70_000], Gen.Int[-9, 9])
        .Select((rows, weighted, named, far, origin) =>
        {
            var sorted = rows.OrderBy(r => r.Item3).ToArray();
            var events = new EventStream(
                Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2 + far), Array.ConvertAll(sorted, r => r.Item3 / 2.0),
                weighted ? Array.ConvertAll(sorted, r => r.Item4) : null);
            return new EventReadResult(events, 0, null, named ? [.. Enumerable.Range(0, events.NodeCount).Select(n => $"n\u00e4me, {n}")] : null)
            {
                TimeUnit = weighted ? TimeUnit.Hours : TimeUnit.Seconds,
                TimeUnitAssumed = !weighted,
                SinceEpoch = named,
                SeparateIds = weighted,
                TimeOrigin = origin,
            };
        });

    [Fact]
    public void Read_OfAnythingWritten_IsThatInTheNumbersOfASplit() => Reads.Sample(wanted =>
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "events.qev");
        EventArchive.Write(path, wanted);
        var (from, to, numbering, _) = NodeNumbering.Number(wanted.Events.Sources, wanted.Events.Destinations, default);
        Assert.True(EventArchive.Is(path));
        foreach (var mapFrom in new[] { 0, long.MaxValue })
        {
            var read = EventArchive.Read(path, mapFrom, default);
            Assert.Equal(from ?? wanted.Events.Sources, read.Events.Sources);
            Assert.Equal(to ?? wanted.Events.Destinations, read.Events.Destinations);
            Assert.Equal(wanted.Events.Times, read.Events.Times);
            Assert.Equal(wanted.Events.Weights, read.Events.Weights);
            Assert.Equal(wanted.Events.IsWeighted, read.Events.IsWeighted);
            Assert.Equal(
                Enumerable.Range(0, numbering.Count).Select(n => wanted.NameOf(numbering.IdOf(n))),
                Enumerable.Range(0, read.Events.NodeCount).Select(read.NameOf));
            Assert.Equal(
                (wanted.TimeUnit, wanted.TimeUnitAssumed, wanted.SinceEpoch, wanted.SeparateIds, wanted.TimeOrigin),
                (read.TimeUnit, read.TimeUnitAssumed, read.SinceEpoch, read.SeparateIds, read.TimeOrigin));
        }
    }, iter: 30);

    [Fact]
    public void Slices_OfAMappedFile_AreThoseInMemory() => Gen.Select(Reads, Gen.Int[0, 40], Gen.Int[0, 40]).Sample((wanted, a, b) =>
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "events.qev");
        EventArchive.Write(path, wanted);
        var (mapped, memory) = (EventArchive.Read(path, 0, default).Events, EventArchive.Read(path, long.MaxValue, default).Events);
        var (from, to) = (Math.Min(a, b) % (memory.Count + 1), Math.Max(a, b) % (memory.Count + 1));
        (from, to) = (Math.Min(from, to), Math.Max(from, to));
        Assert.Equal(memory.Slice(from, to).Times, mapped.Slice(from, to).Times);
        Assert.Equal(memory.Between(a / 2.0, b / 2.0).Sources, mapped.Between(a / 2.0, b / 2.0).Sources);
        var other = mapped.Slice(from, to).WithNodes(new int[to - from], new int[to - from]);
        Assert.Equal(memory.Slice(from, to).Weights, other.Weights);
        Assert.Equal(memory.Slice(from, to).Times, other.Times);
    }, iter: 30);

    [Fact]
    public void Scores_FromDiskOverSeveralBlocks_AreThoseFromMemory()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "events.qev");
        var generator = new EventGenerator(400, 60, EventArchive.Block + 90_000, Seed: 3);
        Assert.Equal(460, EventArchive.Write(path, generator));
        var (memory, mapped) = (generator.Create().Split(), EventArchive.Read(path, 0, default).Events.Split());
        Assert.True(mapped.Nodes.IsIdentity);
        Assert.Equal(memory.Events.Sources, mapped.Events.Sources);
        Assert.Equal(memory.Events.Times, mapped.Events.Times);
        Assert.Equal((memory.ValidationStart, memory.TestStart, memory.Candidates, memory.Bipartite), (mapped.ValidationStart, mapped.TestStart, mapped.Candidates, mapped.Bipartite));
        foreach (var (score, freshness) in new[] { ("lr>gr", Freshness.PerEvent), ("edgebank-tw", Freshness.PerSnapshot(500)) })
        {
            var (a, b) = (Ranks(memory), Ranks(mapped));
            Assert.Equal(a.Validation.Summary(), b.Validation.Summary());
            Assert.Equal(a.Test.Summary(), b.Test.Summary());

            LinkRanks Ranks(LinkSplit split) =>
                LinkEvaluation.Run(new HeuristicPredictor(LexicographicScore.Parse(score), split), new TgbProtocol(split, freshness));
        }
    }

    [Fact]
    public void Read_OfAFileThatWasCutOrChanged_IsRefusedInASentence() => Gen.Select(Reads, Gen.Int[0, 1 << 20], Gen.Bool).Sample((wanted, place, cut) =>
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "events.qev");
        EventArchive.Write(path, wanted);
        var bytes = File.ReadAllBytes(path);
        place %= bytes.Length;
        if (cut)
        {
            bytes = bytes[..place];
        }
        else
        {
            bytes[place] ^= 0x41;
        }

        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<InputException>(() => EventArchive.Read(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }, iter: 80);

    [Fact]
    public void Read_WithAFileOfAnotherVersion_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "events.qev");
        EventArchive.Write(path, new EventGenerator(5, 5, 20));
        var bytes = File.ReadAllBytes(path);
        bytes[8] = 2;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("version 2", Assert.Throws<InputException>(() => EventReader.Read(path)).Message, StringComparison.Ordinal);
        Assert.Contains("settled", Assert.Throws<InputException>(() => EventReader.Read(path, new EventReadOptions { Sort = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ThatIsStopped_LeavesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("events.qev", "old");
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => EventArchive.Write(path, new EventGenerator(5, 5, 20), stopped.Token));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }
}
