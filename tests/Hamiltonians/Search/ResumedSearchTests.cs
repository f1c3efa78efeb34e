using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Search;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Tests.Grouping;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Search;

/// <summary>A search that goes on from what a journal holds ends like one that nobody disturbed, wherever it was stopped.</summary>
public sealed class ResumedSearchTests
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(5);

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 4)]
    public void Annealing_KilledAnywhere_EndsTheSame(bool withState, int spare)
    {
        var sum = RandomPauli.Sum(6, 120, 4);
        var state = RandomPauli.State(6, 4, real: true);
        ulong[] basis = [.. state.Keys.Order()];
        var problem = new GroupingProblem(
            sum, CommutationRule.FullyCommuting,
            withState ? new CovarianceBuilder(sum, basis, [.. basis.Select(b => state[b].Real)], null).Build(CancellationToken.None) : null);
        var cap = spare == 0 ? int.MaxValue : new RecursiveLargestFirstGrouper().Group(problem).Grouping.Count + spare - 1;
        KilledAnywhere(j => new AnnealingGrouper(new GrouperOptions
        {
            Budget = TimeSpan.FromSeconds(0.04),
            Seed = 3,
            MaxGroups = cap,
            Journal = j,
        }).Group, problem);
    }

    [Fact]
    public void PartByPart_KilledAnywhere_EndsTheSame()
    {
        var problem = new GroupingProblem(RandomPauli.Sum(7, 400, 5), CommutationRule.FullyCommuting);
        KilledAnywhere(
            j => new DelegatedSearch(new GrouperOptions { Budget = TimeSpan.FromSeconds(0.08), Journal = j }) { MainTerms = 150, BlockTerms = 120 }.Group,
            problem);
    }

    [Theory]
    [InlineData(CommutationRule.FullyCommuting, 9)]
    [InlineData(CommutationRule.FullyCommuting, 70)]
    [InlineData(CommutationRule.QubitWise, 9)]
    [InlineData(CommutationRule.Anticommuting, 9)]
    public void FirstFit_StoppedAgainAndAgain_EndsTheSameAndBeginsWhereItStopped(CommutationRule rule, int qubits)
    {
        var problem = new GroupingProblem(RandomPauli.Sum(qubits, 6000, 8), rule);
        var whole = new SortedInsertionGrouper().Group(problem);
        using var folder = new TemporaryFolder();
        var least = 0.0;
        GroupingResult Run(int reports)
        {
            using var stop = new CancellationTokenSource();
            return new SortedInsertionGrouper(new GrouperOptions { Journal = Open(folder.Path, seldom: true) }).Group(
                problem, new Heard(report =>
                {
                    Assert.True(report.Done > least, "terms that had joined joined again");
                    least = report.Done;
                    if (--reports == 0)
                    {
                        stop.Cancel();
                    }
                }), stop.Token);
        }

        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.Throws<OperationCanceledException>(() => Run(1 + attempt));
            Assert.InRange(least, 1, problem.Terms.Count - 1);
        }

        Same(whole, Run(-1));
    }

    [Fact]
    public void Scan_Resumed_DoesOnlyTheRest()
    {
        using var folder = new TemporaryFolder();
        var problems = Enumerable.Range(0, 3).Select(i => new GroupingProblem(RandomPauli.Sum(5, 60, i), CommutationRule.FullyCommuting)).ToArray();
        IReadOnlyList<GroupingResult> Scan(UnitJournal journal, CancellationToken stop = default) => new ScanGrouper(new GrouperOptions
        {
            Budget = TimeSpan.FromSeconds(0.03),
            Journal = journal,
        }).Group(problems, null, stop);
        var whole = Scan(UnitJournal.None);
        foreach (var milliseconds in new[] { 1, 30, 60 })
        {
            using var stop = new CancellationTokenSource(milliseconds);
            Scan(Open(folder.Path), stop.Token);
        }

        Assert.Equal(whole.Select(r => r.Grouping.Assignment.ToArray()), Scan(Open(folder.Path)).Select(r => r.Grouping.Assignment.ToArray()));
    }

    private static UnitJournal Open(string folder, bool seldom = false) =>
        UnitJournal.In(folder, RunIdentity.Create("test", [], new { }), seldom ? TimeSpan.MaxValue : Often);

    // A copy of the journal in the middle of the work is what a kill would leave.
    private static void KilledAnywhere(
        Func<UnitJournal, Func<GroupingProblem, IProgress<ProgressReport>?, CancellationToken, GroupingResult>> make, GroupingProblem problem)
    {
        using var folder = new TemporaryFolder();
        var first = Path.Combine(folder.Path, "first");
        var copies = new List<string>();
        var reports = 0;
        var progress = new Told(() =>
        {
            if (++reports % 5 != 3 || copies.Count == 5 || !Directory.Exists(first))
            {
                return;
            }

            var copy = Directory.CreateDirectory(Path.Combine(folder.Path, "copy" + copies.Count)).FullName;
            foreach (var file in Directory.GetFiles(first, "*.unit"))
            {
                try
                {
                    File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
                }
                catch (FileNotFoundException)
                {
                    // The other chain has just replaced it.
                }
            }

            copies.Add(copy);
        });
        var whole = make(UnitJournal.None)(problem, null, CancellationToken.None);
        Same(whole, make(Open(first))(problem, progress, CancellationToken.None));
        Assert.NotEmpty(copies);
        foreach (var copy in copies)
        {
            Same(whole, make(Open(copy, seldom: true))(problem, null, CancellationToken.None));
        }

        // Asked to stop again and again, it comes to the same end.
        var stopped = Path.Combine(folder.Path, "stopped");
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var stop = new CancellationTokenSource();
            var left = 3 + (7 * attempt);
            make(Open(stopped))(problem, new Told(() =>
            {
                if (--left == 0)
                {
                    stop.Cancel();
                }
            }), stop.Token);
        }

        Same(whole, make(Open(stopped))(problem, null, CancellationToken.None));
    }

    private static void Same(GroupingResult expected, GroupingResult found)
    {
        Assert.False(expected.ClockBound || found.ClockBound);
        Assert.Equal(expected.Grouping.Assignment.ToArray(), found.Grouping.Assignment.ToArray());
        Assert.Equal(expected.Front.Select(g => g.Assignment.ToArray()), found.Front.Select(g => g.Assignment.ToArray()));
    }

    private sealed class Heard(Action<ProgressReport> report) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => report(value);
    }

    private sealed class Told(Action report) : IProgress<ProgressReport>
    {
        public void Report(ProgressReport value) => report();
    }
}
