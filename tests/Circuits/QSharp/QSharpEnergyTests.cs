using System.Numerics;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Circuits.QSharp;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.QSharp;

/// <summary>Energies from shots of the group circuits in Q#. H4 takes tens of seconds: <c>quiver measure data/molecules/h4.fcidump --simulator qsharp</c>.</summary>
public sealed class QSharpEnergyTests(QSharpFixture qsharp) : IClassFixture<QSharpFixture>
{
    [Fact]
    public async Task Run_GroundStateOfH2_AgreesWithinItsErrorBarsAndRepeats()
    {
        var token = TestContext.Current.CancellationToken;
        var file = HamiltonianReader.Read(SharedData.Molecule("h2.fcidump"));
        var (energy, state) = GroundState.Find(file.Sum, file.StateSector, token);
        var amplitudes = new Complex[1 << state.Qubits];
        for (var i = 0; i < state.Support; i++)
        {
            amplitudes[state.Basis[i]] = new(state.Real[i], state.Imaginary.IsEmpty ? 0 : state.Imaginary[i]);
        }

        var problem = new EstimationProblem(file.Sum, state);
        var groups = new SortedInsertionGrouper().Group(new GroupingProblem(problem.Terms, CommutationRule.FullyCommuting, problem.Covariance), cancellationToken: token).Grouping;
        var design = new GroupedEstimator(groups).Design(problem, 2000, 0, token);
        var source = new AmplitudeStateInQSharp(qsharp.Start(), amplitudes);
        var native = new SimulatedState(state);
        double sum = 0;
        const int seeds = 6;
        for (var seed = 0; seed < seeds; seed++)
        {
            var estimate = await EnergyMeasurement.RunAsync(design, source, seed, null, token);
            Assert.Equal(estimate, await EnergyMeasurement.RunAsync(design, source, seed, null, token));
            Assert.Equal((await EnergyMeasurement.RunAsync(design, native, seed, null, token)).Energy, estimate.Energy, 1e-9);
            var sigmas = (estimate.Energy - energy) / estimate.StandardError;
            Assert.InRange(sigmas, -4, 4);
            sum += sigmas;
        }

        // Each is fine by itself, and together they lean to no side.
        Assert.InRange(sum / Math.Sqrt(seeds), -3, 3);
        native.Dispose();
    }
}
