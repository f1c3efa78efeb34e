using System.Collections.Immutable;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Noise;

public sealed class NoisyEnergyTests
{
    private static readonly DeviceProfile Rough = new()
    {
        Name = "rough",
        OneQubit = new(0.01, 300),
        TwoQubit = new(0.06, 2000),
        Gates = ImmutableDictionary<GateKind, GateNoise>.Empty.Add(GateKind.RZ, default).Add(GateKind.CZ, new(0.05, 900)),
        T1Microseconds = 60,
        T2Microseconds = 45,
        ReadOneFromZero = 0.02,
        ReadZeroFromOne = 0.05,
    };

    [Fact]
    public void Of_NoNoise_IsThePureEnergy()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var circuit = RandomCircuit.Create(5, 40, seed, free: true);
            var parameters = RandomCircuit.Parameters(circuit, seed);
            var observable = RandomCircuit.Hamiltonian(5, 40, seed);
            var energy = new NoisyEnergy(observable, DeviceProfile.Noiseless).Of(circuit, parameters);
            Assert.Equal(StateObservables.Expectation(observable, DenseSimulator.Run(circuit, parameters)), energy, 11);
        }
    }

    [Fact]
    public void Of_GateNoise_EqualsKrausOperatorsAfterEveryGate()
    {
        var options = new NoiseOptions { Idle = false, Readout = false };
        for (var seed = 0; seed < 10; seed++)
        {
            var circuit = RandomCircuit.Create(3, 15, seed);
            var observable = RandomCircuit.Hamiltonian(3, 20, seed);
            var slow = new DenseNoise(3);
            foreach (var gate in circuit.Operations.SelectMany(static o => Rough.IsNative(o) ? [o] : GateDecomposition.ToCx(o)))
            {
                slow.Apply(gate);
                var noise = Rough.Of(gate.Kind);
                slow.Apply(NoiseChannels.Depolarizing(Rough.DepolarizingProbability(noise, gate.Qubits.Length), gate.Qubits.Length), gate.Qubits.ToArray());
                foreach (var q in gate.Qubits.ToArray())
                {
                    slow.Apply(NoiseChannels.ThermalRelaxation(Rough.T1Microseconds, Rough.T2Microseconds, noise.DurationNanoseconds / 1000), q);
                }
            }

            Assert.Equal(slow.Expectation(observable), new NoisyEnergy(observable, Rough, options).Of(circuit), 11);
        }
    }

    [Fact]
    public void State_AWaitingQubit_Relaxes()
    {
        // Qubit 1 is flipped at once and waits while qubit 0 is flipped 20 times.
        var builder = new CircuitBuilder(2).X(1);
        for (var k = 0; k < 20; k++)
        {
            builder.X(0);
        }

        var profile = new DeviceProfile { Name = "slow", OneQubit = new(0, 1000), T1Microseconds = 50, T2Microseconds = 50 };
        var circuit = builder.Build();
        double One(NoiseOptions options) => NoisyEnergy.State(circuit, [], profile, options).Probabilities() is var p ? p[1] + p[3] : 0;
        Assert.Equal(Math.Exp(-20.0 / 50), One(new()), 12);
        Assert.Equal(Math.Exp(-1.0 / 50), One(new() { Idle = false }), 12);
    }

    [Fact]
    public void Probabilities_ReadoutErrors_MixTheExactOnes()
    {
        var profile = new DeviceProfile { Name = "readout", ReadOneFromZero = 0.02, ReadZeroFromOne = 0.05 };
        var circuit = RandomCircuit.Create(3, 25, 4);
        var exact = DenseSimulator.Run(circuit).Select(static a => a.Magnitude * a.Magnitude).ToArray();
        var read = NoisyEnergy.Probabilities(circuit, [], profile);
        for (var k = 0; k < 8; k++)
        {
            var expected = 0.0;
            for (var j = 0; j < 8; j++)
            {
                var chance = 1.0;
                for (var b = 0; b < 3; b++)
                {
                    var (was, got) = ((j >> b) & 1, (k >> b) & 1);
                    chance *= was == 0 ? (got == 1 ? 0.02 : 0.98) : (got == 0 ? 0.05 : 0.95);
                }

                expected += exact[j] * chance;
            }

            Assert.Equal(expected, read[k], 12);
        }
    }

    [Fact]
    public void Trajectories_Mean_IsTheExactEnergyWithinStatistics()
    {
        var largest = 0.0;
        for (var seed = 0; seed < 4; seed++)
        {
            var circuit = RandomCircuit.Create(4, 15, seed, free: true);
            var parameters = RandomCircuit.Parameters(circuit, seed);
            var observable = RandomCircuit.Hamiltonian(4, 15, seed);
            var exact = new NoisyEnergy(observable, Rough).Of(circuit, parameters);
            var estimate = NoisyTrajectories.Energy(circuit, parameters, observable, Rough, 800, seed, threads: 2, cancellationToken: TestContext.Current.CancellationToken);
            Assert.InRange(Math.Abs(estimate.Mean - exact) / estimate.StandardError, 0, 5);
            var pure = StateObservables.Expectation(observable, DenseSimulator.Run(circuit, parameters));
            largest = Math.Max(largest, Math.Abs(pure - exact) / estimate.StandardError);
            Assert.Equal(estimate, NoisyTrajectories.Energy(circuit, parameters, observable, Rough, 800, seed, threads: 1, cancellationToken: TestContext.Current.CancellationToken));
        }

        Assert.True(largest > 10, "The noise must be large enough to be seen.");
    }

    [Fact]
    public void DepolarizingProbability_WithRelaxation_GivesTheErrorOfTheProfile()
    {
        foreach (var (noise, qubits) in new[] { (Rough.OneQubit, 1), (Rough.TwoQubit, 2) })
        {
            var relaxation = PauliTransfer.OfChannel(NoiseChannels.ThermalRelaxation(Rough.T1Microseconds, Rough.T2Microseconds, noise.DurationNanoseconds / 1000));
            var trace = relaxation[0] + relaxation[5] + relaxation[10] + relaxation[15];
            var p = Rough.DepolarizingProbability(noise, qubits);
            double d = 1 << qubits;
            // The transfer matrix of all qubits has the product of traces; depolarising keeps its first entry, 1.
            var entanglement = (((1 - p) * (Math.Pow(trace, qubits) - 1)) + 1) / (d * d);
            Assert.Equal(1 - noise.Error, ((d * entanglement) + 1) / (d + 1), 12);
            Assert.InRange(p, 1e-4, 1);
        }
    }

    [Fact]
    public void Of_TooLarge_PointsToTrajectories()
    {
        var builder = new PauliSumBuilder(11);
        builder.Add(PauliString.Parse("ZIIIIIIIIII"), 1);
        var error = Assert.Throws<ArgumentException>(() => new NoisyEnergy(builder.Build(), Rough));
        Assert.Contains("NoisyTrajectories", error.Message, StringComparison.Ordinal);
        var estimate = NoisyTrajectories.Energy(new CircuitBuilder(11).X(0).Build(), [], builder.Build(), Rough, 20, 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(estimate.Mean, -0.95, -0.5);
    }
}
