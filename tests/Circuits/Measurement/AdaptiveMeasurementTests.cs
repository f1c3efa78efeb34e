using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class AdaptiveMeasurementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rounds_HydrogenMolecule_EndWithinTheBound()
    {
        var (plan, state, energy) = Plan();
        using var source = new SimulatedState(state);
        var outside = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var ended = await AdaptiveMeasurement.RunAsync(plan, [1, 1], source, new AdaptiveOptions { Within = 0.05, Confidence = 0.9 }, seed, Token);
            Assert.True(ended.Reached);
            Assert.True(ended.Bound <= 0.05);
            Assert.True(ended.Estimate.StandardError < ended.Bound);
            outside += Math.Abs(ended.Estimate.Energy - energy) > ended.Bound ? 1 : 0;
        }

        Assert.True(outside <= 4);
    }

    [Fact]
    public async Task Rounds_FewShots_SaySo()
    {
        var (plan, state, _) = Plan();
        using var source = new SimulatedState(state);
        var ended = await AdaptiveMeasurement.RunAsync(plan, [1, 1], source, new AdaptiveOptions { Within = 1e-6, MaximumShots = 2000 }, 0, Token);
        Assert.False(ended.Reached);
        Assert.InRange(ended.Estimate.Shots, 2000, 2010);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AdaptiveMeasurement.RunAsync(plan, [1, 1], source, new AdaptiveOptions { Within = 0 }, 0, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AdaptiveMeasurement.RunAsync(plan, [1, 1], source, new AdaptiveOptions { Within = 1, MaximumShots = 3 }, 0, Token));
    }

    private static (MeasurementPlan Plan, QuantumState State, double Energy) Plan()
    {
        var file = HamiltonianReader.Read(SharedData.Molecule("h2.fcidump"));
        var (energy, state) = GroundState.Find(file.Sum, file.StateSector, Token);
        var problem = new EstimationProblem(file.Sum, state);
        var si = new SortedInsertionGrouper().Group(new GroupingProblem(problem.Terms, CommutationRule.FullyCommuting), null, Token).Grouping;
        return (new GroupedEstimator(si).Plan(problem, Token), state, energy);
    }
}
