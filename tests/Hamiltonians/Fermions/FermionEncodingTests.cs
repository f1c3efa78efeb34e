using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Fermions;

public sealed class FermionEncodingTests
{
    [Theory]
    [InlineData(FermionMapping.JordanWigner, 5)]
    [InlineData(FermionMapping.Parity, 5)]
    [InlineData(FermionMapping.BravyiKitaev, 5)]
    [InlineData(FermionMapping.BravyiKitaev, 8)]
    [InlineData(FermionMapping.BravyiKitaev, 6)]
    public void Encode_LadderOperators_AnticommuteAsFermionsDo(FermionMapping mapping, int modes)
    {
        var encoding = new FermionEncoding(mapping, modes);
        for (var p = 0; p < modes; p++)
        {
            for (var q = 0; q < modes; q++)
            {
                // {a_p, a†_q} = delta_pq, {a_p, a_q} = 0
                var mixed = new FermionOperator(modes);
                mixed.Add(1, new LadderOperator(p, false), new LadderOperator(q, true));
                mixed.Add(1, new LadderOperator(q, true), new LadderOperator(p, false));
                var sum = encoding.Encode(mixed);
                Assert.Equal(p == q ? 1 : 0, sum.Count);
                Assert.True(p != q || (sum.String(0).IsIdentity && Math.Abs(sum.Coefficients[0] - 1) < 1e-12));
                var same = new FermionOperator(modes);
                same.Add(1, new LadderOperator(p, false), new LadderOperator(q, false));
                same.Add(1, new LadderOperator(q, false), new LadderOperator(p, false));
                Assert.Equal(0, encoding.Encode(same).Count);
            }
        }
    }

    [Theory]
    [InlineData(FermionMapping.JordanWigner)]
    [InlineData(FermionMapping.Parity)]
    [InlineData(FermionMapping.BravyiKitaev)]
    public void Encode_Occupation_IsAnEigenstateOfEveryNumberOperator(FermionMapping mapping)
    {
        const int modes = 7;
        var encoding = new FermionEncoding(mapping, modes);
        var random = new Random(2);
        for (var trial = 0; trial < 20; trial++)
        {
            var occupation = Enumerable.Range(0, modes).Select(_ => random.Next(2) == 1).ToArray();
            var index = encoding.Encode(occupation).Aggregate(0UL, (i, bit) => i << 1 | (bit ? 1UL : 0));
            var state = QuantumState.BasisState(modes, index);
            for (var p = 0; p < modes; p++)
            {
                var number = new FermionOperator(modes);
                number.Add(1, new LadderOperator(p, true), new LadderOperator(p, false));
                Assert.Equal(occupation[p] ? 1.0 : 0.0, state.Expectation(encoding.Encode(number)), 1e-12);
                var parity = new PauliSumBuilder(modes);
                parity.Add(encoding.ParityOf(p, (p + 1) % modes), 1);
                Assert.Equal(occupation[p] == occupation[(p + 1) % modes] ? 1.0 : -1.0, state.Expectation(parity.Build()), 1e-12);
            }
        }
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("lih")]
    [InlineData("beh2")]
    [InlineData("h2o")]
    public void Encode_PublicFermionOperator_EqualsThePublicQubitOperatorsTermByTerm(string name)
    {
        string File(string kind) => SharedData.Require("hamiltonians", "gflownet_molecules", $"{name}_sto3g_1A_{kind}.txt");
        foreach (var (mapping, kind) in new[] { (FermionMapping.JordanWigner, "jw"), (FermionMapping.BravyiKitaev, "bk") })
        {
            var ours = HamiltonianReader.Read(File("fermion"), new HamiltonianReadOptions { Mapping = mapping }).Sum;
            var theirs = HamiltonianReader.Read(File(kind)).Sum;
            var map = Enumerable.Range(0, ours.Count).ToDictionary(ours.String, t => ours.Coefficient(t));
            for (var t = 0; t < theirs.Count; t++)
            {
                Assert.Equal(theirs.Coefficients[t], map[theirs.String(t)].Real, 1e-10);
                map.Remove(theirs.String(t));
            }

            Assert.All(map.Values, c => Assert.True(c.Magnitude < 1e-8));
        }
    }

