using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Gates;

public sealed class CliffordRulesTests
{
    [Theory]
    [InlineData(GateKind.H, 1)]
    [InlineData(GateKind.S, 1)]
    [InlineData(GateKind.Sdg, 1)]
    [InlineData(GateKind.CX, 2)]
    [InlineData(GateKind.CZ, 2)]
    public void Rules_AgreeWithTheMatrices(GateKind kind, int qubits)
    {
        // U P = P' U on every string, by applying both circuits to every basis state.
        const string Letters = "IXZY";
        for (var index = 0; index < 1 << (2 * qubits); index++)
        {
            ulong x = 0, z = 0;
            for (var q = 0; q < qubits; q++)
            {
                x |= (ulong)((index >> (2 * q)) & 1) << q;
                z |= (ulong)((index >> ((2 * q) + 1)) & 1) << q;
            }

            var before = Label();
            var flips = kind switch
            {
                GateKind.H => CliffordRules.H(ref x, ref z, 1UL),
                GateKind.CX => CliffordRules.CX(x, ref z, 1UL, ref x, z, 2UL),
                GateKind.CZ => CliffordRules.CZ(x, ref z, 1UL, x, ref z, 2UL),
                _ => CliffordRules.S(x, ref z, 1UL, kind == GateKind.Sdg),
            };
            var after = Label();
            for (var basis = 0; basis < 1 << qubits; basis++)
            {
                var left = new System.Numerics.Complex[1 << qubits];
                left[basis] = 1;
                var right = left.ToArray();
                int[] all = [.. Enumerable.Range(0, qubits)];
                DenseSimulator.Apply(GateMatrices.Pauli(PauliString.Parse(before)), all, qubits, left);
                DenseSimulator.Apply(GateMatrices.Of(kind), all, qubits, left);
                DenseSimulator.Apply(GateMatrices.Of(kind), all, qubits, right);
                DenseSimulator.Apply(GateMatrices.Pauli(PauliString.Parse(after)), all, qubits, right);
                Assert.All(left.Zip(right), pair => Assert.Equal(0, (pair.First - (flips ? -pair.Second : pair.Second)).Magnitude, 1e-12));
            }

            string Label() => string.Concat(Enumerable.Range(0, qubits).Select(q => Letters[(int)((x >> q) & 1) | ((int)((z >> q) & 1) << 1)]));
        }
    }
}
