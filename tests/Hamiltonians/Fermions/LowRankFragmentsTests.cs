using Quiver.Hamiltonians.Cost;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Generation;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Fermions;

/// <summary>Double factorisation: the fragments are the Hamiltonian, each is diagonal in rotated orbitals, and their variances are those of
/// the operators.</summary>
public sealed class LowRankFragmentsTests
{
    [Theory]
    [InlineData("h2.fcidump", FermionMapping.JordanWigner, SpinOrder.Interleaved)]
    [InlineData("lih.fcidump", FermionMapping.BravyiKitaev, SpinOrder.Blocked)]
    [InlineData("h2o.fcidump", FermionMapping.Parity, SpinOrder.Interleaved)]
    [InlineData("n2.fcidump", FermionMapping.JordanWigner, SpinOrder.Blocked)]
    public void Of_AMolecule_SumsToItsHamiltonian(string name, FermionMapping mapping, SpinOrder order)
    {
        var file = HamiltonianReader.Read(SharedData.Molecule(name), new HamiltonianReadOptions { Mapping = mapping, SpinOrder = order });
        var integrals = file.Integrals!;
        var fragments = LowRankFragments.Of(integrals, mapping, order);
        Assert.InRange(fragments.Count, 2, 1 + (integrals.Orbitals * (integrals.Orbitals + 1) / 2));
        var sum = integrals.Constant * PauliSum.Identity(2 * integrals.Orbitals);
        foreach (var fragment in fragments)
        {
            sum += fragment;
        }

        Assert.True((sum - file.Sum).LargestCoefficient() < 1e-10);
    }

    [Fact]
    public void Factors_OfRandomMolecules_AreSymmetricAndReproduceTheRepulsion()
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var integrals = HamiltonianGenerator.Electronic(4, 4, seed);
            var factors = LowRankFragments.Factors(integrals).ToArray();
            for (var p = 0; p < 4; p++)
            {
                for (var q = 0; q < 4; q++)
                {
                    Assert.All(factors, f => Assert.Equal(f.Factor[p, q], f.Factor[q, p]));
                    for (var r = 0; r < 4; r++)
                    {
                        for (var s = 0; s < 4; s++)
                        {
                            Assert.Equal(integrals.Two(p, q, r, s), factors.Sum(f => f.Value * f.Factor[p, q] * f.Factor[r, s]), 1e-12);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Of_AnyFragment_IsDiagonalInTheOrbitalsOfItsFactor()
    {
        // A fragment lambda/2 (sum e_i n_i)^2 takes the values lambda/2 (sum of e over occupied orbitals)^2, each as often as in any basis.
        var integrals = HamiltonianGenerator.Electronic(3, 2, 5);
        var fragments = LowRankFragments.Of(integrals, FermionMapping.JordanWigner, SpinOrder.Blocked);
        var factors = LowRankFragments.Factors(integrals).ToArray();
        Assert.Equal(fragments.Count, factors.Length + 1);
        for (var f = 0; f < factors.Length; f++)
        {
            var e = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(factors[f].Factor).Evd().EigenValues.Select(v => v.Real).ToArray();
            var expected = Enumerable.Range(0, 64).Select(bits => Enumerable.Range(0, 6).Where(i => (bits >> i & 1) == 1).Sum(i => e[i % 3]))
                .Select(x => 0.5 * factors[f].Value * x * x).Order().ToArray();
            var found = DenseSpectrum.Of(fragments[f + 1]);
            Assert.Equal(expected.Length, found.Length);
            for (var k = 0; k < 64; k++)
            {
                Assert.Equal(expected[k], found[k], 1e-10);
            }
        }
    }

    [Fact]
    public void Cost_InTheGroundState_IsTheSumOfDeviations()
    {
        var file = HamiltonianReader.Read(SharedData.Molecule("lih.fcidump"), new HamiltonianReadOptions());
        var (_, state) = GroundState.Find(file.Sum, file.StateSector, TestContext.Current.CancellationToken);
        var fragments = LowRankFragments.Of(file.Integrals!, FermionMapping.JordanWigner, SpinOrder.Interleaved);
        var cost = FragmentCost.Of(fragments, state, file.Sum.WithoutIdentity(out _).OneNorm(), TestContext.Current.CancellationToken);
        double total = 0;
        foreach (var fragment in fragments)
        {
            // The slow way: <A^2> - <A>^2 by the operator's square.
            var mean = state.Expectation(fragment);
            total += Math.Sqrt(Math.Max(0, state.Expectation(fragment * fragment) - (mean * mean)));
        }

        Assert.Equal(total * total, cost.Epsilon2M!.Value, 1e-6);
        Assert.Equal(fragments.Count, cost.Groups);
    }
}
