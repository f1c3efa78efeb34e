using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Ansatz;

/// <summary>Unitary coupled cluster with singles and doubles, one Trotter step (Peruzzo et al. 2014; Romero et al. 2018).</summary>
public static class UccsdAnsatz
{
    /// <summary>Builds the circuit: Hartree-Fock, then one angle for every excitation.</summary>
    /// <param name="qubits">Spin orbitals.</param>
    /// <param name="sector">Electron numbers and encoding.</param>
    /// <returns>The circuit of Pauli exponentials.</returns>
    public static Circuit Create(int qubits, ElectronSector sector)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return Create(qubits, sector, sector.HartreeFock(qubits));
    }

    /// <summary>Builds the circuit on another determinant.</summary>
    /// <param name="qubits">Spin orbitals.</param>
    /// <param name="sector">Electron numbers and encoding.</param>
    /// <param name="determinant">The basis index of the determinant, qubit 0 the most significant bit.</param>
    /// <returns>The circuit of Pauli exponentials.</returns>
    public static Circuit Create(int qubits, ElectronSector sector, ulong determinant)
    {
        var builder = new CircuitBuilder(qubits).Add(BasisState(qubits, determinant));
        foreach (var generator in ExcitationPool.SinglesAndDoubles(qubits, sector, determinant))
        {
            Exponential(builder, generator, builder.NewParameter());
        }

        return builder.Build();
    }

    /// <summary>X on the occupied qubits of the Hartree-Fock state.</summary>
    /// <param name="qubits">Spin orbitals.</param>
    /// <param name="sector">Electron numbers and encoding.</param>
    /// <returns>The circuit.</returns>
    public static Circuit HartreeFock(int qubits, ElectronSector sector)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return BasisState(qubits, sector.HartreeFock(qubits));
    }

    /// <summary>
    /// Adds exp(-i angle G) with the terms of G one after another; exact where they commute. The strings and the qubits of
    /// each are ordered so that neighbours begin alike, and most of their CX cancel when the circuit is compiled.
    /// </summary>
    /// <param name="builder">The circuit.</param>
    /// <param name="generator">G, with real coefficients; its order does not matter here.</param>
    /// <param name="angle">The angle.</param>
    public static void Exponential(CircuitBuilder builder, PauliSum generator, Angle angle)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(generator);
        var labels = Enumerable.Range(0, generator.Count).Select(t => generator.String(t).ToString()).ToArray();

        // Letters that all strings share (the Z of Jordan-Wigner) come first: their part of the parity ladder survives once.
        int[] order = [.. Enumerable.Range(0, generator.Qubits).OrderBy(q => labels.Select(l => l[q]).Distinct().Count())];
        string[] moved = [.. labels.Select(l => string.Concat(order.Select(q => l[q])))];
        int[] terms = [.. Enumerable.Range(0, generator.Count)];
        Array.Sort(terms, (a, b) => string.CompareOrdinal(moved[a], moved[b]));
        foreach (var t in terms)
        {
            builder.Add(GateOperation.PauliExponential(PauliString.Parse(moved[t]), order, 2 * generator.Coefficients[t] * angle));
        }
    }

    private static Circuit BasisState(int qubits, ulong state)
    {
        var builder = new CircuitBuilder(qubits);
        for (var q = 0; q < qubits; q++)
        {
            if (((state >> (qubits - 1 - q)) & 1) == 1)
            {
                builder.X(q);
            }
        }

        return builder.Build();
    }
}
