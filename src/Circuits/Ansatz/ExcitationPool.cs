using System.Numerics;
using Quiver.Circuits.Problems;
using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Ansatz;

/// <summary>Generators of unitaries for molecules: Hermitian G, applied as exp(-i theta G).</summary>
public static class ExcitationPool
{
    /// <summary>
    /// Single and double excitations from occupied to empty spin orbitals of the Hartree-Fock state that keep the spin:
    /// G = i (T - T†), the operators of UCCSD.
    /// </summary>
    /// <param name="qubits">Spin orbitals.</param>
    /// <param name="sector">Electron numbers and encoding.</param>
    /// <returns>Singles first, then doubles.</returns>
    public static IReadOnlyList<PauliSum> SinglesAndDoubles(int qubits, ElectronSector sector)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return SinglesAndDoubles(qubits, sector, sector.HartreeFock(qubits));
    }

    /// <summary>
    /// Single and double excitations of a determinant that keep the spin. After tapering: of the sector's reference, those that keep the
    /// symmetries, on the qubits that stay.
    /// </summary>
    /// <param name="qubits">Qubits of the operator: spin orbitals, or what tapering left of them.</param>
    /// <param name="sector">Gives mapping and order.</param>
    /// <param name="determinant">The basis index of the determinant, qubit 0 the most significant bit.</param>
    /// <returns>Singles first, then doubles.</returns>
    public static IReadOnlyList<PauliSum> SinglesAndDoubles(int qubits, ElectronSector sector, ulong determinant)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return sector.Tapering is { } tapering
            ? Tapered(sector, tapering)
            : Full(qubits, sector, FileDeterminant.Occupied(qubits, sector, determinant));
    }

    private static List<PauliSum> Tapered(ElectronSector sector, QubitTapering tapering)
    {
        var modes = tapering.Qubits;
        int[] occupied =
        [
            .. Enumerable.Range(0, modes).Where(m => sector.Order == SpinOrder.Interleaved
                ? sector.Occupies(m / 2, m % 2) : sector.Occupies(m % (modes / 2), m / (modes / 2))),
        ];
        var eigenvalues = tapering.Resolve([.. sector.NegativeSymmetries]);
        var pool = new List<PauliSum>();
        foreach (var generator in Full(modes, sector with { Tapering = null, NegativeSymmetries = [] }, occupied))
        {
            var keeps = Enumerable.Range(0, generator.Count).All(t => tapering.Symmetries.All(generator.String(t).Commutes));
            if (keeps && tapering.Taper(generator, eigenvalues) is { Count: > 0 } kept)
            {
                pool.Add(kept);
            }
        }

        return pool;
    }

    private static List<PauliSum> Full(int qubits, ElectronSector sector, int[] occupied)
    {
        var spin = Enumerable.Range(0, qubits).Select(m => FileDeterminant.Spin(m, qubits, sector.Order)).ToArray();
        var empty = Enumerable.Range(0, qubits).Except(occupied).ToArray();
        var encoding = new FermionEncoding(sector.Mapping, qubits);
        var pool = new List<PauliSum>();
        foreach (var i in occupied)
        {
            pool.AddRange(empty.Where(a => spin[a] == spin[i]).Select(a => Generator(encoding, [a], [i])));
        }

        for (var i = 0; i < occupied.Length; i++)
        {
            for (var j = i + 1; j < occupied.Length; j++)
            {
                for (var a = 0; a < empty.Length; a++)
                {
                    for (var b = a + 1; b < empty.Length; b++)
                    {
                        if (spin[occupied[i]] + spin[occupied[j]] == spin[empty[a]] + spin[empty[b]])
                        {
                            pool.Add(Generator(encoding, [empty[a], empty[b]], [occupied[j], occupied[i]]));
                        }
                    }
                }
            }
        }

        return pool;
    }

    /// <summary>
    /// The single Pauli strings of the excitations, each once: the pool of qubit-ADAPT-VQE (Tang et al. 2021), with the
    /// strings' Z letters left out.
    /// </summary>
    /// <param name="excitations">Excitation generators.</param>
    /// <returns>Strings with coefficient 1/2.</returns>
    public static IReadOnlyList<PauliSum> Strings(IReadOnlyList<PauliSum> excitations)
    {
        ArgumentNullException.ThrowIfNull(excitations);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pool = new List<PauliSum>();
        foreach (var sum in excitations)
        {
            for (var t = 0; t < sum.Count; t++)
            {
                var label = sum.String(t).ToString().Replace('Z', 'I');
                if (label.AsSpan().Count('Y') % 2 == 1 && seen.Add(label))
                {
                    var builder = new PauliSumBuilder(sum.Qubits);
                    builder.Add(PauliString.Parse(label), 0.5);
                    pool.Add(builder.Build());
                }
            }
        }

        return pool;
    }

    private static PauliSum Generator(FermionEncoding encoding, int[] creates, int[] annihilates)
    {
        var fermions = new FermionOperator(encoding.Modes);
        var excite = creates.Select(m => new LadderOperator(m, true)).Concat(annihilates.Select(m => new LadderOperator(m, false)))
            .ToArray();
        fermions.Add(Complex.ImaginaryOne, excite);
        fermions.Add(-Complex.ImaginaryOne, excite.Reverse().Select(l => l with { Creates = !l.Creates }).ToArray());
        return encoding.Encode(fermions);
    }
}
