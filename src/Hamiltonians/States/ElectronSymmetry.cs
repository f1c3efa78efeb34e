using Quiver.Hamiltonians.Fermions;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>Finds out under which encodings an operator conserves the number of electrons.</summary>
public static class ElectronSymmetry
{
    /// <summary>The encodings whose number operators of both spins commute with an operator.</summary>
    /// <param name="sum">An operator on any number of qubits.</param>
    /// <returns>
    /// Every mapping and spin order that fits; more than one for very small or very symmetric operators, none for an odd
    /// number of qubits.
    /// </returns>
    public static IReadOnlyList<(FermionMapping Mapping, SpinOrder Order)> Encodings(PauliSum sum)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var found = new List<(FermionMapping, SpinOrder)>();
        if (sum.Qubits == 0 || sum.Qubits % 2 != 0)
        {
            return found;
        }

        foreach (var mapping in Enum.GetValues<FermionMapping>())
        {
            foreach (var order in Enum.GetValues<SpinOrder>())
            {
                if (Commutes(sum, Number(sum.Qubits, mapping, order, 0)) && Commutes(sum, Number(sum.Qubits, mapping, order, 1)))
                {
                    found.Add((mapping, order));
                }
            }
        }

        return found;
    }

    /// <summary>Whether an operator commutes with the total spin, as every molecule without spin-orbit coupling does.</summary>
    /// <param name="sum">An operator that conserves the electrons of both spins.</param>
    /// <param name="mapping">How occupations became qubits.</param>
    /// <param name="order">How modes are numbered.</param>
    /// <returns>True when it commutes with S+ = sum of a†(p alpha) a(p beta).</returns>
    public static bool ConservesTotalSpin(PauliSum sum, FermionMapping mapping, SpinOrder order)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (sum.Qubits % 2 != 0)
        {
            return false;
        }

        var raising = new FermionOperator(sum.Qubits);
        for (var p = 0; p < sum.Qubits / 2; p++)
        {
            var (alpha, beta) = order == SpinOrder.Interleaved ? (2 * p, 2 * p + 1) : (p, p + sum.Qubits / 2);
            raising.Add(1, new LadderOperator(alpha, true), new LadderOperator(beta, false));
        }

        return Commutes(sum, new FermionEncoding(mapping, sum.Qubits).Encode(raising));
    }

    /// <summary>The total spin S² in a sector, on the operator's qubits: S(S+1), 0 for a singlet, 3/4 for a doublet, 2 for a
    /// triplet.</summary>
    /// <param name="qubits">Number of qubits of the operator, tapered or not.</param>
    /// <param name="sector">The sector, which fixes Sz.</param>
    /// <returns>S- S+ + Sz (Sz + 1).</returns>
    public static PauliSum TotalSpin(int qubits, ElectronSector sector)
    {
        ArgumentNullException.ThrowIfNull(sector);
        var modes = sector.SpinOrbitals(qubits);
        var n = modes / 2;
        (int Alpha, int Beta) Modes(int p) => sector.Order == SpinOrder.Interleaved ? (2 * p, 2 * p + 1) : (p, p + n);
        var fermions = new FermionOperator(modes);
        fermions.Add(sector.Spin / 2.0 * (sector.Spin / 2.0 + 1));
        for (var p = 0; p < n; p++)
        {
            for (var q = 0; q < n; q++)
            {
                fermions.Add(
                    1,
                    new LadderOperator(Modes(p).Beta, true),
                    new LadderOperator(Modes(p).Alpha, false),
                    new LadderOperator(Modes(q).Alpha, true),
                    new LadderOperator(Modes(q).Beta, false));
            }
        }

        var spin = new FermionEncoding(sector.Mapping, modes).Encode(fermions);
        return sector.Tapering is { } tapering ? tapering.Taper(spin, tapering.Resolve([.. sector.NegativeSymmetries])) : spin;
    }

    /// <summary>The operator that counts the electrons of one spin.</summary>
    /// <param name="qubits">Number of spin orbitals, even.</param>
    /// <param name="mapping">How occupations become qubits.</param>
    /// <param name="order">How modes are numbered.</param>
    /// <param name="spin">0 for alpha, 1 for beta.</param>
    /// <returns>The sum over that spin's modes p of (1 - parity of p) / 2.</returns>
    public static PauliSum Number(int qubits, FermionMapping mapping, SpinOrder order, int spin)
    {
        if (qubits % 2 != 0)
        {
            throw new ArgumentException($"Two spins need an even number of qubits, not {qubits}.", nameof(qubits));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)spin, 1U, nameof(spin));
        var encoding = new FermionEncoding(mapping, qubits);
        var builder = new PauliSumBuilder(qubits);
        builder.Add(PauliString.Identity(qubits), qubits / 4.0);
        for (var p = 0; p < qubits / 2; p++)
        {
            builder.Add(encoding.ParityOf(order == SpinOrder.Interleaved ? 2 * p + spin : p + spin * (qubits / 2)), -0.5);
        }

        return builder.Build();
    }

    /// <summary>The sector a state lies in.</summary>
    /// <param name="state">A state.</param>
    /// <param name="mapping">How occupations became qubits.</param>
    /// <param name="order">How modes are numbered.</param>
    /// <returns>Null when the state has no definite numbers of electrons.</returns>
    public static ElectronSector? SectorOf(QuantumState state, FermionMapping mapping, SpinOrder order)
    {
        ArgumentNullException.ThrowIfNull(state);
        int? Count(int spin)
        {
            var number = Number(state.Qubits, mapping, order, spin);
            var mean = state.Expectation(number);
            var variance = state.Expectation(PauliAlgebra.Multiply(number, number)) - mean * mean;
            return variance < 1e-8 ? (int)Math.Round(mean) : null;
        }

        return Count(0) is { } alpha && Count(1) is { } beta ? new ElectronSector(mapping, order, alpha, beta) : null;
    }

    private static bool Commutes(PauliSum sum, PauliSum number)
    {
        // Files carry 8 to 16 digits, so equal coefficients may differ in the last of them.
        var commutator = PauliAlgebra.Commutator(sum, number);
        return PauliAlgebra.Norm(commutator) <= 1e-6 * PauliAlgebra.Norm(sum.WithoutIdentity(out _));
    }
}
