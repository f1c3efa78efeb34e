using CsCheck;
using Quiver.Core.Runs;

namespace Quiver.Core.Tests.Runs;

public sealed class RunIdentityTests
{
    private enum Shade
    {
        Light,
        Dark,
    }

    private sealed record Inner(double Rate, Shade Shade);

    private sealed record Settings(int Batch, string? Name, Inner Inner, double[] Table);

    private static readonly Gen<Settings> AnySettings = Gen.Select(
        Gen.Int[0, 3], Gen.Int[0, 3].Select(i => new[] { "a", "b", "\"", null }[i]), Gen.Double[0, 2], Gen.Bool, Gen.Int[0, 2].Array[0, 3],
        (batch, name, rate, dark, table) => new Settings(batch, name, new Inner(Math.Round(rate), dark ? Shade.Dark : Shade.Light), [.. table.Select(t => (double)t)]));

    private static RunIdentity Identity(Settings s) => RunIdentity.Create("run", [], s).With("inner", s.Inner).With("place", "cpu");

    [Fact]
    public void Difference_IsThereExactlyWhenAnOptionDiffers() => Gen.Select(AnySettings, AnySettings).Sample((a, b) =>
    {
        var same = a.Batch == b.Batch && a.Name == b.Name && a.Inner == b.Inner && a.Table.AsSpan().SequenceEqual(b.Table);
        var read = RunIdentity.FromJson(Identity(a).ToJson());
        Assert.Equal(same, read.Difference(Identity(b)) is null);
        Assert.Null(read.Difference(Identity(a)));
    });

    [Fact]
    public void Difference_NamesValuesAndVersion()
    {
        var (a, b) = (new Settings(8, "x", new Inner(0.1, Shade.Light), []), new Settings(9, "x", new Inner(double.NaN, Shade.Dark), []));
        var text = Identity(a).Difference(Identity(b))!;
        Assert.Contains("Batch is 8 there and 9 here", text, StringComparison.Ordinal);
        Assert.Contains("Inner.Shade is \"Light\" there and \"Dark\" here", text, StringComparison.Ordinal);
        Assert.Contains("and 1 more", text, StringComparison.Ordinal);
        var older = Identity(a).ToJson();
        var version = typeof(RunIdentity).Assembly.GetName().Version!.ToString(3);
        Assert.Contains($"version is 0.0.9 there and {version} here", RunIdentity.FromJson(older.Replace($"\"{version}\"", "\"0.0.9\"", StringComparison.Ordinal)).Difference(Identity(a)), StringComparison.Ordinal);
    }

    [Fact]
    public void LongTables_StandAsAHash_AndStillDiffer()
    {
        var table = Enumerable.Range(0, 500).Select(i => (double)i).ToArray();
        var a = RunIdentity.Create("run", [], new { Table = table });
        Assert.True(a.ToJson().Length < 300);
        table[250] += 1e-9;
        Assert.NotNull(a.Difference(RunIdentity.Create("run", [], new { Table = table })));
    }
}
