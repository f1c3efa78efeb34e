using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class NativeSimulatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Energies_RandomCircuits_EqualTheDenseSimulator()
    {
        using var simulator = new NativeSimulator();
        var circuits = Enumerable.Range(0, 10).Select(static s => RandomCircuit.Create(6, 40, s)).ToArray();
        var observable = RandomCircuit.Hamiltonian(6, 40, 1);
        var energies = await simulator.EnergiesAsync(circuits, observable, Token);
        Assert.All(circuits.Zip(energies), p => Assert.Equal(StateObservables.Expectation(observable, DenseSimulator.Run(p.First)), p.Second, 11));
    }

    [Fact]
    public async Task Sample_SameSeed_GivesTheSameShots()
    {
        using var simulator = new NativeSimulator();
        Circuit[] circuits = [RandomCircuit.Create(5, 40, 2)];
        foreach (var noise in new[] { PauliNoise.None, new PauliNoise(0.01, 0.02, 0.03) })
        {
            var first = await simulator.SampleAsync(circuits, 100, noise, 7, Token);
            Assert.Equal(first[0], (await simulator.SampleAsync(circuits, 100, noise, 7, Token))[0]);
            Assert.NotEqual(first[0], (await simulator.SampleAsync(circuits, 100, noise, 8, Token))[0]);
        }
    }

    // 11 qubits go by trajectories, 10 by density matrix: X errors with probability p on a flipped qubit after two gates.
    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    public async Task Sample_PauliNoise_FlipsWithItsProbability(int qubits)
    {
        const int shots = 2000;
        using var simulator = new NativeSimulator();
        var circuit = new CircuitBuilder(qubits).X(0).Add(GateKind.Z, 0).Build();
        var noisy = await simulator.SampleAsync([circuit], shots, new PauliNoise(0.1, 0.05, 0.4), 3, Token);
        var zero = noisy[0].Count(o => o >> (qubits - 1) == 0) / (double)shots;
        var expected = 2 * 0.15 * 0.85;
        Assert.InRange(zero, expected - 0.05, expected + 0.05);
        Assert.All(noisy[0], o => Assert.Equal(0, o & ((1 << (qubits - 1)) - 1)));
    }

    [Fact]
    public async Task Sample_ImpossibleNoise_IsRefused()
    {
        using var simulator = new NativeSimulator();
        await Assert.ThrowsAsync<ArgumentException>(() => simulator.SampleAsync([new CircuitBuilder(1).X(0).Build()], 1, new PauliNoise(0.6, 0.6, 0), 0, Token));
    }
}
