using System.Numerics;
using CsCheck;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;
using Quiver.Core.Numbers;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class GroupDiagonalizerTests
{
    [Fact]
    public void Diagonalize_CommutingGroups_BecomeSignedZStrings() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 14], Gen.Int[0, 1_000_000]).Sample(
            static (qubits, size, seed) =>
            {
                var group = CommutingGroup(qubits, size, seed);
                var result = GroupDiagonalizer.Diagonalize(group);
                var unitary = DenseSimulator.Unitary(result.Circuit);
                for (var m = 0; m < group.Count; m++)
                {
                    Assert.DoesNotContain(result.Diagonal[m].ToString(), static l => l is 'X' or 'Y');
                    AssertConjugates(unitary, group[m], result.Diagonal[m], result.Negative[m]);
                }
            },
            iter: 150);

    [Fact]
    public void Diagonalize_QubitWiseCommuting_NeedsOneQubitGatesOnly()
    {
        PauliString[] group = [PauliString.Parse("XIYZ"), PauliString.Parse("IIYZ"), PauliString.Parse("XIII"), PauliString.Parse("IIIZ")];
        var result = GroupDiagonalizer.Diagonalize(group);
        Assert.Equal(0, CircuitMetrics.MultiQubitGates(result.Circuit));
        Assert.Equal(3, result.Circuit.Count);
        Assert.Equal("ZIZZ", result.Diagonal[0].ToString());
    }

    [Fact]
    public void Diagonalize_BellBasis_TakesOneTwoQubitGate()
    {
        var result = GroupDiagonalizer.Diagonalize([PauliString.Parse("XX"), PauliString.Parse("YY"), PauliString.Parse("ZZ")]);
        Assert.Equal(1, CircuitMetrics.MultiQubitGates(result.Circuit));
        var unitary = DenseSimulator.Unitary(result.Circuit);
        AssertConjugates(unitary, PauliString.Parse("YY"), result.Diagonal[1], result.Negative[1]);
    }

    // More than one word of bits: the circuit itself is checked by running the strings through it again, gate by gate.
    [Fact]
    public void Diagonalize_SeventyQubits_BecomeZStrings()
    {
        var group = CommutingGroup(70, 90, 3);
        var result = GroupDiagonalizer.Diagonalize(group);
        for (var m = 0; m < group.Count; m++)
        {
            var (x, z) = (Enumerable.Range(0, 70).Select(q => group[m][q] is 'X' or 'Y').ToArray(), Enumerable.Range(0, 70).Select(q => group[m][q] is 'Z' or 'Y').ToArray());
            foreach (var gate in result.Circuit.Operations)
            {
                var (a, b) = (gate.Qubits[0], gate.Qubits[^1]);
                switch (gate.Kind)
                {
                    case GateKind.H:
                        (x[a], z[a]) = (z[a], x[a]);
                        break;
                    case GateKind.S or GateKind.Sdg:
                        z[a] ^= x[a];
                        break;
                    case GateKind.CX:
                        x[b] ^= x[a];
                        z[a] ^= z[b];
                        break;
                    default:
                        Assert.Equal(GateKind.CZ, gate.Kind);
                        z[a] ^= x[b];
                        z[b] ^= x[a];
                        break;
                }
            }

            Assert.DoesNotContain(true, x);
            Assert.Equal(string.Concat(z.Select(static b => b ? 'Z' : 'I')), result.Diagonal[m].ToString());
        }
    }

    [Fact]
    public void Diagonalize_Anticommuting_NamesThePair()
    {
        var error = Assert.Throws<ArgumentException>(static () => GroupDiagonalizer.Diagonalize([PauliString.Parse("ZZ"), PauliString.Parse("XI")]));
        Assert.Contains("do not commute", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => GroupDiagonalizer.Diagonalize([]));
    }

    [Fact]
    public void Diagonalize_OnlyIdentities_IsEmpty()
    {
        var result = GroupDiagonalizer.Diagonalize([PauliString.Identity(3), PauliString.Identity(3)]);
        Assert.Equal(0, result.Circuit.Count);
    }

    // Z strings seen through a random Clifford circuit: every commuting group is of this kind.
    internal static List<PauliString> CommutingGroup(int qubits, int size, int seed)
    {
        var random = new Random(seed);
        var strings = Enumerable.Range(0, size).Select(_ => (X: new bool[qubits], Z: Enumerable.Range(0, qubits).Select(_ => random.Next(2) == 1).ToArray())).ToArray();
        for (var g = 0; g < 6 * qubits; g++)
        {
            var a = random.Next(qubits);
            var b = (a + 1 + random.Next(Math.Max(1, qubits - 1))) % qubits;
            var gate = random.Next(a == b ? 2 : 3);
            foreach (var (x, z) in strings)
            {
                switch (gate)
                {
                    case 0:
                        (x[a], z[a]) = (z[a], x[a]);
                        break;
                    case 1:
                        z[a] ^= x[a];
                        break;
                    default:
                        x[b] ^= x[a];
                        z[a] ^= z[b];
                        break;
                }
            }
        }

        return [.. strings.Select(static s => PauliString.Parse(string.Concat(s.X.Zip(s.Z, static (x, z) => x ? (z ? 'Y' : 'X') : z ? 'Z' : 'I'))))];
    }

    // U P = sign Z U, column by column.
    internal static void AssertConjugates(ComplexMatrix unitary, PauliString before, PauliString after, bool negative)
    {
        var size = unitary.Size;
        var p = GateMatrices.Pauli(before);
        var z = GateMatrices.Pauli(after);
        for (var column = 0; column < size; column++)
        {
            for (var row = 0; row < size; row++)
            {
                Complex left = 0;
                for (var k = 0; k < size; k++)
                {
                    left += unitary[row, k] * p[(k * size) + column];
                }

                var right = z[(row * size) + row] * unitary[row, column] * (negative ? -1 : 1);
                Assert.InRange((left - right).Magnitude, 0, 1e-10);
            }
        }
    }
}
