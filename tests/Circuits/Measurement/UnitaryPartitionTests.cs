using System.Numerics;
using CsCheck;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;
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

    [Theory]
    [InlineData("h2.fcidump")]
    [InlineData("h4.fcidump")]
    public void Plan_OfAnticommutingGroups_SumsToTheEnergy_WithTheVarianceOfWholeGroups(string molecule)
    {
        var file = HamiltonianReader.Read(SharedData.Molecule(molecule));
        var (energy, state) = GroundState.Find(file.Sum, file.Sector, TestContext.Current.CancellationToken);
        var terms = file.Sum.WithoutIdentity(out _);
        var covariance = TermCovariance.OfAnticommuting(terms, state);
        var problem = new GroupingProblem(terms, CommutationRule.Anticommuting, covariance);
        var grouping = new SortedInsertionGrouper().Group(problem, null, TestContext.Current.CancellationToken).Grouping;
        var plan = MeasurementPlan.OfAnticommuting(file.Sum, grouping, TestContext.Current.CancellationToken);
        Assert.Equal(grouping.Count, plan.Groups.Length);
        var design = MeasurementDesign.Of(plan, [.. Enumerable.Repeat(5, grouping.Count)]);
        using var source = new SimulatedState(state);
        var deviations = plan.Deviations(file.Sum, covariance);
        var mean = plan.Constant;
        for (var g = 0; g < plan.Groups.Length; g++)
        {
            // Exact mean and variance of what one shot shows, from the outcomes' probabilities.
            var p = source.Probabilities(plan.Groups[g].Circuit);
            var first = p.Select((v, outcome) => v * plan.Value(g, outcome)).Sum();
            var second = p.Select((v, outcome) => v * Math.Pow(plan.Value(g, outcome), 2)).Sum();
            mean += first;
            Assert.Equal(second - (first * first), deviations[g] * deviations[g], 1e-10);
            Assert.Equal(1, design.Terms(g).Length);
            Assert.Equal(Math.Sqrt(plan.Parts(g).ToArray().Sum(static t => t.Coefficient * t.Coefficient)), design.Terms(g)[0].Weight, 1e-12);
            Assert.All(plan.Groups[g].Circuit.Operations, static o => Assert.InRange(o.Qubits.Length, 1, 2));
        }

        Assert.Equal(energy, mean, 1e-10);
        Assert.Equal(deviations.Sum() * deviations.Sum(), GroupingCost.Of(problem, grouping).Epsilon2M!.Value, 1e-9);
    }
}
