using Quiver.Circuits.Classification;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Classification;

public sealed class ClassificationReaderTests
{
    private static readonly string[] Rows = ["5.1,3.5,alpha", "4.9,3.0,alpha", "6.2,2.9,beta", "5.9,3.0,beta", "5.5,2.5,alpha", "6.7,3.1,beta"];

    [Fact]
    public void Read_NamesWithoutHeader_KeepsTheFirstRow()
    {
        var data = ClassificationReader.Read(Faults.Circuit("named_nohead.csv"));
        Assert.Equal((150, 4, 3), (data.Features.Length, data.Features[0].Length, data.Classes));
        Assert.Equal(["alpha", "beta", "gamma"], data.ClassNames);
        Assert.Equal(100, data.Named(["0", "1"]).Labels.Length);
        Assert.Equal(data.Named(["0", "1"]).Features, data.Named(["alpha", "beta"]).Features);
    }

    [Fact]
    public void Read_LabelsOneAndTwo_AreTwoClasses()
    {
        var data = ClassificationReader.Read(Faults.Circuit("onetwo.csv"));
        Assert.Equal(2, data.Classes);
        Assert.Equal(["1", "2"], data.ClassNames);
        Assert.Equal(data.Labels, data.Named(["1", "2"]).Labels);
        Assert.Throws<ArgumentException>(() => data.Named(["0", "1"]));
    }

    [Fact]
    public void Read_TheSameTableWrittenOtherwise_IsTheSameTable()
    {
        var plain = ReadText(string.Join('\n', Rows));
        string[] others =
        [
            "a,b,kind\n" + string.Join('\n', Rows),
            "\ufeffa,b,kind\r\n" + string.Join("\r\n", Rows) + "\r\n",
            "f,g,target\n" + string.Join('\n', Rows),
            "6,2,alpha,beta\n" + string.Join('\n', Rows),
            string.Join('\n', Rows).Replace(',', ';'),
            string.Join('\n', Rows).Replace(',', '\t'),
            string.Join('\n', Rows).Replace(',', ' '),
            string.Join('\n', Rows.Select(r => "\"" + r.Replace(",", "\",\"", StringComparison.Ordinal) + "\"")),
            ",a,b,kind\n" + string.Join('\n', Rows.Select((r, i) => $"{i},{r}")),
            "class,a,b\n" + string.Join('\n', Rows.Select(r => r.Split(',')).Select(c => $"{c[2]},{c[0]},{c[1]}")),
        ];
        foreach (var text in others)
        {
            var data = ReadText(text);
            Assert.Equal(plain.Features, data.Features);
            Assert.Equal(plain.Labels, data.Labels);
            Assert.Equal(plain.ClassNames, data.ClassNames);
        }
    }

    /// <summary>Spreadsheets of many countries write 5,1 for 5.1 and semicolons, tabs or blanks between cells.</summary>
    [Theory]
    [InlineData(";", "")]
    [InlineData(";", "width;length;kind\n")]
    [InlineData("; ", "\ufeffwidth (m, along);length;kind\r\n")]
    [InlineData("\t", "width\tlength\tkind\n")]
    [InlineData("  ", "")]
    public void Read_DecimalCommas_AreTheSameTable(string separator, string header)
    {
        var plain = ReadText(string.Join('\n', Rows));
        var data = ReadText(header + string.Join('\n', Rows).Replace(",", separator, StringComparison.Ordinal).Replace('.', ',') + "\n");
        Assert.Equal(plain.Features, data.Features);
        Assert.Equal(plain.ClassNames, data.ClassNames);
        Assert.Contains("Numbers are read with decimal commas.", data.Notes);
    }

    /// <summary>Commas in few rows leave no doubt about the semicolon; points beside commas leave doubt about the numbers.</summary>
    [Fact]
    public void Read_FewDecimalCommas_AreReadAndMixedOnesRefused()
    {
        Assert.Equal(3.5, ReadText("1;2;a\n1;3;b\n2;3,5;b\n").Features[2][1]);
        Assert.Contains("'3,5' in column 2 is no finite number",
            Assert.Throws<InputException>(() => { ReadText("1.5;2;a\n1;3;b\n2;3,5;b\n"); }).Message, StringComparison.Ordinal);
        foreach (var text in new[] { "1,2,a b;c\n2,3,d e;f\n", "1, 2, 0\n2, 3, 1\n", "1 ,2 ,0\n2 ,3 ,1\n" })
        {
            var data = ReadText(text);
            Assert.Equal([1.0, 2.0], data.Features[0]);
            Assert.DoesNotContain(data.Notes, n => n.Contains("decimal", StringComparison.Ordinal));
        }

        Assert.Equal(["10 km", "20 km"], ReadText("5,10 km\n6,20 km\n").ClassNames);
    }

    [Theory]
    [InlineData("1,2,\"x, y\"\n2,3,\"a \"\"b\"\"\"\n", "x, y", "a \"b\"")]
    [InlineData("1,2,-1\n2,3,1.0\n", "-1", "1")]
    public void Read_ClassNames_AreAsTheFileSays(string text, string first, string second) => Assert.Equal([first, second], ReadText(text).ClassNames);

    [Theory]
    [InlineData("1,2,x\n1,?,y\n3,4,x\n", ":2")]
    [InlineData("1,2,x\n2,nan,y\n", ":2")]
    [InlineData("1,2,\"x\n2,3,y\n", "never closed")]
    [InlineData("1,2,\n2,3,\n", "class, is empty")]
    [InlineData("1,2,0.25\n2,3,0.5\n3,4,0.75\n", "no classes")]
    [InlineData("1,2,x\n1,2\n", "columns")]
    public void Read_ABadTable_NamesTheLine(string text, string part) =>
        Assert.Contains(part, Assert.Throws<InputException>(() => ReadText(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ACutGzipFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "cut.csv.gz");
        var whole = File.ReadAllBytes(Path.Combine(SharedData.Repository, "data", "classification", "digits.csv.gz"));
        foreach (var length in (int[])[20, whole.Length / 2, whole.Length - 8, whole.Length - 1])
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains("cut off", Assert.Throws<InputException>(() => ClassificationReader.Read(path)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Encoder_OfFeaturesThatAreNotFinite_NamesTheRow()
    {
        var data = new ClassificationData("d", [[1, 2], [double.NaN, 1]], [0, 1]);
        Assert.Contains("row 1", Assert.Throws<ArgumentException>(() => new DataEncoder(DataEncoding.Amplitude, 0, data)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DataEncoding.Amplitude)]
    [InlineData(DataEncoding.Angle)]
    [InlineData(DataEncoding.Components)]
    [InlineData(DataEncoding.Covariance)]
    [InlineData(DataEncoding.None)]
    public void Encoder_OnMoreQubitsThanAreSimulated_IsRefused(DataEncoding encoding)
    {
        var data = new ClassificationData("d", [[1, 2], [2, 1]], [0, 1]);
        Assert.Contains("at most 16", Assert.Throws<ArgumentException>(() => new DataEncoder(encoding, 17, data)).Message, StringComparison.Ordinal);
    }

    private static ClassificationData ReadText(string text)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "t.csv");
        File.WriteAllText(path, text);
        return ClassificationReader.Read(path);
    }
}
