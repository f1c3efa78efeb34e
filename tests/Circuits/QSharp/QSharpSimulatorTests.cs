using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.QSharp;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.QSharp;

public sealed class QSharpSimulatorTests(QSharpFixture fixture) : IClassFixture<QSharpFixture>
{
    private readonly QSharpSimulator simulator = fixture.Start();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task States_RandomCircuitsOverAllGates_EqualDenseMatricesAndTheFastSimulator()
    {
        var circuits = Enumerable.Range(0, 200).Select(static seed =>
        {
            var circuit = RandomCircuit.Create(1 + (seed % 8), 25, seed, free: true);
            return circuit.Bind(RandomCircuit.Parameters(circuit, seed));
        }).ToArray();
        Assert.Equal(GateTable.All.Length, circuits.SelectMany(static c => c.Operations).Select(static o => o.Kind).Distinct().Count());
        using var native = new NativeSimulator();
        var fast = await native.StatesAsync(circuits, Token);
        var states = await simulator.StatesAsync(circuits, Token);
        for (var i = 0; i < circuits.Length; i++)
        {
            var dense = DenseSimulator.Run(circuits[i]);
            Assert.All(dense.Zip(fast[i], static (a, b) => (a - b).Magnitude), static d => Assert.InRange(d, 0, 1e-12));
            Assert.InRange(DistanceUpToPhase(dense, states[i]), 0, 1e-10);
        }
    }

    // Angles at multiples of a quarter turn take the shortcuts of Q#'s simulator: Rx(PI) with an Ry deferred behind it loses a sign
    // there, which the library's RotateX avoids.
    [Fact]
    public async Task States_QuarterTurns_EqualTheDenseSimulator()
    {
        var random = new Random(5);
        GateKind[] kinds = [GateKind.RX, GateKind.RY, GateKind.RZ, GateKind.SX, GateKind.SXdg, GateKind.H, GateKind.Y, GateKind.CX, GateKind.CRX, GateKind.CRY, GateKind.U, GateKind.PauliExp, GateKind.RXX];
        var circuits = Enumerable.Range(0, 100).Select(_ =>
        {
            var builder = new CircuitBuilder(2);
            for (var g = 0; g < 14; g++)
            {
                var kind = kinds[random.Next(kinds.Length)];
                Angle Turn() => random.Next(4) == 0 ? 0.3 : random.Next(-4, 5) * Math.PI / 2;
                var first = random.Next(2);
                builder.Add(kind == GateKind.PauliExp
                    ? GateOperation.PauliExponential(PauliString.Parse("XYZ".Substring(random.Next(3), 1)), [first], Turn())
                    : new GateOperation(kind, GateTable.Get(kind).Qubits == 1 ? [first] : [first, 1 - first], Enumerable.Range(0, GateTable.Get(kind).Angles).Select(_ => Turn()).ToArray()));
            }

            return builder.Build();
        }).ToList();
        circuits.Add(new CircuitBuilder(1).Add(GateKind.SX, 0).Add(GateKind.SX, 0).RY(-0.3, 0).Build());
        var states = await simulator.StatesAsync(circuits, Token);
        var wrong = circuits.Where((c, i) => DistanceUpToPhase(DenseSimulator.Run(c), states[i]) > 1e-10);
        Assert.Empty(wrong.Select(static c => string.Join("; ", c.Operations)));
    }

    [Fact]
    public async Task States_EachGateOnAGenericState_EqualTheDenseSimulator()
    {
        var circuits = GateTable.All.Select(GateOnAGenericState).ToArray();
        var states = await simulator.StatesAsync(circuits, Token);
        var wrong = circuits.Where((c, i) => DistanceUpToPhase(DenseSimulator.Run(c), states[i]) > 1e-12);
        Assert.Empty(wrong.Select(static c => c.Operations[^1].Info.Name));
    }

    [Fact]
    public async Task Differences_RandomHamiltonian_AreBelowTheTolerance()
    {
        var circuits = Enumerable.Range(0, 20).Select(static s => RandomCircuit.Create(5, 40, s)).ToArray();
        var differences = await QSharpVerifier.DifferencesAsync(simulator, circuits, RandomCircuit.Hamiltonian(5, 30, 4), Token);
        Assert.Equal(20, differences.Length);
        Assert.All(differences, static d => Assert.InRange(d, 0, QSharpVerifier.Tolerance));
    }

