using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Hamiltonians.Cost;

/// <summary>What measuring a Hamiltonian by fragments costs that are no groups of its Pauli strings: each fragment is diagonal in a basis of
/// its own, and shots are shared out in proportion to its standard deviation.</summary>
public static class FragmentCost
{
    /// <summary>Computes the costs, in the definitions of <see cref="GroupingCost"/>.</summary>
    /// <param name="fragments">Hermitian operators on the same qubits; identities in them cost nothing.</param>
    /// <param name="state">The state to be measured; null for the bound alone.</param>
    /// <param name="oneNorm">Sum of the moduli of the Hamiltonian's coefficients without the identity, for R-hat.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The costs; a fragment that is a multiple of the identity counts as none.</returns>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static GroupingCost Of(
        IReadOnlyList<PauliSum> fragments, QuantumState? state, double oneNorm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fragments);
        PauliSum[] measured = [.. fragments.Select(static f => f.WithoutIdentity(out _)).Where(static f => f.Count > 0)];
        var deviations = new double[measured.Length];
        if (state is not null)
        {
            Parallel.For(
                0, measured.Length, new ParallelOptions { CancellationToken = cancellationToken },
                f => deviations[f] = Math.Sqrt(state.Variance(measured[f])));
        }

        var (total, norms) = (deviations.Sum(), measured.Sum(static f => f.Norm()));
        var ratio = norms > 0 ? oneNorm / norms : 0;
        return new GroupingCost(
            measured.Length, state is null ? null : total * total,
            norms * norms / (GroupingCost.ChemicalAccuracy * GroupingCost.ChemicalAccuracy), ratio * ratio);
    }
}
