using CsCheck;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Pauli;

public sealed class PauliSumTruncationTests
{
    [Fact]
    public void Truncate_AnySum_LosesTheSmallestWholeClassesWithinTheBound() => Gen.Select(Gen.Int[1, 40], Gen.Double[0, 3], Gen.Int[0, 1000]).Sample(
        (count, bound, seed) =>
        {
            // Coefficients of few distinct moduli, so that there are classes.
            var random = new Random(seed);
            var builder = new PauliSumBuilder(4);
            foreach (var code in Enumerable.Range(0, 256).OrderBy(_ => random.Next()).Take(count))
            {
                var letters = new string([.. Enumerable.Range(0, 4).Select(q => "IXYZ"[(code >> (2 * q)) & 3])]);
                builder.Add(PauliString.Parse(letters), (random.Next(2) == 0 ? 1 : -1) * 0.1 * (1 + random.Next(5)));
            }

            var sum = builder.Build(-1);
            var left = sum.Truncate(bound, out var change);
            var all = sum.ToDictionary(t => t.String, t => t.Coefficient.Magnitude);
            var kept = left.Select(t => t.String).ToHashSet();
            var gone = all.Where(p => !kept.Contains(p.Key)).ToArray();
            Assert.Equal(gone.Sum(p => p.Value), change, 1e-12);
            Assert.True(change <= bound);
            Assert.DoesNotContain(gone, p => p.Key.Weight == 0);

            // The next class as a whole would be too much, up to the rounding of the sums, and no class is divided.
            var rest = all.Where(p => kept.Contains(p.Key) && p.Key.Weight > 0).Select(p => p.Value).ToArray();
            if (rest.Length > 0)
            {
                Assert.True(gone.All(p => p.Value < rest.Min() - 0.01));
                Assert.True(change + rest.Where(c => c < rest.Min() + 0.01).Sum() > bound - 1e-12);
            }
        },
        iter: 300);

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void Truncate_WithoutABound_IsRefused(double bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomPauli.Sum(3, 5, 1).Truncate(bound, out _));

    [Fact]
    public void Read_WithACutoff_KeepsEnergyAndElectronsWithinIt()
    {
        var path = SharedData.Molecule("h2o.fcidump");
        var whole = HamiltonianReader.Read(path);
        var cut = HamiltonianReader.Read(path, new HamiltonianReadOptions { Cutoff = 0.05 });
        Assert.InRange(cut.Sum.Count, 1, whole.Sum.Count - 50);
        Assert.Contains(cut.Notes, n => n.Contains("no energy changes by more than 0.0", StringComparison.Ordinal));
        var (exact, _) = GroundState.Find(whole.Sum, whole.StateSector);
        var (energy, state) = GroundState.Find(cut.Sum, cut.StateSector);
        Assert.InRange(Math.Abs(energy - exact), 0, 0.05);

        // Electrons and spin still commute with what is left: the lowest state of the sector is an eigenstate.
        Assert.Equal(energy * energy, state.Expectation(cut.Sum * cut.Sum), 1e-6);
    }

    [Fact]
    public void Read_WithANegativeCutoff_IsRefused() => Assert.Contains(
        "cutoff",
        Assert.Throws<InputException>(() => HamiltonianReader.Read("x", new HamiltonianReadOptions { Cutoff = -1 })).Message,
        StringComparison.Ordinal);
}
