using CsCheck;
using Quiver.Circuits.Formats;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Simulation;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Measurement;

public sealed class MeasurementCircuitTests
{
    private static readonly CircuitSynthesis[] Methods = [CircuitSynthesis.Elimination, CircuitSynthesis.PatelMarkovHayes, CircuitSynthesis.Search];

    [Fact]
    public void Diagonalize_EveryMethod_PassesTheVerifier() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 16], Gen.Int[0, 1_000_000], Gen.Int[0, 2]).Sample(
            static (qubits, size, seed, method) =>
            {
                var group = GroupDiagonalizerTests.CommutingGroup(qubits, size, seed);
                var result = GroupDiagonalizer.Diagonalize(group, new DiagonalizationOptions { Synthesis = Methods[method], Starts = 1, Seed = seed });
                Assert.Null(DiagonalizationVerifier.Failure(group, result));
            },
            iter: 300);

    // The verifier's slow twin: U P U' as dense matrices.
    [Fact]
    public void Verifier_AgainstDenseMatrices_Agrees() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 1_000_000]).Sample(
            static (qubits, seed) =>
            {
                var group = GroupDiagonalizerTests.CommutingGroup(qubits, 5, seed);
                var result = GroupDiagonalizer.Diagonalize(group, new DiagonalizationOptions { Starts = 1, Seed = seed });
                var unitary = DenseSimulator.Unitary(result.Circuit);
                for (var m = 0; m < group.Count; m++)
                {
                    GroupDiagonalizerTests.AssertConjugates(unitary, group[m], result.Diagonal[m], result.Negative[m]);
                }
            },
            iter: 100);

    [Fact]
    public void Verifier_ChangedSignOrGate_IsFound()
    {
        PauliString[] group = [PauliString.Parse("XX"), PauliString.Parse("YY")];
        var good = GroupDiagonalizer.Diagonalize(group, new DiagonalizationOptions());
        Assert.Null(DiagonalizationVerifier.Failure(group, good));
        Assert.NotNull(DiagonalizationVerifier.Failure(group, good with { Negative = [.. good.Negative.Select(static n => !n)] }));
        Assert.NotNull(DiagonalizationVerifier.Failure(group, good with { Circuit = new Circuit(2, good.Circuit.Operations[..^1]) }));
        Assert.NotNull(DiagonalizationVerifier.Failure([group[0]], good));
    }

    [Theory]
    [InlineData("line")]
    [InlineData("ring")]
    public void Search_CouplingMap_JoinsNeighboursOnly(string shape)
    {
        var map = string.Equals(shape, "line", StringComparison.Ordinal) ? CouplingMap.Line(6) : CouplingMap.Ring(6);
        for (var seed = 0; seed < 12; seed++)
        {
            var group = GroupDiagonalizerTests.CommutingGroup(6, 8, seed);
            var result = GroupDiagonalizer.Diagonalize(group, new DiagonalizationOptions { Coupling = map, Starts = 1 });
            Assert.Null(DiagonalizationVerifier.Failure(group, result));
            Assert.All(result.Circuit.Operations, o => Assert.True(o.Qubits.Length == 1 || map.Allows(o.Qubits[0], o.Qubits[1])));
        }
    }

    [Fact]
    public void Search_GreenbergerHorneZeilinger_TakesAChain()
    {
        PauliString[] group = [PauliString.Parse("XXXXX"), PauliString.Parse("ZZIII"), PauliString.Parse("IZZII"), PauliString.Parse("IIZZI"), PauliString.Parse("IIIZZ")];
        Assert.Equal(4, CircuitMetrics.MultiQubitGates(GroupDiagonalizer.Diagonalize(group, new DiagonalizationOptions()).Circuit));
    }

    [Fact]
    public void Network_RandomMatrices_BecomeTheIdentity() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[0, 1_000_000]).Sample(
            static (size, seed) =>
            {
                var random = new Random(seed);
                var rows = Enumerable.Range(0, size).Select(static r => 1UL << r).ToArray();
                for (var k = 0; k < 6 * size && size > 1; k++)
                {
                    var (a, b) = (random.Next(size), random.Next(size));
                    rows[a] ^= a == b ? 0 : rows[b];
                }

                var start = rows.ToArray();
                foreach (var (from, to) in PatelMarkovHayes.Network(rows))
                {
                    start[to] ^= start[from];
                }

                Assert.Equal(Enumerable.Range(0, size).Select(static r => 1UL << r), start);
            },
            iter: 200);

    [Fact]
    public void Search_BerylliumHydride_SavesThirtyPerCentOfPatelMarkovHayes()
    {
        var groups = Groups("beh2.fcidump");
        int Gates(CircuitSynthesis synthesis) => groups.Sum(g => CircuitMetrics.MultiQubitGates(GroupDiagonalizer.Diagonalize(g, new DiagonalizationOptions { Synthesis = synthesis, Starts = 1 }).Circuit));
        Assert.True(Gates(CircuitSynthesis.Search) <= 0.7 * Gates(CircuitSynthesis.PatelMarkovHayes));
    }

    [Fact]
    public void Files_WrittenAndRead_HoldTheCircuits()
    {
        var folder = Path.Combine(Path.GetTempPath(), "quiver-measurement-" + Guid.NewGuid().ToString("N"));
        try
        {
            var sum = HamiltonianReader.Read(SharedData.Molecule("h2.fcidump")).Sum;
            var terms = sum.WithoutIdentity(out _);
            var grouping = new SortedInsertionGrouper().Group(new GroupingProblem(terms, CommutationRule.FullyCommuting), cancellationToken: TestContext.Current.CancellationToken).Grouping;
            var plan = new MeasurementPlan(sum, grouping, new DiagonalizationOptions(), TestContext.Current.CancellationToken);
            var shots = ShotAllocation.ForError(plan.Deviations(sum, null), 0.01);
            var recipe = MeasurementRecipe.Of(plan, t => terms.String(t).ToString(), shots);
            MeasurementFiles.Write(folder, plan, recipe);
            var read = MeasurementFiles.Read(folder);
            Assert.Equal(recipe.Groups.SelectMany(static g => g.Terms), read.Groups.SelectMany(static g => g.Terms));
            Assert.Equal(recipe.Constant, read.Constant);
            for (var g = 0; g < plan.Groups.Length; g++)
            {
                var program = QasmReader.ReadProgramFile(Path.Combine(folder, read.Groups[g].Name + ".qasm"));
                Assert.Equal(plan.Groups[g].Circuit.Operations, program.Gates().Operations);
                Assert.True(File.Exists(Path.Combine(folder, read.Groups[g].Name + ".qs")));
            }

            File.WriteAllText(Path.Combine(folder, MeasurementFiles.RecipeName), "{\"qubits\":2,\"constant\":0,\"groups\":[{\"name\":\"a\",\"terms\":[{\"z\":\"ZX\",\"sign\":1}]}]}");
            Assert.Contains("letters I and Z", Assert.Throws<InputException>(() => MeasurementFiles.Read(folder)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static PauliString[][] Groups(string molecule)
    {
        var terms = HamiltonianReader.Read(SharedData.Molecule(molecule)).Sum.WithoutIdentity(out _);
        var grouping = new SortedInsertionGrouper().Group(new GroupingProblem(terms, CommutationRule.FullyCommuting), cancellationToken: TestContext.Current.CancellationToken).Grouping;
        return [.. grouping.ToArrays().Select(g => g.Select(terms.String).ToArray())];
    }
}
