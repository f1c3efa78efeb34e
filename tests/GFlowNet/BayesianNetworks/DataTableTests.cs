using Quiver.Core.Runs;
using Quiver.GFlowNet.BayesianNetworks;
using Quiver.Tests;

namespace Quiver.GFlowNet.Tests.BayesianNetworks;

public sealed class DataTableTests
{
    [Theory]
    [InlineData("a,b\n1,2\n3,4.5\n", "a b", 4.5)]
    [InlineData("1,2\n\n3,-1e3", "x0 x1", -1000)]
    [InlineData("# made by hand\n\"a\", b\n1,2\n# middle\n3,4.5\n", "a b", 4.5)]
    [InlineData(",a,b\n0,1,2\n1,3,4.5\n", "a b", 4.5)]
    [InlineData("\"\",\"a\",\"b\"\nrow one,1,2\nrow two,3,4.5\n", "a b", 4.5)]
    [InlineData("\"a\",\"b\"\n\"1\",1,2\n\"2\",3,4.5\n", "a b", 4.5)]
    public void Read_NumbersWithAndWithoutNames(string text, string names, double last)
    {
        using var folder = new TemporaryFolder();
        folder.Write("data.csv", text);
        var table = DataTable.Read(Path.Combine(folder.Path, "data.csv"));
        Assert.Equal(names, string.Join(' ', table.Variables));
        Assert.Equal((2, 2, last), (table.Points, table.Variables.Length, table[1, 1]));
    }

    [Theory]
    [InlineData("0,1\n3,5\n4,4.5\n", 1)]
    [InlineData("\"0\",\"1\"\n3,5\n4,4.5\n", 1)]
    [InlineData(",0,1\n0,3,5\n1,4,4.5\n", 2)]
    public void Read_CountedColumns_AreAHeadingAndSaySo(string text, int notes)
    {
        using var folder = new TemporaryFolder();
        var table = DataTable.Read(folder.Write("data.csv", text));
        Assert.Equal("x0 x1", string.Join(' ', table.Variables));
        Assert.Equal((2, 3.0, 4.5), (table.Points, table[0, 0], table[1, 1]));
        Assert.Equal(notes, table.Notes.Length);
        Assert.Contains("counts the columns", table.Notes[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,1.0\n3,5\n")]
    [InlineData("1,2\n3,5\n")]
    [InlineData("0\n5\n")]
    public void Read_OtherFirstPoints_StayPoints(string text)
    {
        using var folder = new TemporaryFolder();
        var table = DataTable.Read(folder.Write("data.csv", text));
        Assert.Equal(2, table.Points);
        Assert.Empty(table.Notes);
    }

    [Theory]
    [InlineData("", "no data")]
    [InlineData("a,b\n", "no data")]
    [InlineData("1,2\n3\n", ":2: 2 numbers are expected")]
    [InlineData("1,2\n3,x\n", ":2: 'x' is no finite number")]
    [InlineData("1,2\n3,NaN\n", "no finite number")]
    [InlineData("nan,0.5,0.2\n1,2,3\n", ":1: 'nan' is no finite number")]
    [InlineData("NA,NA\n1,2\n", ":1: 'NA' is no finite number")]
    [InlineData("a,2\n1,2\n", ":1: 'a' is no finite number")]
    [InlineData("a,,c\n1,2,3\n", ":1: a variable has no name")]
    [InlineData("a,b\n1,2,3\n4,5,6\n", ":2: 2 numbers are expected here, as on the lines above, not 3")]
    public void Read_WhatIsNoData_NamesThePlace(string text, string fault)
    {
        using var folder = new TemporaryFolder();
        folder.Write("data.csv", text);
        Assert.Contains(fault, Assert.Throws<InputException>(() => DataTable.Read(Path.Combine(folder.Path, "data.csv"))).Message, StringComparison.Ordinal);
    }
}
