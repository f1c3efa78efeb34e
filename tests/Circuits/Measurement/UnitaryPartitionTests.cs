using System.Numerics;
using CsCheck;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Hamiltonians.Pauli;
using Xunit;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class UnitaryPartitionTests
{
    [Fact]
    public void Of_AnticommutingStrings_MeasuresTheirSumInAnyState() => Gen.Int[0, 100_000].Sample(
        seed =>
        {
            var random = new Random(seed);
            const int qubits = 4;
            var strings = new List<PauliString>();
            for (var tries = 0; tries < 60; tries++)
            {
                var candidate = PauliString.Parse(new string([.. Enumerable.Range(0, qubits).Select(_ => "IXYZ"[random.Next(4)])]));
                if (candidate.Weight > 0 && strings.All(s => !s.Commutes(candidate)))
                {
                    strings.Add(candidate);
                }
            }

            double[] coefficients = [.. strings.Select(_ => random.NextDouble() - 0.5)];
            var partition = UnitaryPartition.Of(strings, coefficients);
            var preparation = new CircuitBuilder(qubits);
            for (var q = 0; q < qubits; q++)
            {
                preparation.RY(random.NextDouble() * 3, q).RZ(random.NextDouble() * 3, q);
                preparation.CX(q, (q + 1) % qubits);
            }

            using var simulator = new NativeSimulator();
            var circuit = preparation.Build();
            var states = simulator.StatesAsync([circuit, circuit.Then(partition.Circuit)]).GetAwaiter().GetResult();

            // The dense twin: <psi| sum c P |psi> by matrices.
            var builder = new PauliSumBuilder(qubits);
            foreach (var (s, c) in strings.Zip(coefficients))
            {
                builder.Add(s, c);
            }

            var matrix = PauliAlgebra.ToMatrix(builder.Build(-1));
            Complex expected = 0;
            for (var i = 0; i < 16; i++)
            {
                for (var j = 0; j < 16; j++)
                {
                    expected += Complex.Conjugate(states[0][i]) * matrix[i, j] * states[0][j];
                }
            }

            var z = partition.Z.ToString();
            var measured = Enumerable.Range(0, 16).Sum(outcome => Math.Pow(states[1][outcome].Magnitude, 2)
                * (z.Index().Count(p => p.Item == 'Z' && ((outcome >> (qubits - 1 - p.Index)) & 1) == 1) % 2 == 0 ? 1 : -1));
            Assert.Equal(expected.Real, measured * partition.Coefficient, 1e-12);
            Assert.Equal(Math.Sqrt(coefficients.Sum(static c => c * c)), Math.Abs(partition.Coefficient), 1e-12);
        },
        iter: 40);

    [Fact]
    public void Of_CommutingStrings_NamesThem()
    {
        var e = Assert.Throws<ArgumentException>(() => UnitaryPartition.Of([PauliString.Parse("XX"), PauliString.Parse("ZZ")], [1, 1]));
        Assert.Contains("XX and ZZ commute", e.Message, StringComparison.Ordinal);
    }
}
