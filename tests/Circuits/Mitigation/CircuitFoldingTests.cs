using CsCheck;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Mitigation;
using Quiver.Circuits.Simulation;

namespace Quiver.Circuits.Tests.Mitigation;

public sealed class CircuitFoldingTests
{
    private static readonly Gen<(Circuit Circuit, int Factor, Folding Folding)> Cases =
        from seed in Gen.Int[0, 10_000]
        from half in Gen.Int[0, 3]
        from isGlobal in Gen.Bool
        select (RandomCircuit.Create(4, 25, seed), (2 * half) + 1, isGlobal ? Folding.Global : Folding.Local);

    [Fact]
    public void Fold_AnyCircuit_KeepsItsUnitaryAndMultipliesItsGates() => Cases.Sample(
        static c =>
        {
            var folded = CircuitFolding.Fold(c.Circuit, c.Folding, c.Factor);
            var (before, after) = (DenseSimulator.Run(c.Circuit), DenseSimulator.Run(folded));
            for (var i = 0; i < before.Length; i++)
            {
                Assert.Equal(before[i].Real, after[i].Real, 1e-10);
                Assert.Equal(before[i].Imaginary, after[i].Imaginary, 1e-10);
            }

            Assert.Equal(c.Factor * CircuitMetrics.MultiQubitGates(c.Circuit), CircuitMetrics.MultiQubitGates(folded));
            var single = c.Circuit.Count - CircuitMetrics.MultiQubitGates(c.Circuit);
            Assert.Equal(
                single * (c.Folding == Folding.Global ? c.Factor : 1), folded.Count - CircuitMetrics.MultiQubitGates(folded));
        },
        iter: 60);

    [Fact]
    public void Fold_ByAnEvenNumber_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CircuitFolding.Fold(RandomCircuit.Create(2, 3, 0), Folding.Local, 2));

    [Fact]
    public void Fold_FreeAngles_StayFree()
    {
        var circuit = RandomCircuit.Create(3, 20, 1, free: true);
        var x = RandomCircuit.Parameters(circuit, 1);
        var folded = CircuitFolding.Fold(circuit, Folding.Global, 3);
        Assert.Equal(circuit.ParameterCount, folded.ParameterCount);
        Assert.Equal(CircuitFolding.Fold(circuit.Bind(x), Folding.Global, 3), folded.Bind(x));
    }
}
