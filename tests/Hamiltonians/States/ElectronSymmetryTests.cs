using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;
using Quiver.Tests;

namespace Quiver.Hamiltonians.Tests.States;

public sealed class ElectronSymmetryTests
{
    [Fact]
    public void Encodings_MoleculeInEveryEncoding_FindsItsOwnAndTheSector()
    {
        foreach (var mapping in Enum.GetValues<FermionMapping>())
        {
            foreach (var order in Enum.GetValues<SpinOrder>())
            {
                var file = HamiltonianReader.Read(SharedData.Molecule("h4.fcidump"), new HamiltonianReadOptions { Mapping = mapping, SpinOrder = order });
                Assert.Equal([(mapping, order)], ElectronSymmetry.Encodings(file.Sum));
                var state = GroundState.Find(file.Sum, null, TestContext.Current.CancellationToken).State;
                Assert.Equal(file.Sector, ElectronSymmetry.SectorOf(state, mapping, order));
            }
        }
    }

    [Fact]
    public void Encodings_NoConservation_FindsNone()
    {
        Assert.Empty(ElectronSymmetry.Encodings(RandomPauli.Sum(6, 40, 3)));
        Assert.Empty(ElectronSymmetry.Encodings(RandomPauli.Sum(5, 4, 3)));
    }

    [Theory]
    [InlineData("adaptiveshadows/LiH_STO3g_12qubits/jw.txt", FermionMapping.JordanWigner, SpinOrder.Blocked)]
    [InlineData("adaptiveshadows/LiH_STO3g_12qubits/parity.txt", FermionMapping.Parity, SpinOrder.Blocked)]
    [InlineData("symmer/LiH_STO-3G_SINGLET_BK.json", FermionMapping.BravyiKitaev, SpinOrder.Interleaved)]
    [InlineData("ht_grouper/H6_bk.json", FermionMapping.BravyiKitaev, SpinOrder.Blocked)]
    public void Encodings_PublicFile_FindsWhatItsReadmeSays(string name, FermionMapping mapping, SpinOrder order)
    {
        var file = HamiltonianReader.Read(SharedData.Require(["hamiltonians", .. name.Split('/')]));
        Assert.Equal([(mapping, order)], ElectronSymmetry.Encodings(file.Sum));
    }

    [Fact]
    public void SectorOf_MixedElectronNumbers_IsNull()
    {
        var state = new QuantumState(4, [0b1000UL, 0b1100UL], [1, 1]);
        Assert.Null(ElectronSymmetry.SectorOf(state, FermionMapping.JordanWigner, SpinOrder.Interleaved));
        Assert.Equal(
            new ElectronSector(FermionMapping.JordanWigner, SpinOrder.Interleaved, 1, 1),
            ElectronSymmetry.SectorOf(QuantumState.BasisState(4, 0b1100), FermionMapping.JordanWigner, SpinOrder.Interleaved));
    }

    [Fact]
    public void Number_OnEveryDeterminant_CountsItsElectrons()
    {
        foreach (var mapping in Enum.GetValues<FermionMapping>())
        {
            foreach (var determinant in new ElectronSector(mapping, SpinOrder.Blocked, 2, 1).Determinants(8))
            {
                var state = QuantumState.BasisState(8, determinant);
                Assert.Equal(2, state.Expectation(ElectronSymmetry.Number(8, mapping, SpinOrder.Blocked, 0)), 1e-12);
                Assert.Equal(1, state.Expectation(ElectronSymmetry.Number(8, mapping, SpinOrder.Blocked, 1)), 1e-12);
            }
        }
    }
}
