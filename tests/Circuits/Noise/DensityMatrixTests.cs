using System.Numerics;
using CsCheck;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Noise;

public sealed class DensityMatrixTests
{
    [Fact]
    public void Apply_GatesAndChannels_EqualTheComplexMatrix() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 100_000]).Sample(
            static (qubits, seed) =>
            {
                var random = new Random(seed);
                var fast = new DensityMatrix(qubits);
                var slow = new DenseNoise(qubits);
                foreach (var gate in RandomCircuit.Create(qubits, 12, seed).Operations)
                {
                    fast.Apply(new Circuit(qubits, [gate]));
                    slow.Apply(gate);
                    var q = random.Next(qubits);
                    KrausChannel[] channels = [NoiseChannels.AmplitudeDamping(random.NextDouble()), NoiseChannels.Pauli(0.1, 0.2, 0.05), NoiseChannels.ThermalRelaxation(1, 1.7, random.NextDouble())];
                    var one = channels[random.Next(3)];
                    fast.Apply(one, q);
                    slow.Apply(one, q);
                    if (qubits > 1)
                    {
                        var other = (q + 1 + random.Next(qubits - 1)) % qubits;
                        var two = NoiseChannels.Depolarizing(random.NextDouble() * 0.3, 2);
                        fast.Apply(two, q, other);
                        slow.Apply(two, q, other);
                    }
                }

                Assert.All(fast.ToMatrix().Entries.ToArray().Zip(slow.ToArray(), static (a, b) => (a - b).Magnitude), static d => Assert.InRange(d, 0, 1e-12));
                var observable = RandomCircuit.Hamiltonian(qubits, 10, seed);
                Assert.Equal(slow.Expectation(observable), fast.Expectation(observable), 1e-11);
                Assert.Equal(1, fast.Trace, 1e-12);
            },
            iter: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Apply_WithoutNoise_EqualsThePureState(int qubits)
    {
        for (var seed = 0; seed < 8; seed++)
        {
            var circuit = RandomCircuit.Create(qubits, 40, seed);
            var pure = DenseSimulator.Run(circuit);
            var state = new DensityMatrix(qubits);
            state.Apply(circuit);
            var observable = RandomCircuit.Hamiltonian(qubits, 30, seed);
            Assert.Equal(StateObservables.Expectation(observable, pure), state.Expectation(observable), 1e-11);
            Assert.Equal(1, state.Purity, 1e-11);
            Assert.All(pure.Zip(state.Probabilities(), static (a, p) => (a.Magnitude * a.Magnitude) - p), static d => Assert.InRange(d, -1e-12, 1e-12));
        }
    }

    // Every pair of a 16 x 16 map, so that both kernels and both orders are met.
    [Fact]
    public void ApplyTransfer_EveryPairOfQubits_EqualsThePureState()
    {
        for (var a = 0; a < 5; a++)
        {
            for (var b = 0; b < 5; b++)
            {
                if (a == b)
                {
                    continue;
                }

                var circuit = new CircuitBuilder(5).Add(RandomCircuit.Create(5, 15, 1)).Add(GateKind.CRY, 0.7, a, b).CX(b, a).Build();
                var state = new DensityMatrix(5);
                state.Apply(circuit);
                var pure = DenseSimulator.Run(circuit);
                Assert.All(pure.Zip(state.Probabilities(), static (x, p) => (x.Magnitude * x.Magnitude) - p), static d => Assert.InRange(d, -1e-12, 1e-12));
            }
        }
    }

    [Fact]
    public void Apply_QubitOutside_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new DensityMatrix(11));
        Assert.Throws<ArgumentException>(static () => new DensityMatrix(2).Apply(NoiseChannels.AmplitudeDamping(0.1), 2));
        Assert.Throws<ArgumentException>(static () => new DensityMatrix(2).Apply(NoiseChannels.Depolarizing(0.1, 2), 1, 1));
    }
}
