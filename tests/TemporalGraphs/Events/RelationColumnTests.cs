using System.IO.Compression;
using System.Text;
using CsCheck;
using Parquet.Schema;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Tests.Faults;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Events;

/// <summary>The column that says what kind of link an event is.</summary>
public sealed class RelationColumnTests
{
    private const string Shop = "user,item,time,kind\n1,7,1,view\n1,7,2,buy\n2,8,3,view\n";

    [Theory]
    [InlineData(Shop, "kind", "view buy view")]
    [InlineData(Shop, "4", "view buy view")]
    [InlineData(Shop, " Kind ", "view buy view")]
    [InlineData("timestamp,head,tail,relation_type\n1,5,6,3\n1,5,6,03\n2,6,5,3.0\n3,5,6,-4\n", "relation_type", "3 3 3 -4")]
    [InlineData("timestamp,head,tail,relation_type\n1,5,6,7\n2,5,6,view\n", "relation-type", "7 view")]
    [InlineData("a\tlikes\tb\t1\na\t\"say \"\"no\"\"\"\tb\t2\n", "2", "likes say \"no\"", "source=1,destination=3,time=4")]
    [InlineData("1 2 3 x\n1 2 4 y\n", "4", "x y")]
    [InlineData("1;2;3;4;x\n1;2;4;4;y\n", "5", "x y")]
    [InlineData("# time src dst kind\n3 1 2 x\n6 4 5 y\n", "kind", "x y")]
    [InlineData("src,dst,time,kind\n1,5,6,7,x\n2,8,6,9,y\n", "kind", "x y")]
    [InlineData("user_id,item_id,timestamp,state_label,comma_separated_list_of_features\n1,2,3,0,0.5,0.25\n1,2,4,1,0.5,0.25\n", "state_label", "0 1")]
    [InlineData("src,dst,time,kind\r1,2,3,\"a,b\"\r1,2,4,c\r", "kind", "a,b c")]
    public void Read_WithAColumn_HasTheRelationOfEveryEvent(string text, string column, string relations, string? columns = null)
    {
        var options = new EventReadOptions { Relation = column, Columns = columns };
        Assert.Equal(relations, Names(FaultFile.Text(text, options)));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        Assert.Equal(relations, Names(FaultFile.Bytes(packed.ToArray(), options, "events.csv.gz")));
        Assert.Null(FaultFile.Text(text, options with { Relation = null }).Relations);
    }

    [Fact]
    public void Read_WithAColumn_LeavesTheRestAsItWas()
    {
        var (with, without) = (FaultFile.Text(Shop, new EventReadOptions { Relation = "kind" }), FaultFile.Text(Shop));
        Assert.Equal(FaultFile.Rows(without, 3), FaultFile.Rows(with, 3));
        Assert.Contains(without.Notes, n => n.Contains("not used: kind", StringComparison.Ordinal));
        Assert.DoesNotContain(with.Notes, n => n.Contains("kind", StringComparison.Ordinal));
        Assert.Contains(FaultFile.Text("1 2 3 x z\n1 2 4 y z\n", new EventReadOptions { Relation = "4" }).Notes, n => n.Contains("and column 5 is left out", StringComparison.Ordinal));
        Assert.Contains(FaultFile.Text("1 2 3 a x z\n1 2 4 b y z\n", new EventReadOptions { Relation = "5" }).Notes, n => n.Contains("columns 4 to 6 are left out but for the relation's, 5", StringComparison.Ordinal));
        Assert.Equal([0.5f, 0.25f], FaultFile.Text("user_id,item_id,timestamp,state_label,f\n1,2,3,0,0.5,0.25\n", new EventReadOptions { Relation = "4" }).Events.Features(0).ToArray());
    }

