using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>Approximate states: the Hartree-Fock determinant and configuration interaction with singles and doubles.</summary>
public static class ReferenceStates
{
    /// <summary>The Hartree-Fock determinant; without a sector the basis state with the lowest diagonal energy (see
    /// <see cref="LowestBasisState"/>).</summary>
    /// <param name="sum">A Hermitian operator on at most 64 qubits .</param>
    /// <param name="sector">Electron numbers and encoding, where known.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Energy and state. A product state is one basis index: no vector is made.</returns>
    public static (double Energy, QuantumState State) HartreeFock(PauliSum sum, ElectronSector? sector,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var op = new MaskedOperator(sum);
        ulong index;
        if (sector is not null)
        {
            index = sector.WithReference(sum).HartreeFock(sum.Qubits);
        }
        else
        {
            index = LowestBasisState.Find(sum, cancellationToken).Index;
        }

        return (op.Diagonal(index), QuantumState.BasisState(sum.Qubits, index));
    }

    /// <summary>CISD: the lowest state among the determinants within two excitations of Hartree-Fock.</summary>
    /// <param name="sum">The molecule's Hamiltonian.</param>
    /// <param name="sector">Electron numbers and encoding.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Energy and state.</returns>
    public static (double Energy, QuantumState State) Cisd(
        PauliSum sum, ElectronSector sector, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentNullException.ThrowIfNull(sector);
        var determinants = sector.WithReference(sum).Determinants(sum.Qubits, 2);
        if (determinants.Length > GroundState.MaxStates)
        {
            throw new ArgumentException($"CISD needs {determinants.Length} determinants; at most {GroundState.MaxStates} are taken: "
                + $"take the state hf or none, or an active space.", nameof(sector));
        }

        var normal = OperatorScale.Normalise(sum, out var unit);
        var (energy, state) = GroundState.Solve(new MaskedOperator(normal), determinants, cancellationToken);
        return (energy * unit, state);
    }
}
