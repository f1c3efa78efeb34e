using CsCheck;
using Quiver.Cli.Grouping;

namespace Quiver.Cli.Tests.Grouping;

public sealed class ScalingFitTests
{
    [Fact]
    public void Of_APowerLaw_FindsIt() => Gen.Select(Gen.Double[1e-3, 1e3], Gen.Double[-2, 3]).Sample((factor, exponent) =>
    {
        var fit = ScalingFit.Of([.. new[] { 10.0, 70, 900, 1e6 }.Select(n => (n, factor * Math.Pow(n, exponent)))])!;
        Assert.Equal(exponent, fit.Exponent, 1e-9);
        Assert.Equal(1, fit.At(500) / (factor * Math.Pow(500, exponent)), 1e-6);
    });

    [Fact]
    public void Of_WhatCannotBeFitted_IsNone()
    {
        Assert.Null(ScalingFit.Of([(10, 1), (10, 2)]));
        Assert.Null(ScalingFit.Of([(10, 0), (100, 2)]));
        Assert.Null(ScalingFit.Of([]));
    }

    [Fact]
    public void BenchScale_OfASmallOperator_CountsAllAndDraws()
    {
        using var folder = new Quiver.Tests.TemporaryFolder();
        var svg = Path.Combine(folder.Path, "scale.svg");
        var (code, output, error) = QuiverInProcess.Run(
            "bench", "scale", Quiver.Tests.SharedData.Molecule("lih.fcidump"), "--from", "50", "--sizes", "3", "--svg", svg, "--json", "-");
        Assert.True(code == 0, error);
        var rows = ResultJson.Results(output).GetProperty("rows");
        Assert.Equal([50, 177, 630], rows.EnumerateArray().Select(r => r.GetProperty("terms").GetInt32()));
        Assert.Equal(42, rows[2].GetProperty("groups").GetInt32());
        Assert.Contains("exponent", File.ReadAllText(svg), StringComparison.Ordinal);
    }
}
