using CsCheck;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Hamiltonians.Tests.Fermions;

namespace Quiver.Hamiltonians.Tests.States;

public sealed class GroundStateTests
{
    [Fact]
    public void Find_AnySmallSum_IsTheLowestDenseEigenvalueAndAnEigenstate() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 14], Gen.Int[0, 100_000]).Sample(
            (qubits, terms, seed) => AssertGround(RandomPauli.Sum(qubits, Math.Min(terms, (1 << (2 * qubits)) - 1), seed)),
            iter: 150);

    /// <summary>
    /// Nothing in the diagonal tells the 2^k components apart, and there are more than the seeds: only the search over
    /// the states not reached can find the right one.
    /// </summary>
    [Fact]
    public void Find_LowestStateFarFromTheLowDiagonals_IsFound()
    {
        // -X0 (1 + sum of Z) / 2 prefers qubit 1..7 all 0; the diagonal prefers all 1, but less so.
        var builder = new PauliSumBuilder(8);
        builder.Add(PauliString.Parse("XIIIIIII"), -8);
        for (var q = 1; q < 8; q++)
        {
            var letters = "XIIIIIII".ToCharArray();
            letters[q] = 'Z';
            builder.Add(PauliString.Parse(letters), -1);
            letters[0] = 'I';
            builder.Add(PauliString.Parse(letters), 0.5 + q * 0.01);
        }

        var (energy, state) = AssertGround(builder.Build());
        Assert.Equal(-15 + 3.5 + 0.28, energy, 1e-9);
        Assert.Equal([0UL, 128UL], state.Basis.ToArray());
    }

    [Fact]
    public void Find_Twice_GivesTheSameBits()
    {
        // Two-fold degenerate: a ring of anticommuting neighbours without a field.
        var builder = new PauliSumBuilder(5);
        for (var q = 0; q < 5; q++)
        {
            foreach (var letter in "XYZ")
            {
                var letters = "IIIII".ToCharArray();
                letters[q] = letters[(q + 1) % 5] = letter;
                builder.Add(PauliString.Parse(letters), 1);
            }
        }

        var (first, second) = (GroundState.Find(builder.Build()), GroundState.Find(builder.Build()));
        Assert.Equal(first.Energy, second.Energy);
        Assert.Equal(first.State.Basis.ToArray(), second.State.Basis.ToArray());
        Assert.Equal(first.State.Real.ToArray(), second.State.Real.ToArray());
        AssertGround(builder.Build());
    }

    [Fact]
    public void Find_Sector_IsTheLowestOfItsDeterminants()
    {
        // A diagonal operator splits the sector into single determinants, more of them than seeds.
        var sum = DiagonalSum(8);
        var sector = new ElectronSector(FermionMapping.JordanWigner, SpinOrder.Blocked, 2, 2);
        var (energy, state) = GroundState.Find(sum, sector, TestContext.Current.CancellationToken);
        var op = new MaskedOperator(sum);
        Assert.Equal(sector.Determinants(8).Min(op.Diagonal), energy, 1e-10);
        Assert.Equal(1, state.Support);
    }

    [Fact]
    public void Find_UnusableOperator_SaysWhy()
    {
        var complex = PauliAlgebra.Scale(RandomPauli.Sum(3, 4, 1), System.Numerics.Complex.ImaginaryOne);
        Assert.Contains("not Hermitian", Assert.Throws<ArgumentException>(() => GroundState.Find(complex)).Message, StringComparison.Ordinal);
        Assert.Contains("at most 26 qubits, not 30", Assert.Throws<ArgumentException>(() => GroundState.Find(RandomPauli.Sum(30, 4, 1))).Message, StringComparison.Ordinal);
    }

    private static PauliSum DiagonalSum(int qubits)
    {
        var random = new Random(5);
        var builder = new PauliSumBuilder(qubits);
        for (var i = 0; i < 30; i++)
        {
            builder.Add(PauliString.Parse(string.Concat(Enumerable.Range(0, qubits).Select(_ => random.Next(2) == 0 ? 'I' : 'Z'))), random.NextDouble() - 0.5);
        }

        return builder.Build();
    }

    private static (double Energy, QuantumState State) AssertGround(PauliSum sum)
    {
        var (energy, state) = GroundState.Find(sum, null, TestContext.Current.CancellationToken);
        Assert.Equal(DenseSpectrum.Of(sum)[0], energy, 1e-8);
        Assert.Equal(energy, state.Expectation(sum), 1e-9);
        var variance = state.Expectation(PauliAlgebra.Multiply(sum, sum)) - energy * energy;
        Assert.InRange(variance, -1e-10, 1e-10);
        return (energy, state);
    }
}
