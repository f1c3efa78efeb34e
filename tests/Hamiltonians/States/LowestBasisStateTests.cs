using CsCheck;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.States;

public sealed class LowestBasisStateTests
{
    [Fact]
    public void EliminationAndDescent_AnySmallDiagonal_AreTheScansMinimum() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 20], Gen.Int[0, 100_000]).Sample(
            (qubits, count, seed) =>
            {
                var random = new Random(seed);
                var terms = Enumerable.Range(0, count).Select(_ => ((ulong)random.Next(1, 1 << qubits), 2 * random.NextDouble() - 1)).ToArray();
                double Energy(ulong b) => terms.Sum(t => (System.Numerics.BitOperations.PopCount(t.Item1 & b) & 1) == 0 ? t.Item2 : -t.Item2);
                var lowest = Enumerable.Range(0, 1 << qubits).Min(b => Energy((ulong)b));
                var found = DiagonalElimination.TryFind(qubits, terms, TestContext.Current.CancellationToken);
                Assert.Equal(lowest, Energy(found!.Value), 1e-12);
                Assert.True(new DiagonalDescent(qubits, terms, 0).Run().Energy >= lowest - 1e-12, "descent reached less than the minimum");
            },
            iter: 200);

    /// <summary>A product state needs no vector: 34 qubits in a few megabytes.</summary>
    [Fact]
    public void HartreeFock_ManyQubits_NeedsNoVector()
    {
        var sum = HamiltonianReader.Read(Path.Combine(SharedData.Repository, "tests", "data", "faults", "hamiltonians", "tfim34.txt")).Sum;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (energy, state) = ReferenceStates.HartreeFock(sum, null, TestContext.Current.CancellationToken);
        Assert.Equal(-33, energy, 1e-12);
        Assert.Equal(1, state.Support);
        var covariance = state.Covariance(sum, TestContext.Current.CancellationToken);
        for (var t = 0; t < sum.Count; t++)
        {
            // <Z..Z> = ±1 has no variance, <X> = 0 has all of it.
            var diagonal = !sum.X(t).ContainsAnyExcept(0UL);
            Assert.Equal(diagonal ? 0 : sum.Coefficients[t] * sum.Coefficients[t], covariance.Variance(t), 1e-12);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    /// <summary>64 qubits, dense couplings: descent, and no flip of one or two bits lowers what it finds.</summary>
    [Fact]
    public void Find_DenseCouplings_IsAMinimumUnderFlips()
    {
        var random = new Random(3);
        var builder = new PauliSumBuilder(64);
        for (var p = 0; p < 64; p++)
        {
            for (var q = 0; q < p; q++)
            {
                var letters = new string('I', 64).ToCharArray();
                letters[p] = letters[q] = 'Z';
                builder.Add(PauliString.Parse(letters), random.NextDouble() - 0.5);
            }
        }

        var sum = builder.Build();
        var (index, proven) = LowestBasisState.Find(sum, TestContext.Current.CancellationToken);
        Assert.False(proven);
        var op = new MaskedOperator(sum);
        for (var q = 0; q < 64; q++)
        {
            Assert.True(op.Diagonal(index ^ 1UL << q) >= op.Diagonal(index) - 1e-9, $"flipping {q} lowers the energy");
        }
    }
}
