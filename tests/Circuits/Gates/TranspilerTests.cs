using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Gates;

public sealed class TranspilerTests
{
    public static TheoryData<GateKind> Kinds => [.. GateTable.All.Select(g => g.Kind).Where(k => k != GateKind.PauliExp)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ToCx_EveryGate_IsEqualUpToPhaseAndHasTheCountSaid(GateKind kind)
    {
        var info = GateTable.Get(kind);
        var operation = new GateOperation(kind, Enumerable.Range(0, info.Qubits).Reverse().ToArray(), Enumerable.Range(0, info.Angles).Select(a => Angle.Of(0.7 + a)).ToArray());
        var parts = GateDecomposition.ToCx(operation);
        Assert.Equal(GateDecomposition.CxCount(operation), parts.Count(p => p.Kind == GateKind.CX));
        Assert.All(parts, p => Assert.True(p.Qubits.Length == 1 || p.Kind == GateKind.CX));
        AssertSameUpToPhase(new Circuit(info.Qubits, [operation]), new Circuit(info.Qubits, [.. parts]), []);
    }

    [Theory]
    [InlineData("X")]
    [InlineData("XYZ")]
    [InlineData("YIYX")]
    public void ToCx_PauliExponential_IsEqualUpToPhase(string label)
    {
        var operation = GateOperation.PauliExponential(PauliString.Parse(label), 0.9);
        var parts = GateDecomposition.ToCx(operation);
        Assert.Equal(GateDecomposition.CxCount(operation), parts.Count(p => p.Kind == GateKind.CX));
        AssertSameUpToPhase(new Circuit(label.Length, [operation]), new Circuit(label.Length, [.. parts]), []);
    }

    [Theory]
    [InlineData(GateBasis.RzSxCx, true)]
    [InlineData(GateBasis.RzSxCx, false)]
    [InlineData(GateBasis.RxRyRzCx, true)]
    [InlineData(GateBasis.RxRyRzCx, false)]
    [InlineData(GateBasis.Cx, true)]
    [InlineData(GateBasis.RzSxEcr, true)]
    [InlineData(GateBasis.RzSxEcr, false)]
    [InlineData(GateBasis.RzRxRzz, true)]
    [InlineData(GateBasis.RzRxRzz, false)]
    public void Transpile_RandomCircuitsWithFreeAngles_KeepsTheUnitary(GateBasis basis, bool simplify)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var circuit = RandomCircuit.Create(4, 25, seed, free: true);
            var result = Transpiler.Transpile(circuit, basis, simplify);
            Assert.Equal(circuit.ParameterCount, result.ParameterCount);
            AssertSameUpToPhase(circuit, result, RandomCircuit.Parameters(circuit, seed));
            if (basis == GateBasis.RzSxCx)
            {
                Assert.All(result.Operations, o => Assert.True(o.Kind is GateKind.RZ or GateKind.SX or GateKind.CX));
            }
            else if (basis == GateBasis.RzSxEcr)
            {
                Assert.All(result.Operations, o => Assert.True(o.Kind is GateKind.RZ or GateKind.SX or GateKind.Ecr));
            }
            else if (basis == GateBasis.RzRxRzz)
            {
                Assert.All(result.Operations, o => Assert.True(o.Kind is GateKind.RZ or GateKind.RX or GateKind.RZZ));
            }
            else if (basis == GateBasis.RxRyRzCx)
            {
                Assert.All(result.Operations, o => Assert.True(o.Kind is GateKind.RX or GateKind.RY or GateKind.RZ or GateKind.CX));
            }
        }
    }

    // A rotation between two equal CX is one RZZ; a CX alone is one too.
    [Theory]
    [InlineData(GateKind.RZ, 1, 1)]
    [InlineData(GateKind.RY, 1, 1)]
    [InlineData(GateKind.RX, 0, 1)]
    [InlineData(GateKind.RY, 0, 1)]
    [InlineData(GateKind.H, 1, 2)]
    public void Transpile_ToRzz_JoinsARotationBetweenTwoCx(GateKind kind, int qubit, int expected)
    {
        var gate = GateTable.Get(kind).Angles == 1 ? new GateOperation(kind, [qubit], Angle.Free(0)) : new GateOperation(kind, [qubit]);
        var circuit = new Circuit(2, [new(GateKind.CX, [0, 1]), gate, new(GateKind.CX, [0, 1])], 1);
        var result = Transpiler.Transpile(circuit, GateBasis.RzRxRzz);
        AssertSameUpToPhase(circuit, result, [0.7]);
        Assert.Equal(expected, CircuitMetrics.MultiQubitGates(result));
    }

    [Fact]
    public void Transpile_EveryTwoQubitRotation_IsOneRzz()
    {
        foreach (var kind in new[] { GateKind.RXX, GateKind.RYY, GateKind.RZZ, GateKind.CP, GateKind.CRZ, GateKind.CRX, GateKind.CRY })
        {
            var circuit = new Circuit(2, [new(kind, [0, 1], Angle.Free(0))]);
            var result = Transpiler.Transpile(circuit, GateBasis.RzRxRzz);
            AssertSameUpToPhase(circuit, result, [1.3]);
            Assert.Equal(1, CircuitMetrics.MultiQubitGates(result));
        }
    }

    [Fact]
    public void Transpile_RunsOfOneQubitGates_BecomeAtMostFiveGates()
    {
        var circuit = RandomCircuit.Create(1, 40, 3, allowed: g => g.Qubits == 1);
        Assert.InRange(Transpiler.Transpile(circuit, GateBasis.RzSxCx).Count, 1, 5);
        Assert.InRange(Transpiler.Transpile(circuit, GateBasis.RxRyRzCx).Count, 1, 3);
    }

    [Fact]
    public void Simplify_RandomCircuits_KeepsTheUnitaryAndNeverGrows()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var circuit = RandomCircuit.Create(3, 40, seed, free: seed % 2 == 0);
            var result = CircuitSimplifier.Simplify(circuit);
            Assert.True(result.Count <= circuit.Count);
            AssertSameUpToPhase(circuit, result, RandomCircuit.Parameters(circuit, seed));
        }
    }

    [Fact]
    public void Simplify_CircuitAndItsInverse_LeavesNothing()
    {
        var circuit = RandomCircuit.Create(4, 40, 11, free: true, g => g.Kind != GateKind.U);
        var twice = circuit.Then(circuit.Inverse(), shareParameters: true);
        Assert.Equal(0, CircuitSimplifier.Simplify(twice).Count);
    }

    [Fact]
    public void Simplify_RotationsAcrossControl_AreAdded()
    {
        var circuit = new CircuitBuilder(2).RZ(0.3, 0).CX(0, 1).RZ(0.4, 0).RX(0.1, 1).CX(0, 1).Build();
        var result = CircuitSimplifier.Simplify(circuit);
        Assert.Equal([GateKind.RZ, GateKind.RX], result.Operations.Select(o => o.Kind));
        Assert.Equal(0.7, result.Operations[0].Angles[0].Offset, 12);
    }

    [Theory]
    [InlineData("line")]
    [InlineData("ring")]
    [InlineData("grid:2x3")]
    [InlineData("0-1,1-2,1-3,3-4,3-5")]
    public void Route_RandomCircuits_KeepsTheStateUpToTheLayout(string shape)
    {
        var map = CouplingMap.Parse(shape, 6);
        for (var seed = 0; seed < 15; seed++)
        {
            var circuit = RandomCircuit.Create(5, 25, seed, free: true);
            var routed = Router.Route(circuit, map);
            Assert.All(routed.Circuit.Operations, o => Assert.True(o.Qubits.Length < 2 || (o.Qubits.Length == 2 && map.Allows(o.Qubits[0], o.Qubits[1]))));
            Assert.Equal(routed.Swaps, routed.Circuit.Operations.Count(o => o.Kind == GateKind.Swap) - circuit.Operations.Count(o => o.Kind == GateKind.Swap));
            var parameters = RandomCircuit.Parameters(circuit, seed);
            var expected = DenseSimulator.Run(circuit, parameters);
            var actual = DenseSimulator.Run(routed.Circuit, parameters);

            // Amplitude of x in the original is that of the index with bit x_q on device qubit FinalLayout[q], all others 0.
            Complex overlap = 0;
            for (var x = 0; x < expected.Length; x++)
            {
                var index = 0;
                for (var q = 0; q < 5; q++)
                {
                    index |= ((x >> (4 - q)) & 1) << (5 - routed.FinalLayout[q]);
                }

                overlap += Complex.Conjugate(expected[x]) * actual[index];
            }

            Assert.InRange(overlap.Magnitude, 1 - 1e-10, 1 + 1e-10);
        }
    }

    [Fact]
    public void Route_CircuitThatFits_AddsNothing()
    {
        var circuit = new CircuitBuilder(4).H(0).CX(0, 1).CX(1, 2).CX(2, 3).Build();
        Assert.Equal(0, Router.Route(circuit, CouplingMap.Line(4)).Swaps);
    }

    [Fact]
    public void CouplingMap_OfSeparateParts_TakesWhatFitsIntoOne()
    {
        // Row C14: gaps and separate parts are no error where gates need not cross them.
        var circuit = new CircuitBuilder(3).H(0).CX(0, 1).CX(0, 2).CX(1, 2).Build();
        foreach (var text in new[] { "0-1,1-2,5-6", "1-2,2-3", "4-5,5-6,6-7,0-1" })
        {
            var map = CouplingMap.Parse(text, 3);
            var routed = Router.Route(circuit, map);
            Assert.All(routed.Circuit.Operations.Where(o => o.Qubits.Length == 2), o => Assert.True(map.Allows(o.Qubits[0], o.Qubits[1])));
        }

        var pairs = new CircuitBuilder(4).CX(0, 1).CX(2, 3).Build();
        Assert.Equal(0, Router.Route(pairs, CouplingMap.Parse("0-1,4-5,7-8", 4)).Swaps);
        Assert.Contains("largest part has 2", Assert.Throws<ArgumentException>(() => Router.Route(circuit, new CouplingMap(4, [(0, 1), (2, 3)]))).Message, StringComparison.Ordinal);
        Assert.Contains("separate parts", Assert.Throws<ArgumentException>(() => Router.Route(pairs, new CouplingMap(4, [(0, 1), (2, 3)]), [0, 2, 1, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("grid:2x3", Assert.Throws<FormatException>(() => CouplingMap.Parse("star", 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_SmallCircuit_AreCountedByHand()
    {
        var circuit = new CircuitBuilder(3).H(0).CX(0, 1).RZ(0.1, 1).CX(1, 2).H(0).Givens(0.2, 0, 2).Build();
        Assert.Equal(5, CircuitMetrics.Depth(circuit));
        Assert.Equal(3, CircuitMetrics.TwoQubitDepth(circuit));
        Assert.Equal(3, CircuitMetrics.MultiQubitGates(circuit));
        Assert.Equal(4, CircuitMetrics.CxCount(circuit));
        Assert.Equal(2, CircuitMetrics.CountByKind(circuit)[GateKind.H]);
        Assert.Equal([0, 1, 2, 3, 2, 4], CircuitMetrics.Moments(circuit));
    }

    [Fact]
    public void Circuit_InverseComposeBind_AreConsistent()
    {
        var circuit = RandomCircuit.Create(4, 30, 2, free: true);
        var parameters = RandomCircuit.Parameters(circuit, 2);
        var both = circuit.Then(circuit.Inverse(), shareParameters: true);
        var state = DenseSimulator.Run(both, parameters);
        Assert.Equal(1, state[0].Real, 1e-12);
        Assert.Equal(0, circuit.Bind(parameters).ParameterCount);
        var separate = circuit.Then(circuit);
        Assert.Equal(2 * circuit.ParameterCount, separate.ParameterCount);
        Assert.Equal(circuit, circuit.Inverse().Inverse());
        Assert.Throws<ArgumentException>(() => circuit.Bind([1]));
    }

    private static void AssertSameUpToPhase(Circuit a, Circuit b, double[] parameters)
    {
        // |Tr(A' B)| = 2^n exactly when they agree up to a phase.
        var u = DenseSimulator.Unitary(a, parameters);
        var v = DenseSimulator.Unitary(b, parameters);
        Complex trace = 0;
        for (var j = 0; j < u.Size; j++)
        {
            for (var i = 0; i < u.Size; i++)
            {
                trace += Complex.Conjugate(u[i, j]) * v[i, j];
            }
        }

        Assert.Equal(1, trace.Magnitude / u.Size, 1e-10);
    }
}
