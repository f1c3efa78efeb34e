using Quiver.Circuits.Ansatz;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Problems;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Tests.Problems;

public sealed class SectorPenaltyTests
{
    public static TheoryData<FermionMapping, SpinOrder> Encodings => new(
        from m in Enum.GetValues<FermionMapping>() from o in Enum.GetValues<SpinOrder>() select new TheoryDataRow<FermionMapping, SpinOrder>(m, o));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Penalty_IsTheSquaredDistanceOfEveryDeterminant(FermionMapping mapping, SpinOrder order)
    {
        var sector = new ElectronSector(mapping, order, 2, 1);
        var penalty = SectorPenalty.Operator(6, sector);
        double Energy(ulong determinant)
        {
            var state = new System.Numerics.Complex[64];
            state[determinant] = 1;
            return StateObservables.Expectation(penalty, state);
        }

        for (var alpha = 0; alpha <= 3; alpha++)
        {
            for (var beta = 0; beta <= 3; beta++)
            {
                var expected = ((alpha - 2) * (alpha - 2)) + ((beta - 1) * (beta - 1));
                Assert.All((sector with { Alpha = alpha, Beta = beta }).Determinants(6), d => Assert.Equal(expected, Energy(d), 12));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void LeastEnergyOfAllStates_IsTheSectors(FermionMapping mapping, SpinOrder order)
    {
        foreach (var (name, least) in new[] { ("h3plus_tri.fcidump", -1.262040606), ("h3p.fcidump", -1.227617212) })
        {
            var file = HamiltonianReader.Read(Faults.Circuit(name), new HamiltonianReadOptions { Mapping = mapping, SpinOrder = order });
            var problem = GroundStateProblem.Create(name, file, cancellationToken: TestContext.Current.CancellationToken);
            Assert.NotNull(problem.Penalty);
            Assert.Equal(least, problem.LeastCost!.Value, 8);
            Assert.Equal(least, GroundState.Find(problem.Observable, null, TestContext.Current.CancellationToken).Energy, 8);
            Assert.Equal(file.Sector!.HartreeFock(6), problem.BasisState);

            // Excitations of the determinant keep the sector, whatever the mapping.
            var uccsd = Vqe.Fit("uccsd", problem, UccsdAnsatz.Create(6, file.Sector!, problem.BasisState), new VqeOptions(Starts: 1));
            Assert.Equal(least, uccsd.Cost, 6);
            Assert.Equal(0, StateObservables.Expectation(problem.Penalty!, DenseSimulator.Run(uccsd.Circuit)), 9);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void TaperedMolecule_KeepsTheFilesSector(FermionMapping mapping, SpinOrder order)
    {
        var path = Path.Combine(Quiver.Tests.SharedData.Repository, "tests", "data", "faults", "hamiltonians", "h4_2plus.fcidump");
        foreach (var choice in new[] { TaperingChoice.ElectronParities, TaperingChoice.AllSymmetries })
        {
            var file = HamiltonianReader.Read(path, new HamiltonianReadOptions { Mapping = mapping, SpinOrder = order, Tapering = choice });
            var problem = GroundStateProblem.Create("h4", file, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(-0.8803183929, problem.LeastCost!.Value, 8);
            Assert.Equal(-0.8389324891, problem.ReferenceCost, 8);
            Assert.Equal(-0.8803183929, GroundState.Find(problem.Observable, null, TestContext.Current.CancellationToken).Energy, 8);
            var uccsd = UccsdAnsatz.Create(problem.Qubits, file.StateSector!, problem.BasisState);
            Assert.Equal(-0.8803183929, Vqe.Fit("uccsd", problem, uccsd, new VqeOptions(Starts: 1)).Cost, 7);
        }
    }

    [Fact]
    public void Neutral_Molecules_NeedNoPenalty() =>
        Assert.Null(GroundStateProblem.Create("h2", HamiltonianReader.Read(Quiver.Tests.SharedData.Molecule("h2.fcidump"))).Penalty);

    [Theory]
    [InlineData("adapt")]
    [InlineData("qubit-adapt")]
    [InlineData("hea")]
    public void Vqe_OfTheCation_ReachesItsOwnEnergy(string ansatz)
    {
        var file = HamiltonianReader.Read(Faults.Circuit("h3plus_tri.fcidump"));
        var problem = GroundStateProblem.Create("h3plus", file);
        var pool = ExcitationPool.SinglesAndDoubles(6, file.Sector!, problem.BasisState);
        var cancellation = TestContext.Current.CancellationToken;
        var cost = ansatz switch
        {
            "hea" => Vqe.Fit("hea", problem, HardwareEfficientAnsatz.Create(6, 3, reference: problem.Reference), cancellationToken: cancellation).Cost,
            "adapt" => Vqe.Adapt("adapt", problem, pool, 20, cancellationToken: cancellation).Cost,
            _ => Vqe.Adapt("qubit-adapt", problem, ExcitationPool.Strings(pool), 30, cancellationToken: cancellation).Cost,
        };
        Assert.Equal(-1.262040606, cost, 6);
    }

    [Fact]
    public void Operator_WithAnOddNumberOfY_NeedsComplexGates()
    {
        static bool Real(string label)
        {
            var builder = new PauliSumBuilder(2);
            builder.Add(PauliString.Parse(label), 1);
            return new ObservableProblem("o", builder.Build()).IsReal;
        }

        Assert.True(Real("YY"));
        Assert.False(Real("XY"));
    }
}