    [Theory]
    [InlineData("src,dst,time,kind\n1,2,3,a\n1,2,4,\n", "kind", ":3: the row has no relation; option SkipBad")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n1,2,4,NA\n", "kind", ":3: the row has no relation")]
    [InlineData("src,dst,time,kind\n1,2,3,\"\"\n", "kind", ":2: the row has no relation")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n1,2,4\n", "kind", ":3: the row has 3 fields, too few for the relation in column 4")]
    [InlineData("1,2,3\n1,2,4\n", "5", ":1: the row has 3 fields, too few for the relation in column 5")]
    [InlineData("1,2,3\n1,2,4\n", "4", ":1: the row has 3 fields, too few for the relation in column 4")]
    [InlineData("# a comment\n\nsrc,dst,time,kind\n1,2,3,a\n", "5", ":3: option Relation: there is no column 5 in the header (src, dst, time, kind)")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n", "0", ":1: option Relation: there is no column 0")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n", "type", ":1: option Relation: there is no column type in the header")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n", " ", ":1: option Relation: there is no column")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n", "99999999999", ":1: option Relation: there is no column 99999999999")]
    [InlineData("1,2,3,a\n1,2,4,b\n", "kind", ":1: option Relation: there is no column kind; without a header")]
    [InlineData("src,dst,time,kind,kind\n1,2,3,a,b\n", "kind", ":1: option Relation: the header names kind more than once")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n", "dst", ":1: option Relation: column 2 is read as the destination already")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n", "1", ":1: option Relation: column 1 is read as the source already")]
    [InlineData("src,dst,time,kind\n1,2,3,a\n", "time", ":1: option Relation: column 3 is read as the time already")]
    [InlineData("src,dst,time,weight\n1,2,3,4\n", "weight", ":1: option Relation: column 4 is read as the weight already")]
    [InlineData("% by hand\n1,2,3,4\n1,2,4,5\n", "4", ":2: option Relation: column 4 is read as the weight already")]
    public void Read_OfAColumnThatIsNone_NamesFileAndLine(string text, string column, string message)
    {
        var error = Assert.Throws<InputException>(() => FaultFile.Text(text, new EventReadOptions { Relation = column })).Message;
        Assert.Contains("events.csv" + message, error, StringComparison.Ordinal);
        Assert.EndsWith(".", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_WithoutARelation_CanBeLeftOut()
    {
        var read = FaultFile.Text("src,dst,time,kind\n1,2,3,a\n1,2,4,\n1,3,5,b\n1,3,6\n", new EventReadOptions { Relation = "kind", SkipBad = true });
        Assert.Equal(("a b", 2L), (Names(read), read.Skipped));
        var numbered = FaultFile.Text("1,2,3,4\n1,2,4,5\n", new EventReadOptions { Relation = "4", Columns = "source=1,destination=2,time=3" });
        Assert.Equal("4 5", Names(numbered));
    }

    [Fact]
    public void Relations_OfRowsOutOfOrder_GoWithTheirEvents() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 30], Gen.Int[0, 4]).Array[1, 40].Sample(
            rows =>
            {
                var text = "src,dst,time,kind\n" + string.Concat(rows.Select(r => $"{r.Item1},{r.Item2},{r.Item3},k{r.Item4}\n"));
                foreach (var relabel in new[] { false, true })
                {
                    var read = FaultFile.Text(text, new EventReadOptions { Relation = "kind", Sort = true, Relabel = relabel });
                    var sorted = rows.OrderBy(r => r.Item3).ToArray();
                    Assert.Equal(string.Join("; ", sorted.Select(r => $"{r.Item1} {r.Item2} {r.Item3}")), FaultFile.Rows(read, rows.Length));
                    Assert.Equal(string.Join(' ', sorted.Select(r => $"k{r.Item4}")), Names(read));
                    Assert.Equal(read.Relations!.Names, sorted.Select(r => $"k{r.Item4}").Distinct());
                }
            },
            iter: 30);

    [Fact]
    public async Task Relations_InParquet_AreThoseOfTheText()
    {
        Assert.Equal("view 7 view", Names(await Parquet(new DataField<string>("kind"), (string?[])["view", "7.0", "view"])));
        Assert.Equal("3 -4 3", Names(await Parquet(new DataField<int>("kind"), (int[])[3, -4, 3])));
        Assert.Equal("3 18446744073709551615 3", Names(await Parquet(new DataField<ulong>("kind"), (ulong[])[3, ulong.MaxValue, 3])));
        Assert.Equal("3 4 3", Names(await Parquet(new DataField<double>("kind"), (double[])[3, 4, 3])));
        await Refused(new DataField<string>("kind"), (string?[])["a", null, "b"], "e.parquet:2: the row has no relation");
        await Refused(new DataField<string>("kind"), (string?[])["a", " ", "b"], "e.parquet:2: the row has no relation");
        await Refused(new DataField<double>("kind"), (double[])[3, 4, double.NaN], "e.parquet:3: the row has no relation");
        await Refused(new DataField<double>("kind"), (double[])[3, 4.5, 3], "e.parquet:2: '4.5' is no whole number");
        await Refused(new DataField<int>("kind"), (int[])[3, 4, 3], "e.parquet: option Relation: there is no column 9", "9");
        await Refused(new DataField<int>("kind"), (int[])[3, 4, 3], "e.parquet: option Relation: column 2 is read as the destination", "dst");

        static async Task Refused<T>(DataField field, T[] kinds, string message, string column = "kind") => Assert.Contains(
            message, (await Assert.ThrowsAsync<InputException>(() => Parquet(field, kinds, column))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Relation_OfAnEventFileOfQuiver_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "e.qev");
        EventArchive.Write(path, FaultFile.Text(Shop), TestContext.Current.CancellationToken);
        Assert.Contains("settled", Assert.Throws<InputException>(() => EventReader.Read(path, new EventReadOptions { Relation = "4" })).Message, StringComparison.Ordinal);
    }

    private static string Names(EventReadResult read)
    {
        var relations = read.Relations!;
        Assert.Equal(read.Events.Count, relations.OfEvents.Length);
        return string.Join(' ', relations.OfEvents.ToArray().Select(r => relations.Names[r]));
    }

    private static async Task<EventReadResult> Parquet<T>(DataField field, T[] kinds, string column = "kind")
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "e.parquet");
        var schema = new ParquetSchema(new DataField<long>("src"), new DataField<int>("dst"), new DataField<long>("timestamp"), field);
        await using (var file = File.Create(path))
        {
            await using var writer = await global::Parquet.ParquetWriter.CreateAsync(schema, file);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(schema.DataFields[0], new long[] { 1, 2, 3 }.AsMemory());
            await group.WriteAsync<int>(schema.DataFields[1], new[] { 7, 8, 9 }.AsMemory());
            await group.WriteAsync<long>(schema.DataFields[2], new long[] { 1, 2, 3 }.AsMemory());
            switch (kinds)
            {
                case string?[] texts:
                    await group.WriteAsync(schema.DataFields[3], texts);
                    break;
                case int[] numbers:
                    await group.WriteAsync<int>(schema.DataFields[3], numbers.AsMemory());
                    break;
                case ulong[] large:
                    await group.WriteAsync<ulong>(schema.DataFields[3], large.AsMemory());
                    break;
                default:
                    await group.WriteAsync<double>(schema.DataFields[3], ((double[])(object)kinds).AsMemory());
                    break;
            }
        }

        return EventReader.Read(path, new EventReadOptions { Relation = column });
    }
}
