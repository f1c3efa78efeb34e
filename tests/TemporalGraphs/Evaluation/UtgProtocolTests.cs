using System.IO.Compression;
using System.Text;
using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Evaluation;

/// <summary>UTG's protocol from files of our own: what is known, ranks by hand, and files that are none.</summary>
public sealed class UtgProtocolTests
{
    private const string Snapshots = "split,snapshot,src,dst\ntrain,0,a,b\ntrain,0,c,b\ntrain,1,a,d\nval,2,a,b\nval,2,c,d\ntest,4,a,d\ntest,5,c,b\n";
    private const string Negatives = "split,snapshot,src,dst,negatives\nval,2,a,b,d c\nval,2,c,d,b\ntest,4,a,d,b c\ntest,5,c,b,d a\n";

    [Fact]
    public void Read_OfASmallPair_KnowsTheSnapshotsBefore()
    {
        var protocol = Read(Snapshots, Negatives);
        Assert.Equal((7, 3, 1), (protocol.Split.Count, protocol.Split.ValidationStart, protocol.TrainEnd));
        Assert.Equal([3], protocol.Queries(false, false).Select(b => b.Known));
        Assert.Equal([5, 6], protocol.Queries(true, false).Select(b => b.Known));
        Assert.Equal([2, 1, 1], protocol.Queries(false, false).Concat(protocol.Queries(true, false)).Select(b => b.Queries.Length));
        Assert.Equal([2, 1, 2, 2], protocol.AllQueries.Select(q => q.Negatives.Length));

        // All four nodes are a destination or a negative.
        Assert.Equal(new NodeRange(0, 4), protocol.Split.Candidates);
    }

    [Fact]
    public void Ranks_OfASmallPair_AreThoseCountedByHand()
    {
        // lr: a met b in 0 and d in 1, c met b in 0. Query 2 a b: d is later (rank 2). 2 c d: b is known, d is not (rank 2).
        // 4 a d: b was met in 2, d in 1 (rank 2; c never). 5 c b: d was met in 2, b in 0, a never (rank 2).
        var ranks = Evaluate(Read(Snapshots, Negatives), "lr");
        Assert.Equal((0.5, 0.5), (ranks.Validation.Mrr, ranks.Test.Mrr));

        // gp before 2: b 2, d 1; before 4: b 3, d 2; before 5: b 3, d 3.
        // 2 a b: rank 1. 2 c d: b is more popular, rank 2. 4 a d: rank 2. 5 c b: d ties, a is none: rank 1.5.
        ranks = Evaluate(Read(Snapshots, Negatives), "gp");
        Assert.Equal(0.75, ranks.Validation.Mrr, 1e-12);
        Assert.Equal((0.5 + (1 / 1.5)) / 2, ranks.Test.Mrr, 1e-12);
    }

    [Theory]
    [InlineData("names")]
    [InlineData("gzip")]
    [InlineData("crlf")]
    [InlineData("bom")]
    [InlineData("blank lines")]
    [InlineData("queries first")]
    public void Ranks_OfOtherFormsOfTheSame_AreTheSame(string form)
    {
        string Change(string text) => form switch
        {
            "names" => text.Replace(",a", ",node 7", StringComparison.Ordinal).Replace(" a", " node7", StringComparison.Ordinal)
                .Replace(",node 7", ",node7", StringComparison.Ordinal),
            "crlf" => text.Replace("\n", "\r\n", StringComparison.Ordinal),
            "bom" => "\uFEFF" + text,
            "blank lines" => text.Replace("\n", "\n\n", StringComparison.Ordinal),
            "queries first" when text.Contains("negatives", StringComparison.Ordinal) => Turned(text),
            _ => text,
        };
        var (plain, changed) = (Read(Snapshots, Negatives), Read(Change(Snapshots), Change(Negatives), form == "gzip"));
        foreach (var score in new[] { "lr", "gp", "cn>lp>gr", "edgebank-tw" })
        {
            var (a, b) = (Evaluate(plain, score), Evaluate(changed, score));
            Assert.Equal((a.Validation.Summary(), a.Test.Summary()), (b.Validation.Summary(), b.Test.Summary()));
        }
    }

    [Fact]
    public void Ids_ThatAreTheSameNumber_AreOneNode()
    {
        var protocol = Read(
            "split,snapshot,src,dst\ntrain,0,1,2\ntrain,0,01,3\nval,1,+1,2\ntest,2,1,002\n",
            "split,snapshot,src,dst,negatives\nval,1,1,2,3\ntest,2,1,2,03\n");
        Assert.Equal(3, protocol.Split.NodeCount);
        Assert.Equal(1.0, Evaluate(protocol, "lp").Test.Mrr);
    }

