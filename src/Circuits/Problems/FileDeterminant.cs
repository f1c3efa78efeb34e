using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Problems;

/// <summary>The determinant that a molecule's file means: the one place where circuits ask for it.</summary>
public static class FileDeterminant
{
    /// <summary>The reference determinant of the file's electrons.</summary>
    /// <param name="file">A Hamiltonian.</param>
    /// <returns>Its basis index, qubit 0 the most significant bit; null where the file states no electrons. After tapering the state of the
    /// qubits that stay.</returns>
    public static ulong? Of(HamiltonianFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.StateSector?.HartreeFock(file.Sum.Qubits);
    }

    /// <summary>The modes that are occupied in a basis state.</summary>
    /// <param name="qubits">Spin orbitals, at most 64.</param>
    /// <param name="sector">Gives mapping and order.</param>
    /// <param name="state">The basis index, qubit 0 the most significant bit.</param>
    /// <returns>Ascending.</returns>
    public static int[] Occupied(int qubits, ElectronSector sector, ulong state)
    {
        ArgumentNullException.ThrowIfNull(sector);
        var encoding = new FermionEncoding(sector.Mapping, qubits);
        return [.. Enumerable.Range(0, qubits).Where(mode =>
        {
            var parity = encoding.ParityOf(mode);
            var odd = false;
            for (var q = 0; q < qubits; q++)
            {
                odd ^= parity[q] == 'Z' && ((state >> (qubits - 1 - q)) & 1) == 1;
            }

            return odd;
        })];
    }

    /// <summary>The spin of a mode.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="qubits">Spin orbitals.</param>
    /// <param name="order">How modes are numbered.</param>
    /// <returns>0 for alpha, 1 for beta.</returns>
    public static int Spin(int mode, int qubits, SpinOrder order) => order == SpinOrder.Interleaved ? mode % 2 : mode / (qubits / 2);
}
