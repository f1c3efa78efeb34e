using Quiver.Cli.Grouping;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Cli.Tests.Grouping;

/// <summary>What the time of a search leaves of state and covariances, decided before either is made.</summary>
public sealed class GroupingPlanTests
{
    private const long Enough = 64L << 30;
    private static readonly Lazy<HamiltonianFile> Dense = new(() => Electronic(9));

    [Fact]
    public void Of_TimeEnough_KeepsExactStateAndAllPairs()
    {
        var plan = Of(Dense.Value, 600);
        Assert.Equal(("fci", true, null, null), (plan.State, plan.HasTables, plan.Before, plan.Lateness(600)));
        Assert.InRange(plan.Preparation, 1, 300);
    }

    [Fact]
    public void Of_NoSearch_IsNeverShort() => Assert.Null(Of(Dense.Value, double.PositiveInfinity).Before);

    [Fact]
    public void Of_ShorterAndShorterTimes_StepsDownAndFitsItsShare()
    {
        string[] order = ["fci", "sci", "cisd", "hf"];
        var last = 0;
        foreach (var seconds in new[] { 100.0, 30, 10, 8, 6, 4, 1 })
        {
            var plan = Of(Dense.Value, seconds);
            var step = Array.IndexOf(order, plan.State);
            Assert.True(step >= last, $"{plan.State} at {seconds} s after {order[last]}");
            last = step;
            Assert.True(plan.IsLate || plan.Preparation <= Math.Max(PreparationTime.Noticeable, seconds / 2), $"{plan.Preparation} s of {seconds}");
            Assert.Equal(plan.Before is null && !plan.IsLate, plan.Lateness(seconds) is null);
        }

        Assert.NotEqual("fci", Of(Dense.Value, 4).State);
    }

    [Fact]
    public void Of_MethodThatNeedsThem_KeepsAllPairs() =>
        Assert.All([10.0, 5, 1], seconds => Assert.True(Of(Dense.Value, seconds, needsTables: true).HasTables));

    [Fact]
    public void Of_StateAskedFor_IsKept() => Assert.All([10.0, 5, 1], seconds => Assert.Equal(
        "fci", GroupingPlan.Of(Dense.Value, "fci", "fci", hasPairs: false, Enough, seconds).State));

    [Theory]
    [InlineData("h4.fcidump")]
    [InlineData("lih.fcidump")]
    [InlineData("h2o.fcidump")]
    [InlineData("nh3.fcidump")]
    [InlineData("n2.fcidump")]
    public void Of_Molecules_StayWholeAndExactInOneSecond(string name)
    {
        var plan = Of(HamiltonianReader.Read(SharedData.Molecule(name)), 1);
        Assert.Equal(("fci", true, true), (plan.State, plan.HasTables, plan.Preparation < PreparationTime.Noticeable));
    }

    private static GroupingPlan Of(HamiltonianFile file, double seconds, bool needsTables = false) =>
        GroupingPlan.Of(file, null, "fci", hasPairs: false, Enough, seconds, needsTables);

    private static HamiltonianFile Electronic(int orbitals)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "dense.fcidump");
        Assert.Equal(0, QuiverInProcess.Run("hamiltonian", "generate", "electronic", path, "--size", $"{orbitals}").Code);
        return HamiltonianReader.Read(path);
    }
}
