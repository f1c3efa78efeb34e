using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;
using Quiver.TemporalGraphs.Tests.Faults;
using Quiver.Tests;

namespace Quiver.TemporalGraphs.Tests.Events;

/// <summary>The same events in every form that a text can have are the same events.</summary>
public sealed class TextFormTests
{
    private static readonly Gen<Form> Forms = Gen.Select(
        Gen.Char[",;\t| "], Gen.Char["nrR"], Gen.Int[0, 3], Gen.Bool.Array[8]).Select((separator, line, packing, flags) => new Form(
            separator, line switch { 'n' => "\n", 'r' => "\r\n", _ => "\r" }, packing, flags[0], flags[1], flags[2], flags[3], flags[4],
            flags[5] && separator is not ',', flags[6], flags[7]));

    private static readonly Gen<(int Source, int Destination, int Time, int Weight)[]> Rows =
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 9_000], Gen.Int[-500, 500]).Array[3, 15].Select(rows => rows.OrderBy(r => r.Item3).ToArray());

    [Fact]
    public void Read_OfAnyForm_HasTheEvents() =>
        Gen.Select(Rows, Forms).Sample(
            (rows, form) =>
            {
                var read = FaultFile.Bytes(form.Bytes(rows), null, form.Packing == 1 ? "e.csv.gz" : "e.txt");
                var events = read.Events;
                Assert.Equal(rows.Length, events.Count);
                for (var i = 0; i < rows.Length; i++)
                {
                    Assert.Equal((form.Node(rows[i].Source), form.Node(rows[i].Destination)), (read.NameOf(events.Sources[i]), read.NameOf(events.Destinations[i])));
                    Assert.Equal((double)(rows[i].Time / 4m), events.Times[i]);
                    Assert.Equal(form.Weighted ? (float)(rows[i].Weight / 4m) : 1, events.IsWeighted ? events.Weights[i] : 1);
                }

                Assert.Equal(!form.Header, read.Notes.Any(n => n.StartsWith("There is no header", StringComparison.Ordinal)));
            },
            iter: 600);

    [Theory]
    [InlineData("n9|n24|13,25|104,25\nn1|n2|45,5|9,5\n", "n9 n24 13.25; n1 n2 45.5")]
    [InlineData("n9 n24 13,25 104,25\nn1 n2 45,5 9,5\n", "n9 n24 13.25; n1 n2 45.5")]
    [InlineData("Ada Moor,Ben Falk,13\nBen Falk,Ada Moor,14\n", "Ada Moor Ben Falk 13; Ben Falk Ada Moor 14")]
    [InlineData("a 1,b 2,13\nb 2,a 1,14\n", "a 1 b 2 13; b 2 a 1 14")]
    [InlineData("1, 2, 3\n2, 3, 4\n", "1 2 3; 2 3 4")]
    [InlineData("a|x,b|y,13\nb|y,a|x,14\n", "a|x b|y 13; b|y a|x 14")]
    public void Commas_ThatStandInNumbersAlone_SeparateNothing(string text, string rows) => Assert.Equal(rows, FaultFile.Rows(FaultFile.Text(text)));

    [Fact]
    public void Read_OfColumnsInAnyOrder_HasTheEvents() =>
        Gen.Select(Rows, Gen.Shuffle(new[] { 0, 1, 2, 3, 4 }), Gen.Bool).Sample(
            (rows, order, named) =>
            {
                string[] header = ["sender", "receiver", "unixtime", "amount", "comment"];
                string Line(IEnumerable<string> cells) => string.Join(';', order.Select(cells.ToArray().ElementAt)) + "\n";
                var text = Line(header) + string.Concat(rows.Select(r => Line([$"{r.Source}", $"{r.Destination}", $"{r.Time}", $"{r.Weight}", "-"])));
                var columns = named ? null : string.Join(',', new[] { "source", "destination", "time", "weight" }.Select((role, i) => $"{role}={Array.IndexOf(order, i) + 1}"));
                var events = FaultFile.Text(text, new EventReadOptions { Columns = columns }).Events;
                Assert.Equal(rows.Select(r => (r.Source, r.Destination, (double)r.Time, (float)r.Weight)),
                    Enumerable.Range(0, rows.Length).Select(i => (events.Sources[i], events.Destinations[i], events.Times[i], events.Weights[i])));
            },
            iter: 200);

    [Fact]
    public void Read_OfAFileOfManyBlocks_IsThatOfItsRows()
    {
        // Rows cross every border of the reader's blocks, in quotes and without.
        var random = new Random(3);
        var rows = Enumerable.Range(0, 60_000).Select(i => (Source: new string('a', random.Next(1, 40)), Destination: $"p, \"{random.Next(30)}\"\n", Time: i)).ToArray();
        var text = "src,dst,time\n" + string.Concat(rows.Select(r => $"{r.Source},\"{r.Destination.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{r.Time}\n"));
        Assert.True(text.Length > 2 << 20, "one block holds the file");
        var read = FaultFile.Text(text);
        Assert.Equal(rows.Length, read.Events.Count);
        Assert.All(Enumerable.Range(0, rows.Length), i => Assert.True(
            read.NameOf(read.Events.Sources[i]) == rows[i].Source && read.NameOf(read.Events.Destinations[i]) == rows[i].Destination && read.Events.Times[i] == i));
    }

    [Fact]
    public void Sort_OfAnyRows_IsStable() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 12]).Array[1, 30].Sample(rows =>
        {
            var text = "src,dst,time\n" + string.Concat(rows.Select(r => $"{r.Item1},{r.Item2},{r.Item3}\n"));
            var events = FaultFile.Text(text, new EventReadOptions { Sort = true }).Events;
            Assert.Equal(rows.OrderBy(r => r.Item3).Select(r => (r.Item1, r.Item2, (double)r.Item3)),
                Enumerable.Range(0, rows.Length).Select(i => (events.Sources[i], events.Destinations[i], events.Times[i])));
        }, iter: 200);

    [Fact]
    public void SkipBad_OfAnyRows_KeepsTheGoodOnesAndCountsTheOthers() =>
        Gen.Select(Rows, Gen.Int[0, 5].Array[3, 15]).Sample(
            (rows, kinds) =>
            {
                string[] bad = ["x,1,2,3,4", ",1,2", "1,,2", "1,2,", "1,2,NaN", "1,2,1e999"];
                var text = new StringBuilder("src,dst,time\n");
                for (var i = 0; i < rows.Length; i++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{rows[i].Source},{rows[i].Destination},{rows[i].Time}\n").Append(i > 0 && i < kinds.Length ? bad[kinds[i]] + "\n" : string.Empty);
                }

                var skipped = Math.Min(rows.Length, kinds.Length) - 1;
                var read = FaultFile.Text(text.ToString(), new EventReadOptions { SkipBad = true });
                Assert.Equal((rows.Length, skipped), (read.Events.Count, (int)read.Skipped));
                Assert.Equal(rows.Select(r => (double)r.Time), read.Events.Times.ToArray());
                Assert.StartsWith("line 4: ", read.FirstSkipped, StringComparison.Ordinal);
                Assert.Contains(":4:", Assert.Throws<InputException>(() => { FaultFile.Text(text.ToString()); }).Message, StringComparison.Ordinal);
            },
            iter: 200);

    [Fact]
    public void Relabel_OfAnyIds_NumbersThemInOrderOfAppearance() =>
        Rows.Sample(rows =>
        {
            var text = "src,dst,time\n" + string.Concat(rows.Select(r => $"{r.Source * 1000},n{r.Destination},{r.Time}\n"));
            var read = FaultFile.Text(text, new EventReadOptions { Relabel = true });
            var order = rows.SelectMany(r => new[] { $"{r.Source * 1000}", $"n{r.Destination}" }).Distinct().ToArray();
            Assert.Equal(order, read.Names!);
            Assert.Equal(rows.Select(r => Array.IndexOf(order, $"{r.Source * 1000}")), read.Events.Sources.ToArray());
        }, iter: 100);

    [Theory]
    [InlineData("p.parquet", "no Parquet file")]
    [InlineData("", "folder")]
    public void Read_OfAPathThatIsNoSuchFile_SaysSo(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = name.Length == 0 ? folder.Path : folder.Write(name, "src,dst,time\n1,2,3\n");
        Assert.Contains(reason, Assert.Throws<InputException>(() => { EventReader.Read(path); }).Message, StringComparison.Ordinal);
    }

    private sealed record Form(
        char Separator, string LineBreak, int Packing, bool Header, bool Names, bool Quotes, bool Comments, bool LastBreak, bool Commas, bool Weighted, bool Padded)
    {
        public string Node(int id) => Names ? $"n{id}" : id.ToString(CultureInfo.InvariantCulture);

        // Packing: plain, gzip, UTF-16, UTF-8 with a byte order mark.
        public byte[] Bytes((int Source, int Destination, int Time, int Weight)[] rows)
        {
            var text = new StringBuilder(Comments ? $"# written for a test{LineBreak}" : string.Empty);
            if (Header)
            {
                text.Append(Line(Weighted ? ["src", "dst", "timestamp", "weight"] : ["src", "dst", "timestamp"])).Append(LineBreak);
            }

            foreach (var (i, r) in rows.Index())
            {
                string[] cells = [Node(r.Source), Node(r.Destination), Number(r.Time), .. Weighted ? [Number(r.Weight)] : Array.Empty<string>()];
                text.Append(Line(cells)).Append(i < rows.Length - 1 || LastBreak ? LineBreak : string.Empty);
                text.Append(Comments && i == 1 ? $"% in between{LineBreak}{LineBreak}" : string.Empty);
            }

            return Packing switch
            {
                1 => Packed(Encoding.UTF8.GetBytes(text.ToString())),
                2 => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(text.ToString())],
                3 => [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())],
                _ => Encoding.UTF8.GetBytes(text.ToString()),
            };
        }

        private string Line(string[] cells) => string.Join(
            Padded && Separator != ' ' ? $" {Separator} " : $"{Separator}", Quotes ? cells.Select(c => $"\"{c}\"") : cells);

        private string Number(int quarters)
        {
            var text = (quarters / 4m).ToString("0.00", CultureInfo.InvariantCulture);
            return Commas ? text.Replace('.', ',') : text;
        }

        private static byte[] Packed(byte[] bytes)
        {
            using var memory = new MemoryStream();
            using (var packed = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
            {
                packed.Write(bytes);
            }

            return memory.ToArray();
        }
    }
}
