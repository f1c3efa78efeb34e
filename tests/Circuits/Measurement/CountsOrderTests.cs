using Quiver.Circuits.Measurement;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class CountsOrderTests
{
    [Theory]
    [InlineData("{\"results\": {\"classical\": [{\"bits\": \"01\", \"count\": 5}]}}", false)]
    [InlineData("{\"0x1\": 5}", false)]
    [InlineData("{\"results\": [{\"data\": {\"counts\": {\"0x1\": 5}}}]}", false)]
    [InlineData("{\"01\": 5}", true)]
    [InlineData("{\"counts\": {\"01\": 5}}", true)]
    [InlineData("[\"01\", \"00\"]", true)]
    public void BitOrder_IsAskedOnlyWhereTheFormatLeavesItOpen(string counts, bool open)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("counts.json", counts);
        var right = CountsReader.Read(path, 2, false, out var used);
        Assert.Equal(open, used);
        Assert.Equal(!open, right.SequenceEqual(CountsReader.Read(path, 2, true)));
    }
}
