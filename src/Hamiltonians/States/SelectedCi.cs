using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Selected configuration interaction: from a reference determinant the variational space grows by the determinants whose
/// second-order contributions to the energy are largest (CIPSI: Huron, Malrieu and Rancurel, J. Chem. Phys. 58, 5745 (1973)), in
/// memory of the space's size where an exact state needs the whole sector. Works on the qubit operator, in any encoding and after
/// tapering.
/// </summary>
/// <remarks>All cores; the result does not depend on their number.</remarks>
public static class SelectedCi
{
    private const int FirstSpace = 400;
    private const int Growth = 3;
    private const double Residual = 1e-5;

    // Relative to a norm of order 10: couplings below are no candidates, contributions below add no determinant.
    private const double Smallest = 1e-12;

    /// <summary>Finds a compact approximation of the lowest state with the reference's symmetry.</summary>
    /// <param name="sum">A Hermitian operator on at most 64 qubits.</param>
    /// <param name="sector">Electron numbers and encoding; null to start from the basis state of lowest diagonal energy.</param>
    /// <param name="options">How far to go; null for the defaults.</param>
    /// <param name="progress">Told how far the work is; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Energy, estimate of what is missing, and state.</returns>
    /// <exception cref="ArgumentException">The operator is not Hermitian or has more than 64 qubits.</exception>
    public static SelectedCiResult Find(
        PauliSum sum, ElectronSector? sector = null, SelectedCiOptions? options = null, IProgress<ProgressReport>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (!sum.IsReal)
        {
            throw new ArgumentException("An operator with complex coefficients is not Hermitian and has no ground state.", nameof(sum));
        }

        options ??= new SelectedCiOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDeterminants, 1, nameof(options));
        var normal = OperatorScale.Normalise(sum, out var unit);
        var op = new MaskedOperator(normal);
        var reference = sector?.WithReference(sum).HartreeFock(sum.Qubits) ?? LowestBasisState.Find(sum, cancellationToken).Index;
        ulong[] space = [reference];
        double[] vector = op.IsReal ? [1] : [1, 0];
        var energy = op.Diagonal(reference);
        while (true)
        {
            progress?.Report(new ProgressReport("selected CI", space.Length, options.MaxDeterminants, "determinants"));
            var outside = Neighbours.Of(op, space, vector, energy, cancellationToken);
            if (outside.Correction >= -options.Threshold / unit || space.Length >= options.MaxDeterminants || outside.Count == 0)
            {
                var state = op.IsReal
                    ? new QuantumState(op.Qubits, space, vector)
                    : new QuantumState(op.Qubits, space, vector.AsSpan(0, space.Length), vector.AsSpan(space.Length));
                return new SelectedCiResult(energy * unit, outside.Correction * unit, space.Length, outside.Count == 0, state);
            }

            var room = Math.Min(Math.Max(FirstSpace, Growth * space.Length), options.MaxDeterminants) - space.Length;
            var added = outside.Best(room, Smallest);
            (space, vector) = Merge(space, vector, added);
            var matrix = SparseHermitian.Project(op, space, cancellationToken);
            (energy, vector) = Lanczos.Lowest(matrix, Residual, cancellationToken, start: vector);
        }
    }

    /// <summary>The space with new determinants, ascending; their amplitudes are 0 at first.</summary>
    private static (ulong[] Space, double[] Vector) Merge(ulong[] space, double[] vector, ulong[] added)
    {
        var (n, m) = (space.Length, space.Length + added.Length);
        var order = new int[m];
        ulong[] all = [.. space, .. added];
        for (var i = 0; i < m; i++)
        {
            order[i] = i;
        }

        Array.Sort(all, order);
        var merged = new double[vector.Length / n * m];
        for (var i = 0; i < m; i++)
        {
            for (var part = 0; part < vector.Length / n && order[i] < n; part++)
            {
                merged[(part * m) + i] = vector[(part * n) + order[i]];
            }
        }

        return (all, merged);
    }
}
