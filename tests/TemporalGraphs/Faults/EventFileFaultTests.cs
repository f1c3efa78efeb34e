using System.IO.Compression;
using System.Text;
using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Events;

namespace Quiver.TemporalGraphs.Tests.Faults;

/// <summary>The rows T4 to T7, T10 to T12, T14, T18 and T19 of the fault list, and others of their kinds.</summary>
public sealed class EventFileFaultTests
{
    [Theory]
    [InlineData("ml_small.csv", "3 14 16; 8 19 55")]
    [InlineData("pandas_index.csv", "3 14 16; 8 19 55")]
    [InlineData("nodes2.csv", "Node 1 5 1000; Node 2 6 1001")]
    [InlineData("blankhead.csv", "5 16 1600000015; 0 11 1600000028")]
    [InlineData("sp_around.csv", "7 12 1; 0 10 2")]
    [InlineData("names_num.csv", "Ada Moor Ben Falk 690247; Cy Lund Ada Moor 690280")]
    [InlineData("decimalcomma.csv", "1 2 100.5; 1 3 101.5")]
    [InlineData("bom_timefirst.csv", "5 10 2; 8 11 6")]
    [InlineData("bom_nohead.csv", "5 10 2; 8 11 6")]
    [InlineData("edgeid2.csv", "5 10 1600000015; 0 11 1600000028")]
    [InlineData("h_tij.txt", "5 10 2; 8 11 6")]
    [InlineData("useritem.csv", "9 12 15; 3 6 28")]
    [InlineData("bigids.csv", "1305463163 1648458476 0; 254228484 61875732 1")]
    [InlineData("strings.parquet", "n0 m10 1700000000; n7 m13 1700003600")]
    [InlineData("uint64.parquet", "0 10 1700000000; 7 13 1700003600")]
    [InlineData("us100.parquet", "0 5 1700000000; 1 6 1700000000.0001")]
    [InlineData("ids_iso.csv", "1 2 1432043047; 3 1 1432043080")]
    [InlineData("ids_isoT.csv", "1 2 1432043047; 3 1 1432043080")]
    [InlineData("tij_socio.dat", "1117 1114 31240; 1103 1128 31240")]
    [InlineData("gz_noext.csv", "3 14 16; 8 19 55")]
    [InlineData("out.konect-small", "5 12 1082043513; 1 8 1082044982")]
    public void Read_OfAFileThatWasReadWrongly_HasItsRows(string name, string rows) => Assert.Equal(rows, FaultFile.Rows(FaultFile.Read(name)));

