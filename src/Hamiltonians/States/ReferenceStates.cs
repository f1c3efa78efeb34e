using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>Approximate states: the Hartree-Fock determinant and configuration interaction with singles and doubles.</summary>
public static class ReferenceStates
{
    /// <summary>The Hartree-Fock determinant; without a sector the basis state with the lowest diagonal energy.</summary>
    /// <param name="sum">A Hermitian operator on at most 64 qubits (26 without a sector).</param>
    /// <param name="sector">Electron numbers and encoding, where known.</param>
    /// <returns>Energy and state.</returns>
    public static (double Energy, QuantumState State) HartreeFock(PauliSum sum, ElectronSector? sector)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var op = new MaskedOperator(sum);
        ulong index;
        if (sector is not null)
        {
            index = sector.HartreeFock(sum.Qubits);
        }
        else
        {
            var diagonals = op.AllDiagonals();
            index = (ulong)Array.IndexOf(diagonals, diagonals.Min());
        }

        return (op.Diagonal(index), QuantumState.BasisState(sum.Qubits, index));
    }

    /// <summary>CISD: the lowest state among the determinants within two excitations of Hartree-Fock.</summary>
    /// <param name="sum">The molecule's Hamiltonian.</param>
    /// <param name="sector">Electron numbers and encoding.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Energy and state.</returns>
    public static (double Energy, QuantumState State) Cisd(PauliSum sum, ElectronSector sector, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentNullException.ThrowIfNull(sector);
        return GroundState.Solve(new MaskedOperator(sum), sector.Determinants(sum.Qubits, 2), cancellation);
    }
}