    [Theory]
    [InlineData("H2_STO3g_4qubits", FermionMapping.Parity, "parity")]
    [InlineData("H2_STO3g_4qubits", FermionMapping.BravyiKitaev, "bk")]
    [InlineData("H2_6-31G_8qubits", FermionMapping.Parity, "parity")]
    [InlineData("H2_6-31G_8qubits", FermionMapping.BravyiKitaev, "bk")]
    [InlineData("LiH_STO3g_12qubits", FermionMapping.Parity, "parity")]
    [InlineData("NH3_STO3g_16qubits", FermionMapping.Parity, "parity")]
    [InlineData("NH3_STO3g_16qubits", FermionMapping.BravyiKitaev, "bk")]
    public void Encode_AnotherProgramsOperator_IsReachedFromItsJordanWignerForm(string folder, FermionMapping mapping, string kind)
    {
        // Relabelling basis states by q = A f turns X^x Z^z into X^(A x) Z^(A^-T z), so A alone leads from file to file.
        var source = HamiltonianReader.Read(SharedData.Require("hamiltonians", "adaptiveshadows", folder, "jw.txt")).Sum;
        var target = HamiltonianReader.Read(SharedData.Require("hamiltonians", "adaptiveshadows", folder, kind + ".txt")).Sum;
        var n = source.Qubits;
        var encoding = new FermionEncoding(mapping, n);
        var map = Enumerable.Range(0, target.Count).ToDictionary(target.String, target.Coefficient);
        for (var t = 0; t < source.Count; t++)
        {
            var pauli = source.String(t);
            var flips = encoding.Encode([.. Enumerable.Range(0, n).Select(q => pauli[q] is 'X' or 'Y')]);
            var signs = encoding.ParityOf([.. Enumerable.Range(0, n).Where(q => pauli[q] is 'Z' or 'Y')]);
            var label = new string([.. Enumerable.Range(0, n).Select(q => (flips[q], signs[q] == 'Z') switch { (true, true) => 'Y', (true, false) => 'X', (false, true) => 'Z', _ => 'I' })]);
            var turns = pauli.ToString().Count(c => c == 'Y') - label.Count(c => c == 'Y');
            var expected = source.Coefficients[t] * ((turns & 3) == 0 ? 1 : -1);
            Assert.Equal(0, turns & 1);
            Assert.Equal(expected, map[PauliString.Parse(label)].Real, 1e-9);
        }

        Assert.Equal(source.Count, target.Count);
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("h2_631g")]
    public void Encode_EveryMappingAndOrder_SameWholeSpectrum(string name)
    {
        var integrals = FcidumpReader.Read(SharedData.Molecule(name + ".fcidump"));
        if (integrals.Orbitals > 3)
        {
            integrals = ActiveSpace.Reduce(integrals, 0, 3); // 64 states are enough for dense matrices
        }

        double[]? expected = null;
        foreach (var mapping in Enum.GetValues<FermionMapping>())
        {
            foreach (var order in Enum.GetValues<SpinOrder>())
            {
                var fermions = FermionOperator.FromIntegrals(integrals, order);
                var spectrum = DenseSpectrum.Of(new FermionEncoding(mapping, fermions.Modes).Encode(fermions));
                expected ??= spectrum;
                Assert.Equal(expected.Length, spectrum.Length);
                for (var i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected[i], spectrum[i], 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Reduce_FrozenCore_EqualsTheFullProblemWithTheCoreHeldFull()
    {
        // The active-space ground energy is the lowest one of the full operator among determinants with a full core.
        var integrals = FcidumpReader.Read(SharedData.Molecule("h4.fcidump"));
        var encoding = new FermionEncoding(FermionMapping.JordanWigner, 8);
        var full = new MaskedOperator(encoding.Encode(FermionOperator.FromIntegrals(integrals)));
        var reduced = FermionOperator.FromIntegrals(ActiveSpace.Reduce(integrals, 1, 2));
        var small = new FermionEncoding(FermionMapping.JordanWigner, reduced.Modes).Encode(reduced);

        // Modes 0, 1 full and 6, 7 empty: basis indices 11xxxx00.
        var determinants = Enumerable.Range(0, 16).Select(middle => 0b11000000UL | (ulong)middle << 2).ToArray();
        var expected = GroundState.Solve(full, determinants, TestContext.Current.CancellationToken).Energy;
        Assert.Equal(expected, DenseSpectrum.Of(small)[0], 1e-9);
        var reference = ReferenceStates.HartreeFock(small, new ElectronSector(FermionMapping.JordanWigner, SpinOrder.Interleaved, 1, 1));
        Assert.Equal(-2.0985459368, reference.Energy, 1e-7);
    }
}