    [Theory]
    [InlineData("src|dst|ts\n1|2|3\n4|5|6\n", "1 2 3; 4 5 6")]
    [InlineData("\uFEFFfrom;to;time\n1;2;3\n4;5;6\n", "1 2 3; 4 5 6")]
    [InlineData("src,dst,ts\r1,2,3\r4,5,6\r", "1 2 3; 4 5 6")]
    [InlineData("\"src\" \"dst\" \"time\"\n\"1\" 7 2 3\n\"2\" 4 5 6\n", "7 2 3; 4 5 6")]
    [InlineData("# src dst time\n1.000e+00 2.000e+00 3.000e+00\n4.000e+00 5.000e+00 6.000e+00\n", "1 2 3; 4 5 6")]
    [InlineData("# time,src,dst\n3,1,2\n6,4,5\n", "1 2 3; 4 5 6")]
    [InlineData("Unnamed: 0,u,i,ts,label\n0,1,2,3,0\n1,4,5,6,0\n", "1 2 3; 4 5 6")]
    [InlineData("src,dst,timestamp\n\"Moor, Ada\",\"the \"\"old\"\" inn\",3\nx,y,4\n", "Moor, Ada the \"old\" inn 3; x y 4")]
    [InlineData("src,dst,timestamp\n\"a\nb\",5,3\n\"a\nb\",6,4\n", "a\nb 5 3; a\nb 6 4")]
    [InlineData("src,dst,timestamp\n5\" pipe,2,3\n6\" \"pipe\",2,4\n", "5\" pipe 2 3; 6\" \"pipe\" 2 4")]
    [InlineData("1;2;100,5;1,5\n1;3;101,5;2,5\n", "1 2 100.5; 1 3 101.5")]
    [InlineData("time i j\n3 1 2\n6 4 5\n", "1 2 3; 4 5 6")]
    [InlineData("SOURCE_SUBREDDIT\tTARGET_SUBREDDIT\tPOST_ID\tTIMESTAMP\na\tb\tx1\t2013-12-31 16:39:18\na\tc\tx2\t2013-12-31 16:39:19\n", "a b 1388507958; a c 1388507959")]
    [InlineData("userId,movieId,rating,timestamp\n1,1,4.5,3\n1,2,3,4\n", "1 1 3; 1 2 4")]
    [InlineData("% bip unweighted\n1 1 1 3\n1 2\t1 4\n", "1 1 3; 1 2 4")]
    [InlineData("1385982020 454 640 MP MP*\n1385982040 8 1 PC PC\n", "454 640 1385982020; 8 1 1385982040")]
    [InlineData("6,2,4,1289241911.72836\n6,5,-2,1289241941.53378\n", "6 2 1289241911.72836; 6 5 1289241941.53378")]
    [InlineData("0,7,2,1289241911\n1,4,5,1289241941\n2,4,2,1289241951\n", "7 2 1289241911; 4 5 1289241941")]
    [InlineData("day,src,dst,weight\n1648811421,0xabc,0xdef,1.5\n1648811422,0xabd,0xdef,1.5\n", "0xabc 0xdef 1648811421; 0xabd 0xdef 1648811422")]
    [InlineData("src,dst,time\n9223372036854775807,-5,1\n9223372036854775806,-6,2\n", "9223372036854775807 -5 1; 9223372036854775806 -6 2")]
    [InlineData("src,dst,time\n123456789012345678901234567890,2,1\n-123456789012345678901234567890,2,2\n", "123456789012345678901234567890 2 1; -123456789012345678901234567890 2 2")]
    [InlineData("src,dst,time\n7,07,1\n7.0E0,7.0,2\n", "7 7 1; 7 7 2")]
    [InlineData("src,dst,time\n7.,7,1\n7e+00,7E+00,2\n", "7 7 1; 7 7 2")]
    [InlineData("src,dst,time\n12e4,7e10,1\n120000,70000000000,2\n", "12e4 7e10 1; 120000 70000000000 2")]
    [InlineData("src,dst,time\n1,2,1700000000000000001\n1,3,1700000000000000002\n", "1 2 0; 1 3 1")]
    public void Read_OfOtherFormsOfTheSameKind_HasItsRows(string text, string rows)
    {
        var relabel = text.Contains("12e4", StringComparison.Ordinal);
        Assert.Equal(rows, FaultFile.Rows(FaultFile.Text(text, new EventReadOptions { Relabel = relabel })));
    }