    [Theory]
    [InlineData("", "", "no training edges")]
    [InlineData("src,dst\n", "", ":1: the header")]
    [InlineData("split,snapshot,src,dst\nval,0,a,b\n", "", "no training edges")]
    [InlineData("split,snapshot,src,dst\ntrain,1,a,b\ntrain,0,a,b\n", "", ":3: snapshots must be in order")]
    [InlineData("split,snapshot,src,dst\nvalid,1,a,b\n", "", "'valid' is no split")]
    [InlineData("split,snapshot,src,dst\ntrain,x,a,b\n", "", "'x' is no whole number")]
    [InlineData("split,snapshot,src,dst\ntrain,2147483647,a,b\n", "", "is no whole number")]
    [InlineData("split,snapshot,src,dst\ntrain,-1,a,b\n", "", "'-1' is no whole number")]
    [InlineData("split,snapshot,src,dst\ntrain,1,a\n", "", ":2: expected split,snapshot,src,dst")]
    [InlineData("split,snapshot,src,dst\ntrain,1,,b\n", "", "a node has no name")]
    [InlineData(Snapshots, "", "no queries")]
    [InlineData(Snapshots, "split,snapshot,src,dst,negatives\ntrain,2,a,b,d\n", "val or test")]
    [InlineData(Snapshots, "split,snapshot,src,dst,negatives\nval,2,a,b\n", "has negatives")]
    [InlineData(Snapshots, "split,snapshot,src,dst,negatives\nval,2,a,b,\n", "has negatives")]
    [InlineData(Snapshots, "split,snapshot,src,dst,negatives\nval,2,a,b,z\n", "'z' is no node")]
    [InlineData(Snapshots, "split,snapshot,src,dst,negatives\nval,1,a,b,d\n", "belongs to training")]
    [InlineData(Snapshots, "split,snapshot,src,dst,negatives\ntest,4,a,d,b\nval,5,c,b,d\n", "validation comes first")]
    public void Read_OfFilesThatAreNone_NamesLineAndReason(string snapshots, string negatives, string reason)
    {
        var message = Assert.Throws<InputException>(() => Read(snapshots, negatives)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Read_OfACutArchive_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (Path.Combine(folder.Path, "s.csv.gz"), folder.Write("n.csv", Negatives));
        var whole = Packed(string.Concat(Enumerable.Repeat("train,0,a,b\n", 500).Prepend("split,snapshot,src,dst\n")));
        File.WriteAllBytes(a, whole[..(whole.Length - 6)]);
        Assert.Contains("cut off", Assert.Throws<InputException>(() => { UtgProtocol.Read(a, b); }).Message, StringComparison.Ordinal);
        Assert.Contains("no file", Assert.Throws<InputException>(() => { UtgProtocol.Read(b + ".x", b); }).Message, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Throws<InputException>(() => { UtgProtocol.Read(folder.Path, b); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_OfAnyProtocol_AreThoseOfTheSlowTwin() =>
        Gen.Select(Gen.Select(Gen.Int[0, 6], Gen.Int[0, 4], Gen.Int[2, 7]).Array[8, 40], Gen.Int).Sample((rows, seed) =>
        {
            var random = new Random(seed);
            var edges = rows.OrderBy(r => r.Item1).Select(r => new UtgEdge(r.Item1, r.Item2, r.Item3)).ToArray();
            var trainEnd = edges[edges.Length / 2].Snapshot;
            var queries = edges.Where(e => e.Snapshot > trainEnd)
                .Select(e => new UtgQuery(e.Snapshot > trainEnd + 1, e, [.. Enumerable.Range(0, 3).Select(_ => random.Next(2, 8))])).ToArray();
            var protocol = new UtgProtocol(edges, queries, new NodeRange(2, 6), trainEnd);
            foreach (var test in new[] { false, true })
            {
                var wanted = queries.Where(q => q.Test == test).Select(q =>
                {
                    // Popularity before the query's snapshot.
                    int Count(int node) => edges.Count(e => e.Snapshot < q.Edge.Snapshot && e.Destination == node);
                    var own = Count(q.Edge.Destination);
                    return 1 / (1 + q.Negatives.Count(n => Count(n) > own) + (0.5 * q.Negatives.Count(n => Count(n) == own)));
                }).DefaultIfEmpty(0).Average();
                var ranks = Evaluate(protocol, "gp");
                Assert.Equal(wanted, (test ? ranks.Test : ranks.Validation).Mrr, 1e-12);
            }
        });

    private static LinkRanks Evaluate(UtgProtocol protocol, string score) =>
        LinkEvaluation.Run(new HeuristicPredictor(LexicographicScore.Parse(score), protocol.Split), protocol);

    private static UtgProtocol Read(string snapshots, string negatives, bool packed = false)
    {
        using var folder = new TemporaryFolder();
        var (a, b) = (Path.Combine(folder.Path, "s"), Path.Combine(folder.Path, "n"));
        negatives = negatives.Length == 0 ? "split,snapshot,src,dst,negatives\n" : negatives;
        File.WriteAllBytes(a, packed ? Packed(snapshots) : Encoding.UTF8.GetBytes(snapshots));
        File.WriteAllBytes(b, packed ? Packed(negatives) : Encoding.UTF8.GetBytes(negatives));
        return UtgProtocol.Read(a, b);
    }

    // The rows of the queries in reverse within each part; the order of a part's queries changes no mean.
    private static string Turned(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines[1..].OrderBy(l => l[0] != 'v').ThenByDescending(l => l, StringComparer.Ordinal).Prepend(lines[0])) + "\n";
    }

    private static byte[] Packed(string text)
    {
        using var memory = new MemoryStream();
        using (var packed = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write(Encoding.UTF8.GetBytes(text));
        }

        return memory.ToArray();
    }
}
