using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Simulation;

[Trait("Kernel", "lanes")]
public sealed class CompiledCircuitTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Apply_RandomCircuitsOverAllGates_AgreesWithDenseMatrices(int qubits)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var circuit = RandomCircuit.Create(qubits, 60, (seed * 100) + qubits);
            Check<double>(circuit, SimulationOptions.Default, 1e-12);
            Check<float>(circuit, SimulationOptions.Default, 2e-5);
        }
    }

    [Theory]
    [InlineData(10, 9, 1)]
    [InlineData(11, 9, 1)]
    [InlineData(12, 10, 1)]
    [InlineData(14, 10, 2)]
    [InlineData(14, 12, 3)]
    public void Apply_ManyBlocksAndThreads_AgreesWithDenseMatrices(int qubits, int blockBits, int threads)
    {
        var options = new SimulationOptions { BlockBits = blockBits, Threads = threads };
        for (var seed = 0; seed < 3; seed++)
        {
            var circuit = RandomCircuit.Create(qubits, 50, seed + qubits, allowed: g => g.Qubits < 4);
            Check<double>(circuit, options, 1e-12);
            Check<float>(circuit, options, 2e-5);
        }
    }

    [Fact]
    public void Apply_EachGateOnEveryPairOfBits_AgreesWithDenseMatrices()
    {
        foreach (var info in GateTable.All.Where(g => g.Qubits is 1 or 2))
        {
            for (var a = 0; a < 8; a++)
            {
                for (var b = 0; b < (info.Qubits == 1 ? 1 : 8); b++)
                {
                    if (info.Qubits == 2 && a == b)
                    {
                        continue;
                    }

                    var builder = new CircuitBuilder(8);
                    for (var q = 0; q < 8; q++)
                    {
                        builder.Add(new GateOperation(GateKind.U, [q], 0.3 + q, 0.2 * q, 1.1 - q));
                    }

                    builder.Add(new GateOperation(info.Kind, info.Qubits == 1 ? [a] : [a, b], Enumerable.Repeat((Angle)0.7, info.Angles).ToArray()));
                    Check<double>(builder.Build(), SimulationOptions.Default, 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Apply_LayersOfRotationsAndChain_SweepsAFewTimesPerLayer()
    {
        var builder = new CircuitBuilder(16);
        for (var layer = 0; layer < 4; layer++)
        {
            for (var q = 0; q < 16; q++)
            {
                builder.RY(0.1 + q, q).RZ(0.2 * q, q);
            }

            for (var q = 0; q < 15; q++)
            {
                builder.CX(q, q + 1);
            }
        }

        using var compiled = CompiledCircuit<float>.Compile(builder.Build(), options: new SimulationOptions { BlockBits = 14 });

        // 12 to 14 bits above the lanes, three to a chunk: 4 or 5 steps a layer at least. One step per gate would be 47.
        Assert.InRange(compiled.Steps, 16, 30);
        Assert.InRange(compiled.Passes, 2, 9);
    }

    [Fact]
    public void Apply_StateOfOtherSize_SaysSo()
    {
        using var compiled = CompiledCircuit<double>.Compile(new CircuitBuilder(3).H(0).Build());
        using var state = new StateVector<double>(4);
        Assert.Contains("3 qubits", Assert.Throws<ArgumentException>(() => compiled.Apply(state)).Message, StringComparison.Ordinal);
    }

    private static void Check<T>(Circuit circuit, SimulationOptions options, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A start that is no basis state, so that every matrix element matters.
        var start = Enumerable.Range(0, 1 << circuit.Qubits).Select(i => new Complex(Math.Cos(i), Math.Sin(3 * i))).ToArray();
        var norm = Math.Sqrt(start.Sum(a => (a.Real * a.Real) + (a.Imaginary * a.Imaginary)));
        start = [.. start.Select(a => a / norm)];
        using var state = new StateVector<T>(circuit.Qubits);
        state.Set(start);
        using var compiled = CompiledCircuit<T>.Compile(circuit, options: options);
        compiled.Apply(state);
        DenseSimulator.Apply(circuit, [], start);
        var difference = start.Select((a, i) => (a - state[i]).Magnitude).Max();
        Assert.True(difference <= tolerance, $"difference {difference:e2} on {circuit.Qubits} qubits: {string.Join("; ", circuit.Operations.Take(20))}");
    }
}
