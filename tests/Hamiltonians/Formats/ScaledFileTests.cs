using System.Globalization;
using CsCheck;
using Quiver.Hamiltonians.Commutation;
using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Grouping;
using Quiver.Hamiltonians.Grouping.Classical;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Formats;

/// <summary>The same file in another unit of energy: energies and costs scale, nothing else.</summary>
public sealed class ScaledFileTests
{
    [Fact]
    public void Read_FcidumpInAnotherUnit_ScalesEnergiesAndCostsOnly() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 2], Gen.Bool, Gen.Bool).Sample(
            (seed, bits, up, taper) =>
            {
                var (integrals, irreps) = RandomMolecule.Create(4, 4, 0, seed, bits);
                var options = new HamiltonianReadOptions { Tapering = taper ? TaperingChoice.AllSymmetries : TaperingChoice.None };
                var lines = RandomMolecule.Fcidump(integrals, irreps).Split('\n');
                var end = Array.FindIndex(lines, l => l.StartsWith("&END", StringComparison.Ordinal));
                var factor = up ? 1e9 : 1e-9;
                var scaled = lines.Select((l, i) => i <= end || l.Length == 0 ? l : Scaled(l, factor));
                AssertScaled(string.Join('\n', lines), string.Join('\n', scaled), factor, options);
            },
            iter: 20,
            threads: 1);

    [Fact]
    public void Read_OpenFermionInAnotherUnit_ScalesEnergiesAndCostsOnly() =>
        Gen.Select(Gen.Int[2, 5], Gen.Int[0, 1000], Gen.Bool).Sample(
            (qubits, seed, up) =>
            {
                var sum = RandomPauli.Sum(qubits, 3 * qubits, seed);
                var factor = up ? 1e9 : 1e-9;
                AssertScaled(OpenFermion(sum, 1), OpenFermion(sum, factor), factor, new HamiltonianReadOptions());
            },
            iter: 20,
            threads: 1);

    [Fact]
    public void Build_SmallComplexCoefficients_StayComplex()
    {
        var builder = new PauliSumBuilder(1);
        builder.Add(PauliString.Parse("X"), new System.Numerics.Complex(1e-13, 1e-13));
        Assert.False(builder.Build().IsReal);
    }

    private static void AssertScaled(string plain, string scaled, double factor, HamiltonianReadOptions options)
    {
        var (one, other) = (Read(plain, options), Read(scaled, options));
        Assert.Equal(one.Sum.Count, other.Sum.Count);
        Assert.Equal(one.Notes, other.Notes);
        Assert.Equal(one.StateSector?.Reference, other.StateSector?.Reference);
        for (var i = 0; i < one.Sum.Count; i++)
        {
            Assert.Equal(one.Sum.String(i), other.Sum.String(i));
        }

        var (first, second) = (GroundState.Find(one.Sum, one.StateSector), GroundState.Find(other.Sum, other.StateSector));
        var scale = one.Sum.OneNorm();
        Assert.Equal(first.Energy, second.Energy / factor, 1e-9 * scale);
        IGrouper grouper = new SortedInsertionGrouper();
        var costs = new[] { one, other }.Select(file =>
        {
            var terms = file.Sum.WithoutIdentity(out _);
            var problem = new GroupingProblem(terms, CommutationRule.FullyCommuting, null);
            return GroupingCost.Of(problem, grouper.Group(problem).Grouping);
        }).ToArray();
        Assert.Equal(costs[0].Groups, costs[1].Groups);
        Assert.Equal(1, costs[1].ShotBound / factor / factor / costs[0].ShotBound, 1e-9);
    }

    private static HamiltonianFile Read(string text, HamiltonianReadOptions options)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "h.txt");
        File.WriteAllText(path, text);
        return HamiltonianReader.Read(path, options);
    }

    private static string Scaled(string line, double factor)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        parts[0] = (factor * double.Parse(parts[0], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture);
        return string.Join(' ', parts);
    }

    private static string OpenFermion(PauliSum sum, double factor) => string.Join(" +\n", Enumerable.Range(0, sum.Count).Select(i =>
    {
        var label = sum.String(i).ToString();
        var letters = Enumerable.Range(0, label.Length).Where(q => label[q] != 'I').Select(q => FormattableString.Invariant($"{label[q]}{q}"));
        return FormattableString.Invariant($"({factor * sum.Coefficient(i).Real:R}+0j) [{string.Join(' ', letters)}]");
    }));
}
