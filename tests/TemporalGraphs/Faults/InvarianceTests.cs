using CsCheck;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Training;
using Quiver.Tests;
using Quiver.TemporalGraphs.Tests.Evaluation;

namespace Quiver.TemporalGraphs.Tests.Faults;

/// <summary>What must not change a score: names of nodes, the order of rows of one time, the form of the file.</summary>
public sealed class InvarianceTests
{
    private static readonly string[] Scores =
        ["edgebank", "edgebank-tw", "lr", "lp", "cn", "gr", "gp", "lr>gr", "lp>gp", "cn>gp", "edgebank>lr>lp>cn>gp", "edgebank-tw>cn>lp>lr>edgebank>gr"];

    private static readonly Gen<(int, int, int)[]> Streams = Gen.Select(Gen.Int[0, 6], Gen.Int[3, 9], Gen.Int[0, 25]).Array[20, 60]
        .Select(rows => rows.OrderBy(r => r.Item3).ToArray());

    [Fact]
    public void Scores_OfRenamedNodes_AreTheSame() =>
        Gen.Select(Streams, Gen.Int[0, int.MaxValue], Gen.Bool).Sample(
            (rows, seed, names) =>
            {
                var random = new Random(seed);
                var ids = Enumerable.Range(0, 10).Select(i => names ? $"n, \"{random.Next()}\" {i}" : ((long)random.Next() * 100_000 - 7 + i).ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                var (plain, renamed) = (Data(Csv(rows, i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))), Data(Csv(rows, i => "\"" + ids[i].Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")));
                return plain is null || (plain.Candidates.Count == renamed!.Candidates.Count && plain.Sources.SequenceEqual(renamed.Sources) && plain.Destinations.SequenceEqual(renamed.Destinations)
                    && Same(plain, renamed, Freshness.PerEvent, 0) && Same(plain, renamed, Freshness.PerBatch(4), 0) && Same(plain, renamed, Freshness.PerSnapshot(3), 0));
            },
            iter: 60);

    [Fact]
    public void Scores_OfRowsInAnotherOrderWithinATime_AreTheSame() =>
        Gen.Select(Streams, Gen.Int[0, int.MaxValue]).Sample(
            (rows, seed) =>
            {
                var random = new Random(seed);
                var shuffled = rows.Select(r => (r, random.Next())).OrderBy(p => p.r.Item3).ThenBy(p => p.Item2).Select(p => p.r).ToArray();
                var (a, b) = (Split(rows), Split(shuffled));
                return a is null || (Same(a, b!, Freshness.PerEvent, 1e-12) && Same(a, b!, Freshness.PerSnapshot(3), 1e-12));
            },
            iter: 100);

    [Fact]
    public void Candidates_AreTheNodesThatOccurAsDestinations() =>
        Gen.Select(Streams, Gen.Int[1, 1000]).Sample((rows, gap) =>
        {
            var data = Split(Array.ConvertAll(rows, r => (r.Item1 * gap, r.Item2 * gap, r.Item3)));
            return data is null || (data.Candidates.Count == rows.Select(r => r.Item2).Distinct().Count()
                && data.NodeCount == rows.SelectMany(r => new[] { r.Item1, r.Item2 }).Distinct().Count()
                && Enumerable.Range(data.Candidates.First, data.Candidates.Count).Select(n => data.IdOf(n) / gap).Order().SequenceEqual(rows.Select(r => r.Item2).Distinct().Order())
                && rows.All(r => data.NodeOf(r.Item1 * gap) is { } n && data.IdOf(n) == r.Item1 * gap));
        });

    [Fact]
    public void Scores_OfBipartiteFiles_DoNotDependOnNames()
    {
        var expected = Values(FaultFile.Read("bip.csv").Events.Split());
        Assert.Equal(expected, Values(FaultFile.Read("bip_names.csv").Events.Split()));
        Assert.Equal(expected, Values(FaultFile.Read("bip_names.csv", new EventReadOptions { Relabel = true }).Events.Split()));

        // Counted from scratch over all destinations that occur (a separate program).
        Assert.Equal([0.47665, 0.53594, 0.22989, 0.25447], expected.Select(v => Math.Round(v, 5)));
        Assert.Equal([0.56786, 0.62209, 0.30839, 0.25279], Values(FaultFile.Read("gaps.csv").Events.Split()).Select(v => Math.Round(v, 5)));

        static double[] Values(LinkSplit data) =>
            [.. new[] { "lr>gr", "gp" }.Select(s => Ranks.Of(data, s, Freshness.PerEvent)).SelectMany(r => new[] { r.Validation.Mrr, r.Test.Mrr })];
    }

    [Fact]
    public void Events_WrittenWithTheirNames_AreReadAgain() =>
        Gen.Select(Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Double[0, 1e6], Gen.Float[-5, 5]).Array[1, 30], Gen.String.Array[6].Where(n => n.Distinct().Count() == 6), Gen.Bool).Sample(
            (rows, texts, gzip) =>
            {
                var names = texts.Select((n, i) => new string([.. n.Where(c => !char.IsSurrogate(c) && c != '\0')]) + "x" + i).ToArray();
                var sorted = rows.OrderBy(r => r.Item3).ToArray();
                var events = new EventStream(Array.ConvertAll(sorted, r => r.Item1), Array.ConvertAll(sorted, r => r.Item2), Array.ConvertAll(sorted, r => r.Item3), Array.ConvertAll(sorted, r => r.Item4));
                using var folder = new TemporaryFolder();
                var path = Path.Combine(folder.Path, gzip ? "e.csv.gz" : "e.csv");
                EventWriter.Write(path, events, names);
                var read = EventReader.Read(path);
                return read.Events.Times.SequenceEqual(events.Times) && read.Events.Weights.SequenceEqual(events.Weights)
                    && Enumerable.Range(0, events.Count).All(i => read.NameOf(read.Events.Sources[i]) == names[events.Sources[i]] && read.NameOf(read.Events.Destinations[i]) == names[events.Destinations[i]]);
            },
            iter: 200);

    [Fact]
    public async Task Events_InParquet_AreThoseOfTheCsv()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 200).Select(i => (S: random.Next(9), D: 9 + random.Next(7), T: 1_700_000_000L + (i / 2))).ToArray();
        using var folder = new TemporaryFolder();
        var csv = folder.Write("e.csv", "src,dst,timestamp\n" + string.Concat(rows.Select(r => $"{r.S},{r.D},{r.T}\n")));
        var path = Path.Combine(folder.Path, "e.parquet");
        var schema = new Parquet.Schema.ParquetSchema(new Parquet.Schema.DataField<long>("src"), new Parquet.Schema.DataField<int>("dst"), new Parquet.Schema.DataField<long>("timestamp"));
        await using (var file = File.Create(path))
        {
            await using var writer = await Parquet.ParquetWriter.CreateAsync(schema, file, cancellationToken: TestContext.Current.CancellationToken);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(schema.DataFields[0], rows.Select(r => (long)r.S).ToArray().AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            await group.WriteAsync<int>(schema.DataFields[1], rows.Select(r => r.D).ToArray().AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            await group.WriteAsync<long>(schema.DataFields[2], rows.Select(r => r.T).ToArray().AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        }

        var (a, b) = (EventReader.Read(csv).Events, EventReader.Read(path).Events);
        Assert.Equal(a.Sources.ToArray(), b.Sources.ToArray());
        Assert.Equal(a.Destinations.ToArray(), b.Destinations.ToArray());
        Assert.Equal(a.Times.ToArray(), b.Times.ToArray());
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        foreach (var length in new[] { 3, 4, 5, bytes.Length / 2, bytes.Length - 9, bytes.Length - 1 })
        {
            Assert.Throws<Core.Runs.InputException>(() => { FaultFile.Bytes(bytes[..length], null, "e.parquet"); });
        }
    }

    [Fact]
    public async Task ParquetTimes_OfEveryUnit_LoseNothing()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "e.parquet");
        foreach (var (unit, ticks) in new (Parquet.Schema.DateTimeTimeUnit, long)[] { (Parquet.Schema.DateTimeTimeUnit.Millis, 10_000L), (Parquet.Schema.DateTimeTimeUnit.Micros, 10L), (Parquet.Schema.DateTimeTimeUnit.Nanos, 1L) })
        {
            var schema = new Parquet.Schema.ParquetSchema(
                new Parquet.Schema.DataField<ulong>("src"), new Parquet.Schema.DataField<short>("dst"),
                new Parquet.Schema.DateTimeDataField("ts", Parquet.Schema.DateTimeFormat.Timestamp, true, unit, true));
            var times = Enumerable.Range(0, 5).Select(i => i == 3 ? (DateTime?)null : new DateTime(1960, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddTicks(ticks * i)).ToArray();
            await using (var file = File.Create(path))
            {
                await using var writer = await Parquet.ParquetWriter.CreateAsync(schema, file, cancellationToken: TestContext.Current.CancellationToken);
                using var group = writer.CreateRowGroup();
                await group.WriteAsync<ulong>(schema.DataFields[0], new ulong[] { ulong.MaxValue, 1UL, 2, 3, 4 }.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
                await group.WriteAsync<short>(schema.DataFields[1], new short[] { 10, 11, 12, 13, 14 }.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
                await group.WriteAsync<DateTime>(schema.DataFields[2], times.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            }

            var read = EventReader.Read(path, new EventReadOptions { SkipBad = true });
            Assert.Equal((4, 1L, "18446744073709551615"), (read.Events.Count, read.Skipped, read.NameOf(read.Events.Sources[0])));
            Assert.Equal(new[] { 0, 1, 2, 4 }.Select(i => i * ticks * 1e-7), read.Events.Times.ToArray().Select(t => t - read.Events.Times[0]).Select(t => Math.Round(t, 7)));
            Assert.Equal(4, read.Events.Times.ToArray().Distinct().Count());
        }
    }

    private static bool Same(LinkSplit a, LinkSplit b, Freshness freshness, double tolerance) => Scores.All(s =>
    {
        var (x, y) = (Ranks.Of(a, s, freshness), Ranks.Of(b, s, freshness));
        return Math.Abs(x.Validation.Mrr - y.Validation.Mrr) <= tolerance && Math.Abs(x.Test.Mrr - y.Test.Mrr) <= tolerance;
    });

    private static string Csv((int, int, int)[] rows, Func<int, string> name) => "src,dst,timestamp\n" + string.Concat(rows.Select(r => $"{name(r.Item1)},{name(r.Item2)},{r.Item3}\n"));

    private static LinkSplit? Data(string text) => Try(() => FaultFile.Text(text).Events.Split());

    private static LinkSplit? Split((int, int, int)[] rows) =>
        Try(() => Ranks.Split(Array.ConvertAll(rows, r => r.Item1), Array.ConvertAll(rows, r => r.Item2), Array.ConvertAll(rows, r => (double)r.Item3)));

    private static LinkSplit? Try(Func<LinkSplit> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
