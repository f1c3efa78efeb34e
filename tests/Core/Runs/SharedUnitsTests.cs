using System.Collections.Concurrent;
using Quiver.Core.Runs;
using Quiver.Tests;

namespace Quiver.Core.Tests.Runs;

public sealed class SharedUnitsTests
{
    private const int Count = 12;

    private static RunIdentity Run(int seed = 1) => RunIdentity.Create("run", [], new { Seed = seed });

    private static string?[] All(SharedUnits units, Func<int, string> work, CancellationToken cancellation = default, Action<int>? done = null) =>
        units.All("stage", Count, work, static (w, x) => w.Write(x), static r => r.ReadString(), done, cancellation);

    private static string Expected(int unit) => $"result {unit}";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task All_OfSeveralWorkers_DoesEachUnitOnceAndGivesAllToAll(int workers)
    {
        using var folder = new TemporaryFolder();
        var worked = new ConcurrentBag<int>();
        var results = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => All(
            SharedUnits.In(folder.Path, Run()),
            unit =>
            {
                worked.Add(unit);
                Thread.Sleep(5);
                return Expected(unit);
            }))));
        Assert.Equal(Enumerable.Range(0, Count), worked.Order());
        Assert.All(results, r => Assert.Equal(Enumerable.Range(0, Count).Select(Expected), r));
    }

    [Fact]
    public async Task All_UnitInOtherHands_IsLeftAloneAndTakenOverWhenTheyLetGo()
    {
        using var folder = new TemporaryFolder();
        var held = new FileStream(Path.Combine(folder.Path, "unit-3.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var others = new TaskCompletionSource();
        var worked = new ConcurrentQueue<int>();
        string Work(int unit)
        {
            worked.Enqueue(unit);
            return Expected(unit);
        }

        void Done(int done)
        {
            if (done == Count - 1)
            {
                others.SetResult();
            }
        }

        var work = Task.Run(() => All(SharedUnits.In(folder.Path, Run()), Work, done: Done), TestContext.Current.CancellationToken);
        await Task.WhenAny(others.Task, work);
        Assert.DoesNotContain(3, worked);
        await held.DisposeAsync();
        Assert.Equal(Enumerable.Range(0, Count).Select(Expected), await work);
        Assert.Equal(3, worked.Last());
    }

    [Fact]
    public void All_LockFileOfADeadProcess_HoldsNothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "unit-0.lock"), "left behind");
        Assert.Equal(Expected(0), All(SharedUnits.In(folder.Path, Run()), Expected)[0]);
    }

    [Fact]
    public void All_Cancelled_KeepsWhatWasWholeAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var first = All(
            SharedUnits.In(folder.Path, Run()),
            unit =>
            {
                if (unit == 4)
                {
                    stop.Cancel();
                }

                return Expected(unit);
            },
            stop.Token);
        Assert.Equal(Expected(4), first[4]);
        Assert.Null(first[5]);
        var again = new List<int>();
        var second = All(SharedUnits.In(folder.Path, Run()), unit =>
        {
            again.Add(unit);
            return Expected(unit);
        });
        Assert.Equal(Enumerable.Range(4, Count - 4), again);
        Assert.Equal(Enumerable.Range(0, Count).Select(Expected), second);
    }

    [Fact]
    public void All_FolderOfAnotherRun_IsRefusedByTheDifference()
    {
        using var folder = new TemporaryFolder();
        All(SharedUnits.In(folder.Path, Run()), Expected);
        var refused = Assert.Throws<InputException>(() => All(SharedUnits.In(folder.Path, Run(2)), Expected));
        Assert.Contains("seed is 1 there and 2 here", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void All_Alone_KeepsNothingWithoutAJournal()
    {
        var units = SharedUnits.Alone(UnitJournal.None);
        Assert.Equal(All(units, Expected), All(units, Expected));
    }
}