    [Theory]
    [InlineData("src,dst,time\n4,2,1\n4E0,2,2\n", ":3:", "'4E0' is no node number")]
    [InlineData("alpha,beta,gamma\n1,2,3\n", "alpha, beta, gamma", "option Columns")]
    [InlineData("src,beta,gamma\n1,2,3\n", "destination and the time", "option Columns")]
    [InlineData(",0,1,2\n0,5,6,7\n", "(empty), 0, 1, 2", "option Columns")]
    [InlineData("src,dst,time,timestamp\n1,2,3,4\n", "time and timestamp", "option Columns")]
    [InlineData("src,dst,src,time\n1,2,3,4\n", "2 times", "option Columns")]
    [InlineData("Contacts of 2015\nsrc,dst,time\n1,2,3\n", ":1:", "one field")]
    [InlineData("src,dst,time\nMoor, Ada,2,3\nMoor, Ada,2,4\n", "3 fields", "4")]
    [InlineData("src,dst,date\n1,2,03/04/2015\n1,3,04/04/2015\n", "03/04/2015", "option DateOrder")]
    [InlineData("1,2,3\n4,5,6\n7,8,9,10,11\n", ":3:", "5 fields")]
    [InlineData("src,dst,time\n1,2,3\n\"x,3,4\n3,4,5\n", ":3:", "quote")]
    [InlineData("% sym weighted\n1 2 1\n2 3 1\n", "KONECT", "no times")]
    [InlineData("1::2::5::978300760\n1::3::5::978300761\n", ":1:", "one field")]
    public void Read_OfAFileWhoseFormIsNotClear_SaysWhatToDo(string text, params string[] parts)
    {
        var message = Assert.Throws<InputException>(() => { FaultFile.Text(text); }).Message;
        Assert.All(parts, p => Assert.Contains(p, message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Columns_AsTheUserSays_AreTaken()
    {
        Assert.Equal("2 3 1; 3 4 2", FaultFile.Rows(FaultFile.Text("1 2 3\n2 3 4\n", new EventReadOptions { Columns = "time=1,source=2,destination=3" })));
        Assert.Equal("1 2 3; 4 5 6", FaultFile.Rows(FaultFile.Text("a,b,c,d\n0,1,2,3\n0,4,5,6\n", new EventReadOptions { Columns = "source=b,destination=C,time=4" })));
        Assert.Equal("1 2 3; 4 5 6", FaultFile.Rows(FaultFile.Text("a,dst,time\n1,2,3\n4,5,6\n", new EventReadOptions { Columns = "source=a" })));
        foreach (var wrong in new[] { "time=1", "time=1,source=1,destination=2", "when=1", "time=9,source=1,destination=2", "source=", "time=x,source=1,destination=2" })
        {
            Assert.Throws<InputException>(() => { FaultFile.Text("a,b,c\n1,2,3\n", new EventReadOptions { Columns = wrong }); });
        }

        Assert.Throws<InputException>(() => { FaultFile.Text("timestamp,src,dst\n1,2,3\n", new EventReadOptions { Layout = EventLayout.SourceDestinationTime }); });
    }

    [Theory]
    [InlineData("2015-05-19", 1431993600)]
    [InlineData("2015-05-19T13:44:07Z", 1432043047)]
    [InlineData("2015-05-19 13:44:07+02:00", 1432035847)]
    [InlineData("2015-05-19T13:44:07.25-0130", 1432048447.25)]
    [InlineData("20150519T134407Z", 1432043047)]
    [InlineData("2015/05/19 13:44", 1432043040)]
    [InlineData("19.05.2015 13:44:07", 1432043047)]
    [InlineData("05/19/2015 1:44:07 PM", 1432043047)]
    [InlineData("19/05/2015 13:44:07", 1432043047)]
    [InlineData("1930-01-01", -1262304000)]
    [InlineData("1969-12-31T23:59:59.5Z", -0.5)]
    [InlineData("Tue, 19 May 2015 13:44:07 GMT", 1432043047)]
    [InlineData("Tue May 19 13:44:07 +0000 2015", 1432043047)]
    [InlineData("May 19, 2015", 1431993600)]
    [InlineData("19-May-2015 13:44:07", 1432043047)]
    [InlineData("2000-02-29 24:00", 951868800)]
    public void Times_AsDates_BecomeSecondsSince1970(string date, double seconds)
    {
        Assert.True(Dates.TryRead(date, out var read));
        Assert.Equal(seconds, read);
        var events = FaultFile.Text($"src,dst,time\n1,2,\"{date}\"\n1,3,\"{date}\"\n");
        Assert.Equal(seconds, events.Events.Times[1]);
        Assert.True(events.SinceEpoch);
        Assert.Contains(events.Notes, n => n.Contains("dates", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2015-13-01")]
    [InlineData("2015-02-29")]
    [InlineData("2015-05-19T25:00")]
    [InlineData("03/04/2015")]
    [InlineData("19.5.15")]
    [InlineData("yesterday")]
    [InlineData("2015-05-19T13:44:07+99:00")]
    [InlineData("2015-05-19X")]
    public void Dates_ThatAreNone_AreRefused(string date) => Assert.False(Dates.TryRead(date, out _));

    [Theory]
    [InlineData(1700000000, TimeUnit.Seconds)]
    [InlineData(1700000000000, TimeUnit.Milliseconds)]
    [InlineData(1700000000000000, TimeUnit.Microseconds)]
    [InlineData(1700000000000000000, TimeUnit.Nanoseconds)]
    public void TimeUnits_OfTimesSince1970_AreFoundAndSaid(long first, TimeUnit unit)
    {
        var read = FaultFile.Text($"src,dst,time\n1,2,{first}\n1,3,{first + 1}\n");
        Assert.Equal((unit, false, true), (read.TimeUnit, read.TimeUnitAssumed, read.SinceEpoch));
        Assert.Equal(1, read.Events.Times[1] - read.Events.Times[0]);
        Assert.Equal(unit != TimeUnit.Seconds, read.Notes.Any(n => n.Contains("option TimeUnit", StringComparison.Ordinal)));
        Assert.Equal(unit.PerSecond() * 3600, Quiver.TemporalGraphs.Evaluation.Freshness.ParseInterval("1h", unit));
    }

    [Fact]
    public void TimeUnits_OfOtherTimes_AreAssumedOrSaid()
    {
        Assert.Equal((TimeUnit.Seconds, true), FaultFile.Text("1,2,3\n1,2,4\n") is var a ? (a.TimeUnit, a.TimeUnitAssumed) : default);
        Assert.Equal((TimeUnit.Hours, false), FaultFile.Text("1,2,3\n1,2,4\n", new EventReadOptions { TimeUnit = TimeUnit.Hours }) is var b ? (b.TimeUnit, b.TimeUnitAssumed) : default);
        Assert.Equal([-5.0, 4.0], FaultFile.Text("1,2,-5\n1,2,4\n", new EventReadOptions { TimeUnit = TimeUnit.Days }).Events.Times.ToArray());
        Assert.Contains(FaultFile.Text("1,2,20150401\n1,2,20150402\n").Notes, n => n.Contains("yyyymmdd", StringComparison.Ordinal));
        Assert.Contains(FaultFile.Text("1,2,202011\n1,2,202012\n2,3,202101\n").Notes, n => n.Contains("yyyymm)", StringComparison.Ordinal));
        foreach (var plain in new[] { "1,2,202011\n1,2,202013\n", "1,2,202011\n1,2,202011.5\n", "1,2,1\n1,2,202011\n", "1,2,202011\n1,2,202011\n" })
        {
            Assert.DoesNotContain(FaultFile.Text(plain).Notes, n => n.Contains("yyyymm", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Weights_ThatAreMissing_AreOneAndCounted_AndThoseThatAreNoNumberRefused()
    {
        var text = FaultFile.Text("src,dst,time,weight\n1,2,3,\n2,3,4,5\n2,3,5,NA\n");
        Assert.Equal([1f, 5f, 1f], text.Events.Weights.ToArray());
        Assert.Contains(text.Notes, n => n.StartsWith("2 events have no weight", StringComparison.Ordinal));
        var parquet = FaultFile.Read("null_weight.parquet");
        Assert.Contains(parquet.Notes, n => n.StartsWith("20 events have no weight", StringComparison.Ordinal));
        Assert.DoesNotContain(parquet.Events.Weights.ToArray(), w => !float.IsFinite(w));
        Assert.Contains("'NaN' is no weight", Assert.Throws<InputException>(() => { FaultFile.Read("nan_weight.parquet"); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_ThatAreNoUtf8_StayDifferent()
    {
        var read = FaultFile.Bytes([.. "src,dst,time\n"u8, (byte)'M', 0xFC, .. ",x,1\n"u8, (byte)'M', 0xF6, .. ",x,2\n"u8]);
        Assert.Equal("Mü x 1; Mö x 2", FaultFile.Rows(read));
        Assert.Contains(read.Notes, n => n.Contains("Latin-1", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_InUtf16_IsRead()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            Assert.Equal("1 2 3", FaultFile.Rows(FaultFile.Bytes([.. encoding.GetPreamble(), .. encoding.GetBytes("src\tdst\ttime\n1\t2\t3\n")])));
        }
    }

    [Theory]
    [InlineData("BZh91AY&SY", "bunzip2")]
    [InlineData("PK\u0003\u0004", "zip")]
    [InlineData("PAR2", "header names|fields|no events|one field")]
    [InlineData("<!DOCTYPE html>", "web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "git lfs")]
    [InlineData("\0\0\0\0", "binary")]
    public void Read_OfOtherKindsOfFile_SaysWhatItIs(string content, string expected)
    {
        var message = Assert.Throws<InputException>(() => { FaultFile.Text(content); }).Message;
        Assert.Contains(expected.Split('|'), e => message.Contains(e, StringComparison.Ordinal));
    }

    [Fact]
    public void Gzip_OfAnyPrefix_IsRefused_AndOfSeveralMembersRead()
    {
        var text = new StringBuilder("src,dst,time\n");
        for (var i = 0; i < 400; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i * 7919 % 101},{i * 104729 % 97},{i}\n");
        }

        var whole = Pack(text.ToString());
        Assert.Equal(400, FaultFile.Bytes(whole, null, "e.gz").Events.Count);
        Assert.Equal(401, FaultFile.Bytes([.. whole, .. Pack("1,2,900\n")]).Events.Count);
        for (var length = 2; length < whole.Length; length++)
        {
            var message = Assert.Throws<InputException>(() => { FaultFile.Bytes(whole[..length]); }).Message;
            Assert.Contains("cut off", message, StringComparison.Ordinal);
        }

        for (var place = whole.Length - 8; place < whole.Length; place++)
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 4;
            Assert.Contains("gzip data", Assert.Throws<InputException>(() => { FaultFile.Bytes(damaged); }).Message, StringComparison.Ordinal);
        }

        Assert.Contains("cut off", Assert.Throws<InputException>(() => { FaultFile.Read("trunc.csv.gz"); }).Message, StringComparison.Ordinal);
        Assert.Contains("twice", Assert.Throws<InputException>(() => { FaultFile.Bytes(Pack(Encoding.Latin1.GetString(whole))); }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfAnyPrefix_IsRefusedOrReported()
    {
        const string Whole = "src,dst,time,weight\n10,20,300,4\n11,21,301,5\n12,22,302,6\n";
        var lines = Whole.Split('\n').Length - 1;
        for (var length = Whole.IndexOf("301", StringComparison.Ordinal); length < Whole.Length; length++)
        {
            if (Whole[length - 1] == '\n')
            {
                continue;
            }

            try
            {
                var read = FaultFile.Text(Whole[..length]);
                Assert.Contains(read.Notes, n => n.Contains("has no line break", StringComparison.Ordinal));
            }
            catch (InputException e)
            {
                Assert.Contains(":" + (Whole[..length].Count(c => c == '\n') + 1) + ":", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(4, lines);
    }

    // A quadratic reader would take minutes here.
    [Fact]
    public void LongQuotes_AndManyOfThem_AreReadOrRefused()
    {
        foreach (var unit in new[] { "\"\n", "\"\"\n", "\"\"\"\n", "\"a\n\"\"", "a,\"b\n", "\n", ",,,\n", "\"\"\"\"\n\n" })
        {
            try
            {
                FaultFile.Text(string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)), new EventReadOptions { SkipBad = true });
            }
            catch (InputException)
            {
                // Refused is well.
            }
        }
    }

    private static byte[] Pack(string text)
    {
        using var memory = new MemoryStream();
        using (var packed = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            packed.Write(Encoding.Latin1.GetBytes(text));
        }

        return memory.ToArray();
    }
}
