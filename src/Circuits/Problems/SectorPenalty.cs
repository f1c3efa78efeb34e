using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Problems;

/// <summary>
/// A penalty for leaving a sector of electrons and spin: P = (N_alpha - a)² + (N_beta - b)², which is 0 in the sector, at least 1
/// outside, and commutes with the Hamiltonian. With a weight that is large enough the least energy of all states is the sector's.
/// </summary>
internal static class SectorPenalty
{
    /// <summary>Up to this many qubits the weight follows from the exact lowest energy of every sector, above it from
    /// determinants.</summary>
    public const int ExactQubits = 14;

    // Twice the least weight: other sectors then lie as far above as they lay below.
    private const double Margin = 2;

    /// <summary>The operator P.</summary>
    /// <param name="qubits">Qubits of the operator, tapered or not.</param>
    /// <param name="sector">The sector; where it was tapered, P is tapered to the same eigenvalues.</param>
    /// <returns>A sum of I and Z strings, eigenvalues 0, 1, 2, 4, ...</returns>
    public static PauliSum Operator(int qubits, ElectronSector sector)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return sector.Tapering is { } tapering
            ? tapering.Taper(Full(tapering.Qubits, sector), tapering.Resolve([.. sector.NegativeSymmetries]))
            : Full(qubits, sector);
    }

    private static PauliSum Full(int qubits, ElectronSector sector)
    {
        var encoding = new FermionEncoding(sector.Mapping, qubits);
        var builder = new PauliSumBuilder(qubits);
        foreach (var (spin, electrons) in new[] { (0, sector.Alpha), (1, sector.Beta) })
        {
            // N - a = c - (sum of Z) / 2 with c = modes / 2 - a.
            int[] modes = [.. Enumerable.Range(0, qubits).Where(m => FileDeterminant.Spin(m, qubits, sector.Order) == spin)];
            var c = (modes.Length / 2.0) - electrons;
            builder.Add(PauliString.Identity(qubits), (c * c) + (modes.Length / 4.0));
            for (var i = 0; i < modes.Length; i++)
            {
                builder.Add(encoding.ParityOf(modes[i]), -c);
                for (var j = 0; j < i; j++)
                {
                    builder.Add(encoding.ParityOf(modes[i], modes[j]), 0.5);
                }
            }
        }

        return builder.Build(1e-12);
    }

    /// <summary>A weight that lifts every other sector above the sector's least energy.</summary>
    /// <param name="sum">The Hamiltonian, which must conserve the electrons of both spins.</param>
    /// <param name="sector">The sector.</param>
    /// <param name="least">The sector's least energy, where it is known.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Hartree per unit of P; 0 where the sector holds the least energy of all anyway.</returns>
    public static double Weight(PauliSum sum, ElectronSector sector, double? least, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentNullException.ThrowIfNull(sector);
        var exact = sum.Qubits <= ExactQubits && least is not null;
        if (exact && GroundState.Find(sum, null, cancellationToken).Energy >= least - 1e-8)
        {
            return 0;
        }

        var diagonal = exact ? null : Diagonal.Energies(sum);
        double Energy(ElectronSector s, ulong[] determinants) => diagonal is null
            ? GroundState.Find(sum, s, cancellationToken).Energy : determinants.Min(d => diagonal[d]);

        var own = exact ? least!.Value : Energy(sector, sector.Determinants(sum.Qubits));
        double weight = 0;
        var orbitals = sector.SpinOrbitals(sum.Qubits) / 2;
        for (var alpha = 0; alpha <= orbitals; alpha++)
        {
            for (var beta = 0; beta <= orbitals; beta++)
            {
                // Tapering leaves no state of some electron numbers.
                var distance = ((alpha - sector.Alpha) * (alpha - sector.Alpha)) + ((beta - sector.Beta) * (beta - sector.Beta));
                var other = sector with { Alpha = alpha, Beta = beta, Reference = null };
                if (distance > 0 && other.Determinants(sum.Qubits) is { Length: > 0 } determinants)
                {
                    weight = Math.Max(weight, (own - Energy(other, determinants)) / distance);
                }
            }
        }

        return Margin * weight;
    }
}