    [Fact]
    public async Task Sample_AgainstExactProbabilities_IsWithinStatistics()
    {
        const int shots = 600;
        Circuit[] circuits = [RandomCircuit.Create(3, 20, 1), RandomCircuit.Create(2, 20, 2)];
        var outcomes = await simulator.SampleAsync(circuits, shots, cancellationToken: Token);
        for (var c = 0; c < 2; c++)
        {
            var exact = DenseSimulator.Run(circuits[c]).Select(static a => a.Magnitude * a.Magnitude).ToArray();
            Assert.Equal(shots, outcomes[c].Length);
            for (var k = 0; k < exact.Length; k++)
            {
                var deviation = Math.Sqrt(exact[k] * (1 - exact[k]) / shots);
                Assert.InRange(outcomes[c].Count(o => o == k) / (double)shots, exact[k] - (6 * deviation) - 0.005, exact[k] + (6 * deviation) + 0.005);
            }
        }
    }

    [Fact]
    public async Task Sample_PauliNoise_FlipsWithItsProbability()
    {
        var circuit = new CircuitBuilder(2).X(1).Build();
        Assert.All((await simulator.SampleAsync([circuit], 20, cancellationToken: Token))[0], static o => Assert.Equal(1, o));
        var noisy = await simulator.SampleAsync([circuit], 1000, new PauliNoise(0.2, 0.1, 0.4), cancellationToken: Token);
        Assert.InRange(noisy[0].Count(static o => o == 0), 200, 400);
        Assert.DoesNotContain(noisy[0], static o => o >= 2);
    }

    [Fact]
    public async Task MeasureTerm_JointParity_EqualsTheExpectation()
    {
        var bell = new CircuitBuilder(3).H(0).CX(0, 2).Build();
        Assert.Equal(1, await simulator.MeasureTermAsync(bell, PauliString.Parse("XIX"), 30, cancellationToken: Token));
        Assert.Equal(-1, await simulator.MeasureTermAsync(bell, PauliString.Parse("YIY"), 30, cancellationToken: Token));
        Assert.InRange(await simulator.MeasureTermAsync(bell, PauliString.Parse("ZII"), 400, cancellationToken: Token), -0.3, 0.3);
    }

    [Fact]
    public async Task MeasureGroup_Bases_ReadEachQubitInItsOwn()
    {
        // |+>, |i>, |1>: certain in X, Y and Z.
        var circuit = new CircuitBuilder(4).H(0).H(1).Add(GateKind.S, 1).X(2).H(3).Build();
        Assert.All(await simulator.MeasureGroupAsync(circuit, PauliString.Parse("XYZI"), 25, cancellationToken: Token), static o => Assert.Equal(0b0010, o));
    }

    [Fact]
    public async Task Prepare_RandomAmplitudes_GivesThem()
    {
        foreach (var qubits in new[] { 1, 2, 4 })
        {
            var expected = DenseSimulator.Run(RandomCircuit.Create(qubits, 30, 11));
            expected[1] = 0;
            var norm = Math.Sqrt(expected.Sum(static a => a.Magnitude * a.Magnitude));
            expected = [.. expected.Select(a => a / norm)];
            Assert.InRange(DistanceUpToPhase(expected, await simulator.PrepareAsync(expected, Token)), 0, 1e-10);
        }
    }

    [Fact]
    public async Task Qir_EveryGate_CompilesForTheBaseProfile()
    {
        var builder = new CircuitBuilder(4);
        foreach (var info in GateTable.All)
        {
            builder.Add(GateOnAGenericState(info).Operations[^1]);
        }

        var qir = await simulator.QirAsync(builder.Build(), Token);
        Assert.Contains("base_profile", qir, StringComparison.Ordinal);
        Assert.Contains("@__quantum__qis__m__body", qir, StringComparison.Ordinal);
    }

    private static Circuit GateOnAGenericState(GateInfo info)
    {
        var builder = new CircuitBuilder(4);
        for (var q = 0; q < 4; q++)
        {
            builder.RY(0.4 + (0.3 * q), q).RZ(0.7 * q, q);
        }

        int[] qubits = [2, 0, 3, 1];
        Angle[] angles = [0.9, -0.4, 1.7];
        return builder.Add(info.Kind == GateKind.PauliExp
            ? GateOperation.PauliExponential(PauliString.Parse("XIYZ"), 0.6)
            : new GateOperation(info.Kind, qubits.AsSpan(0, info.Qubits), angles.AsSpan(0, info.Angles))).Build();
    }

    private static double DistanceUpToPhase(Complex[] expected, Complex[] actual)
    {
        var overlap = expected.Zip(actual, static (a, b) => Complex.Conjugate(a) * b).Aggregate(Complex.Add);
        var phase = overlap / overlap.Magnitude;
        return expected.Zip(actual, (a, b) => ((a * phase) - b).Magnitude).Max();
    }
}
