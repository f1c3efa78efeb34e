using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Problems;

/// <summary>
/// What tells how many electrons a state has and which spin: the operators N, 2 Sz and S² on an operator's qubits. They hold for any
/// state, also for one that is not wholly in a sector.
/// </summary>
public sealed class ElectronObservables
{
    private readonly PauliSum alpha;
    private readonly PauliSum beta;
    private readonly PauliSum projections;
    private readonly PauliSum exchange;

    /// <summary>Builds the operators.</summary>
    /// <param name="qubits">Qubits of the operator, tapered or not.</param>
    /// <param name="sector">Mapping and order of the spin orbitals; where qubits were tapered off, the symmetries' eigenvalues. Its numbers
    /// of electrons do not matter.</param>
    public ElectronObservables(int qubits, ElectronSector sector)
    {
        ArgumentNullException.ThrowIfNull(sector);
        var modes = sector.SpinOrbitals(qubits);
        PauliSum Tapered(PauliSum sum) =>
            sector.Tapering is { } tapering ? tapering.Taper(sum, tapering.Resolve([.. sector.NegativeSymmetries])) : sum;
        var (up, down) = (
            ElectronSymmetry.Number(modes, sector.Mapping, sector.Order, 0),
            ElectronSymmetry.Number(modes, sector.Mapping, sector.Order, 1));
        var difference = up - down;
        (alpha, beta, projections) = (Tapered(up), Tapered(down), Tapered(difference * difference));

        // S² = S- S+ + Sz (Sz + 1); the sector's own Sz, 0 here, is a constant there.
        exchange = ElectronSymmetry.TotalSpin(qubits, sector with { Alpha = sector.Beta, Reference = null });
    }

    /// <summary>Electrons and spin of the state that a circuit prepares.</summary>
    /// <param name="circuit">A circuit with all angles bound, on the operator's qubits.</param>
    /// <returns>The expectation values.</returns>
    public ElectronExpectation Of(Circuit circuit)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        using var state = circuit.Simulate();
        return Of(sum => StateObservables.Expectation(sum, state));
    }

    /// <summary>Electrons and spin of a state.</summary>
    /// <param name="state">A state on the operator's qubits.</param>
    /// <returns>The expectation values.</returns>
    public ElectronExpectation Of(QuantumState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Of(state.Expectation);
    }

    private ElectronExpectation Of(Func<PauliSum, double> expectation)
    {
        var (up, down) = (expectation(alpha), expectation(beta));
        return new ElectronExpectation(
            up + down, up - down, expectation(exchange) + (expectation(projections) / 4) + ((up - down) / 2));
    }
}
