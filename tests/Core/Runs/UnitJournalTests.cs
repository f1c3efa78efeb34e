using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Core.Tests.Runs;

public sealed class UnitJournalTests
{
    private static RunIdentity Run(int seed = 1) => RunIdentity.Create("run", [], new { Seed = seed });

    private static int Once(UnitJournal journal, string name, Func<int> work, CancellationToken cancellation = default) =>
        journal.Once(name, work, static (w, x) => w.Write(x), static r => r.ReadInt32(), cancellation);

    [Fact]
    public void Once_OfAFinishedUnit_DoesNotWorkAgain()
    {
        using var folder = new TemporaryFolder();
        var done = 0;
        int Work() => 40 + ++done;
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(41, Once(UnitJournal.In(folder.Path, Run(), TimeSpan.Zero), "unit", Work));
        }

        Assert.Equal(1, done);
        Assert.Equal(42, Once(UnitJournal.In(folder.Path, Run(), TimeSpan.Zero).Part("a"), "unit", Work));
        Assert.Equal(43, Once(UnitJournal.In(folder.Path, Run(), TimeSpan.Zero).Part("b"), "unit", Work));
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Once_OfAUnitThatWasCutShort_IsNotKept()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var journal = UnitJournal.In(folder.Path, Run(), TimeSpan.Zero);
        Assert.Equal(1, Once(journal, "unit", () =>
        {
            stop.Cancel();
            return 1;
        }, stop.Token));
        Assert.False(journal.Exists("unit"));
        Assert.Throws<InvalidOperationException>(() => Once(journal, "unit", static () => throw new InvalidOperationException()));
        Assert.False(journal.Exists("unit"));
        Assert.Equal(2, Once(journal, "unit", static () => 2));
    }

    [Fact]
    public void Read_OfAnotherRunOrADamagedEntry_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Once(UnitJournal.In(folder.Path, Run(), TimeSpan.Zero), "unit", static () => 1);
        var error = Assert.Throws<InputException>(() => Once(UnitJournal.In(folder.Path, Run(2), TimeSpan.Zero), "unit", static () => 1));
        Assert.Contains("Seed is 1 there and 2 here", error.Message, StringComparison.Ordinal);
        var file = Directory.GetFiles(folder.Path).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[^40] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Throws<InputException>(() => Once(UnitJournal.In(folder.Path, Run(), TimeSpan.Zero), "unit", static () => 1));
    }

    [Fact]
    public void Clear_RemovesThePartAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var journal = UnitJournal.In(folder.Path, Run(), TimeSpan.Zero);
        foreach (var part in new[] { journal.Part("a"), journal.Part("a").Part("b"), journal.Part("ab"), journal })
        {
            Once(part, "unit", static () => 1);
        }

        journal.Part("a").Clear();
        Assert.Equal(["ab.unit.unit", "unit.unit"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        journal.Clear();
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
        Assert.Throws<ArgumentException>(() => journal.Part("../x"));
    }

    [Fact]
    public void None_KeepsNothing()
    {
        Assert.False(UnitJournal.None.IsKept);
        Assert.Equal(1, Once(UnitJournal.None.Part("a"), "unit", static () => 1));
        Assert.Equal(2, Once(UnitJournal.None.Part("a"), "unit", static () => 2));
        Assert.False(UnitJournal.None.Clock()());
    }
}
