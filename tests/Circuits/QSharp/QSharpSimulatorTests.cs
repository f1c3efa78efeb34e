using System.Numerics;
using System.Text.Json.Nodes;
using Quiver.Circuits.Gates;
using Quiver.Circuits.QSharp;
using Quiver.Circuits.Simulation;
using Quiver.GFlowNet.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.QSharp;

public sealed class QSharpSimulatorTests : IDisposable
{
    private readonly QSharpHost host = new(TimeSpan.FromMinutes(2));

    public QSharpSimulatorTests()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        if (!folders.Any(f => File.Exists(Path.Combine(f, "node")) || File.Exists(Path.Combine(f, "node.exe"))))
        {
            Assert.Skip("Node is not installed.");
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task States_RandomCircuitsOverAllGates_EqualTheDenseSimulator()
    {
        var cases = Enumerable.Range(0, 200).Select(seed =>
        {
            var circuit = RandomCircuit.Create(1 + (seed % 6), 25, seed, free: true);
            return (circuit, RandomCircuit.Parameters(circuit, seed));
        }).ToArray();
        Assert.Equal(GateTable.All.Length, cases.SelectMany(c => c.circuit.Operations).Select(o => o.Kind).Distinct().Count());
        var states = await new QSharpSimulator(host).StatesAsync(cases, Token);
        for (var i = 0; i < cases.Length; i++)
        {
            var expected = DenseSimulator.Run(cases[i].circuit, cases[i].Item2);
            var overlap = expected.Zip(states[i], (a, b) => Complex.Conjugate(a) * b).Aggregate(Complex.Add);
            Assert.InRange(overlap.Magnitude, 1 - 1e-11, 1 + 1e-11);
        }
    }

    [Fact]
    public async Task States_EachGateOnAGenericState_EqualTheDenseSimulator()
    {
        var cases = GateTable.All.Select(info =>
        {
            var builder = new CircuitBuilder(4);
            for (var q = 0; q < 4; q++)
            {
                builder.RX(0.4 + (0.3 * q), q).RZ(0.7 * q, q);
            }

            if (info.Kind == GateKind.PauliExp)
            {
                builder.PauliExponential(PauliString.Parse("XIYZ"), 0.6);
            }
            else
            {
                int[] qubits = [2, 0, 3, 1];
                Angle[] angles = [0.9, -0.4, 1.7];
                builder.Add(new GateOperation(info.Kind, qubits.AsSpan(0, info.Qubits), angles.AsSpan(0, info.Angles)));
            }

            return (builder.Build(), Array.Empty<double>());
        }).ToArray();
        var states = await new QSharpSimulator(host).StatesAsync(cases, Token);
        var wrong = cases.Select((c, i) => (Kind: GateTable.All[i].Kind, Overlap: DenseSimulator.Run(c.Item1)
            .Zip(states[i], (a, b) => Complex.Conjugate(a) * b).Aggregate(Complex.Add).Magnitude)).Where(x => Math.Abs(x.Overlap - 1) > 1e-12);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Differences_RandomHamiltonian_AreBelowTheGoal()
    {
        var circuit = RandomCircuit.Create(5, 40, 3);
        var differences = await QSharpVerifier.DifferencesAsync(new(host), [(circuit, [])], RandomCircuit.Hamiltonian(5, 30, 4), Token);
        Assert.InRange(differences.Single(), 0, 1e-9);
    }

    [Fact]
    public async Task Measure_BasisState_IsCertainUntilNoiseFlipsIt()
    {
        var circuit = new CircuitBuilder(2).X(1).Build();
        var simulator = new QSharpSimulator(host);
        var clean = await simulator.MeasureAsync(circuit, [], PauliString.Parse("ZZ"), 20, null, Token);
        Assert.All(clean, row => Assert.Equal([0, 1], row));
        Assert.Equal(20, clean.Length);
        var noisy = await simulator.MeasureAsync(circuit, [], PauliString.Parse("ZZ"), 60, (0.3, 0, 0), Token);
        Assert.Contains(noisy, row => row[1] == 0);
        Assert.Contains(noisy, row => row[1] == 1);
    }

    [Fact]
    public async Task Send_AfterACrash_StartsANewProcess()
    {
        var circuit = new CircuitBuilder(1).X(0).Build();
        var simulator = new QSharpSimulator(host);
        await simulator.StatesAsync([(circuit, [])], Token);
        var first = host.ProcessId!.Value;
        using (var process = System.Diagnostics.Process.GetProcessById(first))
        {
            process.Kill();
            await process.WaitForExitAsync(Token);
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Assert.Equal(1, (await simulator.StatesAsync([(circuit, [])], Token))[0][1].Magnitude, 12);
                break;
            }
            catch (QSharpException) when (attempt == 0)
            {
                // The pipe may close after the request was written: the promise is that the next one works.
            }
        }

        Assert.NotEqual(first, host.ProcessId);
    }

    [Fact]
    public async Task Send_BadProgram_SaysSoAndGoesOn()
    {
        await Assert.ThrowsAsync<QSharpException>(() => host.SendAsync(new JsonObject { ["expr"] = "Foo(", ["shots"] = 1 }, Token));
        Assert.NotNull((await host.SendAsync(new JsonObject { ["expr"] = "1 + 1", ["shots"] = 1 }, Token))["results"]);
    }

    [Fact]
    public async Task Send_NodeMissing_IsAnInputError()
    {
        using var missing = new QSharpHost(TimeSpan.FromSeconds(5), "no-such-node");
        await Assert.ThrowsAsync<InputException>(() => missing.SendAsync(new JsonObject { ["expr"] = "1", ["shots"] = 1 }, Token));
    }
}
