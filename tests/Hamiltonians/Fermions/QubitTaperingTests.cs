using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.Fermions;

public sealed class QubitTaperingTests
{
    public static TheoryData<FermionMapping, SpinOrder> Mappings
    {
        get
        {
            var data = new TheoryData<FermionMapping, SpinOrder>();
            foreach (var mapping in Enum.GetValues<FermionMapping>())
            {
                foreach (var order in Enum.GetValues<SpinOrder>())
                {
                    data.Add(mapping, order);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Mappings))]
    public void Taper_AllSectors_HaveTheWholeSpectrum(FermionMapping mapping, SpinOrder order)
    {
        var (_, _, sum) = Load("h2", mapping, order);
        var tapering = QubitTapering.Find(sum);
        Assert.Equal(3, tapering.Symmetries.Count);
        var parts = Sectors(tapering.Symmetries.Count).SelectMany(s => DenseSpectrum.Of(tapering.Taper(sum, s))).Order().ToArray();
        AssertClose(DenseSpectrum.Of(sum), parts);
    }

    [Theory]
    [MemberData(nameof(Mappings))]
    public void Taper_HartreeFockSector_KeepsGroundAndHartreeFockEnergy(FermionMapping mapping, SpinOrder order)
    {
        var (integrals, _, sum) = Load("lih", mapping, order);
        var sector = new ElectronSector(mapping, order, integrals.Alpha, integrals.Beta);
        var bits = Bits(sector.HartreeFock(sum.Qubits), sum.Qubits);
        var tapering = QubitTapering.Find(sum);
        Assert.Equal(4, tapering.Symmetries.Count); // LiH: two spin parities, two reflections
        var small = tapering.Taper(sum, tapering.SectorOf(bits));
        Assert.Equal(8, small.Qubits);
        Assert.Equal(-7.7844602803, GroundState.Find(small, null, TestContext.Current.CancellationToken).Energy, 1e-7);
        var reference = QuantumState.BasisState(small.Qubits, Index(tapering.Taper(bits)));
        Assert.Equal(-7.7673621360, reference.Expectation(small), 1e-7);
    }

    [Theory]
    [MemberData(nameof(Mappings))]
    public void ElectronParities_HartreeFockSector_RemoveTwoQubits(FermionMapping mapping, SpinOrder order)
    {
        var (integrals, encoding, sum) = Load("h4", mapping, order);
        var tapering = QubitTapering.ElectronParities(encoding, order);
        var bits = Bits(new ElectronSector(mapping, order, integrals.Alpha, integrals.Beta).HartreeFock(sum.Qubits), sum.Qubits);
        var small = tapering.Taper(sum, tapering.SectorOf(bits));
        Assert.Equal(6, small.Qubits);
        Assert.Equal(-2.1663874485, GroundState.Find(small, null, TestContext.Current.CancellationToken).Energy, 1e-7);
    }

    [Fact]
    public void ElectronParities_ParityMappingBlocked_DropTheMiddleAndLastQubit()
    {
        var encoding = new FermionEncoding(FermionMapping.Parity, 8);
        var tapering = QubitTapering.ElectronParities(encoding, SpinOrder.Blocked);
        Assert.Equal(["IIIZIIII", "IIIIIIIZ"], tapering.Symmetries.Select(s => s.ToString()));
        Assert.Equal([3, 7], tapering.RemovedQubits);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(11, 2)]
    [InlineData(12, 3)]
    public void Find_HiddenSymmetries_SpectrumIsKept(int seed, int free)
    {
        // Random terms on a few qubits, spread over five by random products of Clifford-like replacements: each removed
        // qubit's partner stays a symmetry that is not diagonal.
        var random = new Random(seed);
        var sum = Scramble(RandomPauli.Sum(free, 6, seed), 5, random);
        var tapering = QubitTapering.Find(sum);
        Assert.True(tapering.Symmetries.Count >= 5 - free);
        foreach (var a in tapering.Symmetries)
        {
            Assert.All(tapering.Symmetries, b => Assert.True(a.Commutes(b)));
            for (var t = 0; t < sum.Count; t++)
            {
                Assert.True(a.Commutes(sum.String(t)));
            }
        }

        var parts = Sectors(tapering.Symmetries.Count).SelectMany(s => DenseSpectrum.Of(tapering.Taper(sum, s, -1))).Order().ToArray();
        AssertClose(DenseSpectrum.Of(sum), parts);
    }

    [Fact]
    public void Taper_TermThatBreaksTheSymmetry_IsRefused()
    {
        var tapering = new QubitTapering(2, [PauliString.Parse("ZZ")]);
        var builder = new PauliSumBuilder(2);
        builder.Add(PauliString.Parse("XI"), 1);
        Assert.Throws<ArgumentException>(() => { tapering.Taper(builder.Build(), [false]); });
        Assert.Throws<ArgumentException>(() => { _ = new QubitTapering(2, [PauliString.Parse("ZI"), PauliString.Parse("XI")]); });
        var odd = new QubitTapering(2, [PauliString.Parse("XX")]);
        Assert.Throws<InvalidOperationException>(() => { odd.SectorOf([true, false]); });
    }

    private static PauliSum Scramble(PauliSum sum, int qubits, Random random)
    {
        // Conjugation by exp(-i pi/4 G): P becomes i P G (up to sign) where it anticommutes with G.
        var strings = Enumerable.Range(0, sum.Count).Select(t => (PauliString.Parse(sum.String(t) + new string('I', qubits - sum.Qubits)), sum.Coefficients[t])).ToArray();
        for (var step = 0; step < 12; step++)
        {
            var g = PauliString.Parse(new string([.. Enumerable.Range(0, qubits).Select(_ => "IXYZ"[random.Next(4)])]));
            for (var t = 0; t < strings.Length; t++)
            {
                var (pauli, coefficient) = strings[t];
                if (!pauli.Commutes(g))
                {
                    var product = pauli.Multiply(g, out var phase);
                    strings[t] = (product, ((phase + 1) & 3) == 0 ? coefficient : -coefficient);
                }
            }
        }

        var builder = new PauliSumBuilder(qubits);
        foreach (var (pauli, coefficient) in strings)
        {
            builder.Add(pauli, coefficient);
        }

        return builder.Build(-1);
    }

    private static IEnumerable<bool[]> Sectors(int count) =>
        Enumerable.Range(0, 1 << count).Select(s => Enumerable.Range(0, count).Select(i => (s >> i & 1) != 0).ToArray());

    private static bool[] Bits(ulong index, int qubits) => [.. Enumerable.Range(0, qubits).Select(q => (index >> (qubits - 1 - q) & 1) != 0)];

    private static ulong Index(bool[] bits) => bits.Aggregate(0UL, (index, bit) => index << 1 | (bit ? 1UL : 0));

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-9);
        }
    }

    private static (MolecularIntegrals Integrals, FermionEncoding Encoding, PauliSum Sum) Load(string name, FermionMapping mapping, SpinOrder order)
    {
        var integrals = FcidumpReader.Read(SharedData.Molecule(name + ".fcidump"));
        var fermions = FermionOperator.FromIntegrals(integrals, order);
        var encoding = new FermionEncoding(mapping, fermions.Modes);
        return (integrals, encoding, encoding.Encode(fermions, 1e-10));
    }
}
