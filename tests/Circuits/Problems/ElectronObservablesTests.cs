using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Tests.Problems;

public sealed class ElectronObservablesTests
{
    [Theory]
    [MemberData(nameof(SectorPenaltyTests.Encodings), MemberType = typeof(SectorPenaltyTests))]
    public void Determinant_HasItsElectronsAndHalfItsOpenShells(FermionMapping mapping, SpinOrder order)
    {
        // The sector's own numbers do not matter: one object counts all determinants.
        var observables = new ElectronObservables(6, new ElectronSector(mapping, order, 1, 0));
        for (var alpha = 0; alpha <= 3; alpha++)
        {
            for (var beta = 0; beta <= 3; beta++)
            {
                var sector = new ElectronSector(mapping, order, alpha, beta);
                foreach (var determinant in sector.Determinants(6))
                {
                    var modes = FileDeterminant.Occupied(6, sector, determinant);
                    var open = modes.GroupBy(m => order == SpinOrder.Interleaved ? m / 2 : m % 3).Count(g => g.Count() == 1);
                    var found = observables.Of(QuantumState.BasisState(6, determinant));
                    Assert.Equal(alpha + beta, found.Electrons, 12);
                    Assert.Equal(alpha - beta, found.Ms2, 12);
                    Assert.Equal(((alpha - beta) * (alpha - beta) / 4.0) + (open / 2.0), found.TotalSpin, 12);
                }
            }
        }
    }

    [Fact]
    public void Circuit_AcrossSectors_IsTheSquareOfTheSpin()
    {
        // A product of rotations is in no sector; S² is the sum of the squares of Sx, Sy and Sz, applied to its state.
        var builder = new CircuitBuilder(4);
        for (var q = 0; q < 4; q++)
        {
            builder.RY(0.3 + (0.4 * q), q).RZ(0.2 * q, q);
        }

        var circuit = builder.CX(0, 1).CX(2, 3).Build();
        var raising = new FermionOperator(4);
        raising.Add(1, new LadderOperator(0, true), new LadderOperator(1, false));
        raising.Add(1, new LadderOperator(2, true), new LadderOperator(3, false));
        var up = new FermionEncoding(FermionMapping.JordanWigner, 4).Encode(raising);
        PauliSum[] components =
        [
            0.5 * (up + up.Adjoint()), new Complex(0, -0.5) * (up - up.Adjoint()),
            0.5 * (ElectronSymmetry.Number(4, FermionMapping.JordanWigner, SpinOrder.Interleaved, 0)
                - ElectronSymmetry.Number(4, FermionMapping.JordanWigner, SpinOrder.Interleaved, 1)),
        ];
        var state = DenseSimulator.Run(circuit);
        var expected = components.Sum(
            c => StateObservables.Expectation((c * c).Simplify(), state));
        var sector = new ElectronSector(FermionMapping.JordanWigner, SpinOrder.Interleaved, 2, 1);
        Assert.Equal(expected, new ElectronObservables(4, sector).Of(circuit).TotalSpin, 12);
    }

    [Theory]
    [InlineData("h3plus_tri.fcidump", 2, 0, 0.0)]
    [InlineData("h3plus_tri.fcidump", 2, 2, 2.0)]
    [InlineData("h3plus_tri.fcidump", 3, 1, 0.75)]
    public void ExactState_HasTheSpinOfItsSector(string name, int electrons, int ms2, double spin)
    {
        foreach (var tapering in new[] { TaperingChoice.None, TaperingChoice.ElectronParities, TaperingChoice.AllSymmetries })
        {
            var file = HamiltonianReader.Read(
                Faults.Circuit(name), new HamiltonianReadOptions { Electrons = electrons, Spin = ms2, Tapering = tapering });
            var found = GroundStateProblem.Create(name, file, cancellationToken: TestContext.Current.CancellationToken).LeastElectrons!;
            Assert.Equal(electrons, found.Electrons, 9);
            Assert.Equal(ms2, found.Ms2, 9);
            Assert.Equal(spin, found.TotalSpin, 7);
        }
    }
}
