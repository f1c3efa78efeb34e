using System.Numerics;
using CsCheck;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Formats;
using Quiver.Tests;

namespace Quiver.Circuits.Tests.Problems;

public sealed class ConnectedBasisTests
{
    [Fact]
    public void Network_OfAnyParities_GivesEveryQubitItsOwn() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 5], Gen.Int[0, 1_000_000]).Sample((rank, more, seed) =>
        {
            // Independent parities among any others.
            var random = new Random(seed);
            var forms = new uint[rank + more];
            for (var i = 0; i < forms.Length; i++)
            {
                forms[i] = i < rank ? (1u << i) | ((uint)random.Next() & ((1u << i) - 1)) : (uint)random.Next() & ((1u << rank) - 1);
            }

            random.Shuffle(forms);
            var (kept, links) = ParityNetwork.Find(forms, random, 3);
            for (uint value = 0; value < 1u << rank; value++)
            {
                var qubits = new int[forms.Length];
                for (var i = 0; i < rank; i++)
                {
                    qubits[kept[i]] = (int)(value >> i & 1);
                }

                foreach (var (control, target) in links)
                {
                    qubits[target] ^= qubits[control];
                }

                Assert.Equal(forms.Select(f => BitOperations.PopCount(f & value) & 1), qubits);
            }
        });

    [Fact]
    public void Duals_TellTheCoordinates() =>
        Gen.Select(Gen.Int[1, 10], Gen.Int[0, 1_000_000]).Sample((rank, seed) =>
        {
            var random = new Random(seed);
            uint[] basis = [.. Enumerable.Range(0, rank).Select(i => (1u << (i + 3)) | ((uint)random.Next() & ((1u << (i + 3)) - 1)))];
            random.Shuffle(basis);
            var duals = ConnectedBasis.Duals(basis);
            for (var i = 0; i < rank; i++)
            {
                Assert.Equal(1 << i, Enumerable.Range(0, rank).Sum(k => (BitOperations.PopCount(basis[i] & duals[k]) & 1) << k));
            }
        });

    [Theory]
    [InlineData("beh2", 1)]
    [InlineData("h2o", 1)]
    public void Choose_CostsLessThanKeepingQubitsAsTheyAre(string name, int frozen)
    {
        var problem = GroundStateProblem.Create(
            name, HamiltonianReader.Read(SharedData.Molecule(name + ".fcidump"), new HamiltonianReadOptions { Frozen = frozen }));
        uint[] masks = [.. IndexTerms.From(problem.Observable).Select(static t => t.X).Distinct().Where(static x => x != 0)];
        var rows = new List<uint>();
        foreach (var mask in masks)
        {
            var left = rows.Aggregate(mask, static (m, r) => Math.Min(m, m ^ r));
            if (left != 0)
            {
                rows = [.. rows.Select(r => Math.Min(r, r ^ left)), left];
            }
        }

        uint[] plain = [.. rows];
        var chosen = ConnectedBasis.Choose(problem.Observable, problem.BasisState, [plain], 1.6e-3);
        double Price(uint[] basis) => ConnectedBasis.Price(problem.Observable, problem.BasisState, basis, 1.6e-3);
        Assert.InRange(Price(chosen), 0, Price(plain) - 5);
    }
}
