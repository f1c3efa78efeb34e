using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;
using Quiver.Circuits.Tests.QSharp;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class ShotEstimatorTests(QSharpFixture qsharp) : IClassFixture<QSharpFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CommutationRule.FullyCommuting)]
    [InlineData(CommutationRule.QubitWise)]
    public void Plan_ExactProbabilities_GiveTheEnergy(CommutationRule rule)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (observable, plan) = Plan(5, 60, rule, seed);
            var circuit = RandomCircuit.Create(5, 30, seed);
            var energy = plan.Constant;
            for (var g = 0; g < plan.Groups.Length; g++)
            {
                var state = DenseSimulator.Run(circuit.Then(plan.Groups[g].Circuit));
                energy += state.Select((a, k) => a.Magnitude * a.Magnitude * plan.Value(g, k)).Sum();
            }

            Assert.Equal(StateObservables.Expectation(observable, DenseSimulator.Run(circuit)), energy, 10);
        }
    }

    [Theory]
    [InlineData(CommutationRule.FullyCommuting)]
    [InlineData(CommutationRule.QubitWise)]
    public async Task Energy_NativeShots_IsWithinItsError(CommutationRule rule)
    {
        using var simulator = new NativeSimulator();
        var errors = new List<double>();
        for (var seed = 0; seed < 8; seed++)
        {
            var (observable, plan) = Plan(4, 30, rule, seed);
            var circuit = RandomCircuit.Create(4, 25, seed);
            var exact = StateObservables.Expectation(observable, DenseSimulator.Run(circuit));
            var estimate = await ShotEstimator.EnergyAsync(simulator, circuit, plan, 5000, seed: seed, cancellationToken: Token);
            Assert.Equal(5000, estimate.Shots);
            errors.Add((estimate.Energy - exact) / estimate.StandardError);
            Assert.InRange(estimate.StandardError, 1e-4, 0.2);
        }

        // Standard normal numbers: none beyond 5, and their root mean square not far from 1.
        Assert.All(errors, static e => Assert.InRange(e, -5, 5));
        Assert.InRange(Math.Sqrt(errors.Average(static e => e * e)), 0.2, 2.2);
    }

    [Fact]
    public async Task Energy_QSharpShots_IsWithinItsError()
    {
        var simulator = qsharp.Start();
        var (observable, plan) = Plan(3, 12, CommutationRule.FullyCommuting, 1);
        var circuit = RandomCircuit.Create(3, 15, 6);
        var exact = StateObservables.Expectation(observable, DenseSimulator.Run(circuit));
        var estimate = await ShotEstimator.EnergyAsync(simulator, circuit, plan, 1500, cancellationToken: Token);
        Assert.InRange((estimate.Energy - exact) / estimate.StandardError, -6, 6);
    }

    [Fact]
    public async Task Energy_PauliNoise_AgreesBetweenSimulators()
    {
        var simulator = qsharp.Start();
        using var native = new NativeSimulator();
        var (observable, plan) = Plan(3, 12, CommutationRule.QubitWise, 2);
        var circuit = RandomCircuit.Create(3, 12, 9, allowed: static g => g.Qubits is 1 or 2);
        var noise = new PauliNoise(0.03, 0.01, 0.06);
        var ours = await ShotEstimator.EnergyAsync(native, circuit, plan, 40_000, noise, 1, Token);
        var theirs = await ShotEstimator.EnergyAsync(simulator, circuit, plan, 2000, noise, cancellationToken: Token);
        var error = Math.Sqrt((ours.StandardError * ours.StandardError) + (theirs.StandardError * theirs.StandardError));
        Assert.InRange((ours.Energy - theirs.Energy) / error, -6, 6);
    }

    [Fact]
    public void Allocate_Shots_SumAndFollowTheCoefficients()
    {
        var builder = new PauliSumBuilder(2);
        builder.Add(PauliString.Parse("II"), 5);
        builder.Add(PauliString.Parse("ZZ"), 3);
        builder.Add(PauliString.Parse("XX"), 0.1);
        var plan = new MeasurementPlan(builder.Build(), MeasurementGrouping.FromLabels([-1, 0, 1]));
        Assert.Equal(5, plan.Constant);
        var shots = plan.Allocate(1000);
        Assert.Equal(1000, shots.Sum());
        Assert.True(shots[0] > 20 * shots[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Allocate(3));
    }

    [Fact]
    public void Plan_TermOutsideAllGroups_IsRefused()
    {
        var observable = RandomCircuit.Hamiltonian(2, 3, 1);
        Assert.Throws<ArgumentException>(() => new MeasurementPlan(observable, MeasurementGrouping.FromLabels(Enumerable.Repeat(-1, observable.Count).ToArray())));
    }

    private static (PauliSum Observable, MeasurementPlan Plan) Plan(int qubits, int terms, CommutationRule rule, int seed)
    {
        var observable = RandomCircuit.Hamiltonian(qubits, terms, seed);
        var problem = new GroupingProblem(observable.WithoutIdentity(out _), rule);
        var grouping = new SortedInsertionGrouper().Group(problem, cancellationToken: Token).Grouping;
        return (observable, new(observable, grouping));
    }
}
