using System.Numerics;
using Quiver.Circuits.Design;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Design;

public sealed class ChemistryGateSetTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Build_AnyWordOnADeterminant_KeepsElectronsAndSpin(bool controlled)
    {
        int[] spin = [0, 1, 0, 1, 0, 1];
        var gates = GateSet.Chemistry(6, spin, controlled);
        Assert.Equal(controlled, gates.Gates.Any(static g => g.Kind == GateKind.CGivens));
        var reference = new CircuitBuilder(6).X(0).X(1).X(2).Build();
        var random = new Random(2);
        for (var k = 0; k < 10; k++)
        {
            var word = Enumerable.Range(0, 12).Select(_ => (long)random.Next(gates.Gates.Count)).ToArray();
            var circuit = gates.Build(word, reference);
            var state = DenseSimulator.Run(circuit, [.. Enumerable.Range(0, circuit.ParameterCount).Select(_ => 6 * random.NextDouble())]);
            for (var i = 0; i < state.Length; i++)
            {
                // Qubit 0 is the most significant bit: alpha orbitals are bits 5, 3, 1.
                var inside = BitOperations.PopCount((uint)i & 0b101010) == 2 && BitOperations.PopCount((uint)i & 0b010101) == 1;
                Assert.True(inside || state[i].Magnitude < 1e-12, $"amplitude {state[i]} of state {i}");
            }
        }
    }

    [Fact]
    public void CxCost_OfEveryKind_IsThatOfItsDecomposition() => Assert.All(
        GateSet.Chemistry(4, controlled: true).Gates.Concat(GateSet.Hardware(3).Gates),
        static g => Assert.Equal(
            GateDecomposition.CxCount(new GateOperation(g.Kind, g.Qubits.AsSpan(), g.HasAngle ? [Angle.Of(1)] : [])), g.CxCost));
}
