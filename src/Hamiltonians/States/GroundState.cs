using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Exact lowest states. From the basis states with the lowest diagonal energies follow all states that the operator
/// connects to them, so every symmetry that is diagonal in the computational basis (particle number, spin projection,
/// point group, tapering symmetries) reduces the problem without being named. A Lanczos search over everything that was
/// not reached then looks for a lower energy.
/// </summary>
public static class GroundState
{
    /// <summary>Largest number of basis states in one connected component.</summary>
    public const int MaxStates = 1 << 21;

    /// <summary>
    /// Without a sector, up to this many qubits the states not reached are searched too. Above it (up to 26) only the
    /// components of the 48 basis states of lowest diagonal energy are.
    /// </summary>
    public const int MaxSearchQubits = 18;

    private const int Seeds = 48;
    private const int MaxScanQubits = 26;
    private const double Tolerance = 1e-9;

    // Energies closer than this are degenerate: the component found first stays.
    private const double Degenerate = 1e-8;

    /// <summary>Finds the lowest state of an operator.</summary>
    /// <param name="sum">A Hermitian operator on at most 64 qubits.</param>
    /// <param name="sector">Only states with these electron numbers; null searches all.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Energy in the operator's unit, and the state. Of degenerate states the first found is returned; the choice is
    /// fixed.</returns>
    /// <exception cref="ArgumentException">
    /// The operator is not Hermitian, has more than 26 qubits without a sector, or needs more than
    /// <see cref="MaxStates"/> basis states.
    /// </exception>
    public static (double Energy, QuantumState State) Find(PauliSum sum, ElectronSector? sector = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sum);
        if (!sum.IsReal)
        {
            throw new ArgumentException("An operator with complex coefficients is not Hermitian and has no ground state.", nameof(sum));
        }

        if (sector is not null && sum.Qubits <= 64 && sector.Determinants(sum.Qubits) is var determinants)
        {
            return determinants.Length > 0
                ? FindWithin(sum, determinants, cancellationToken)
                : throw new ArgumentException($"No determinant has {sector.Alpha} alpha and {sector.Beta} beta electrons in "
                    + $"{sector.SpinOrbitals(sum.Qubits) / 2} orbitals.", nameof(sector));
        }

        return FindWithin(sum, null, cancellationToken);
    }

    /// <summary>The lowest state within basis states that the operator maps to themselves; null for all of them.</summary>
    internal static (double Energy, QuantumState State) FindWithin(PauliSum sum, ulong[]? determinants,
        CancellationToken cancellationToken = default)
    {
        // Every threshold below is meant for a norm of order 10: a power of two brings it there without rounding.
        sum = OperatorScale.Normalise(sum, out var unit);
        var op = new MaskedOperator(sum);
        var diagonals = determinants is null ? AllDiagonals(op) : [.. determinants.Select(op.Diagonal)];
        var visited = new HashSet<ulong>();
        (double Energy, QuantumState State)? best = null;
        void Visit(ulong seed)
        {
            if (visited.Contains(seed))
            {
                return;
            }

            var component = Component(op, seed, cancellationToken);
            visited.UnionWith(component);
            var found = Solve(op, component, cancellationToken);
            if (best is null || found.Energy < best.Value.Energy - Degenerate)
            {
                best = found;
            }
        }

        foreach (var i in Lowest(diagonals, Seeds))
        {
            Visit(determinants is null ? (ulong)i : determinants[i]);
        }

        while (LowerElsewhere(sum, op, determinants, diagonals, visited, best!.Value.Energy, cancellationToken) is { } seed)
        {
            Visit(seed);
        }

        return (best!.Value.Energy * unit, best.Value.State);
    }

    /// <summary>The lowest state within a list of basis states.</summary>
    internal static (double Energy, QuantumState State) Solve(MaskedOperator op, ulong[] basis, CancellationToken cancellationToken)
    {
        var matrix = SparseHermitian.Project(op, basis, cancellationToken);
        var (energy, vector) = Lanczos.Lowest(matrix, Tolerance, cancellationToken);
        var n = basis.Length;
        return (energy, matrix.IsComplex
            ? new QuantumState(op.Qubits, basis, vector.AsSpan(0, n), vector.AsSpan(n, n))
            : new QuantumState(op.Qubits, basis, vector));
    }

    /// <summary>All basis states connected to one, ascending.</summary>
    private static ulong[] Component(MaskedOperator op, ulong seed, CancellationToken cancellationToken)
    {
        var seen = new HashSet<ulong> { seed };
        var queue = new Queue<ulong>();
        queue.Enqueue(seed);
        while (queue.TryDequeue(out var b))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var m = 0; m < op.Masks.Length; m++)
            {
                var next = b ^ op.Masks[m];
                if (seen.Contains(next))
                {
                    continue;
                }

                var (re, im) = op.Element(m, b);
                if (Math.Abs(re) > 1e-10 || Math.Abs(im) > 1e-10)
                {
                    seen.Add(next);
                    queue.Enqueue(next);
                }
            }

            if (seen.Count > MaxStates)
            {
                throw new ArgumentException($"The exact ground state needs more than {MaxStates} basis states; take the state hf, cisd "
                    + $"or none.", nameof(op));
            }
        }

        var list = seen.ToArray();
        Array.Sort(list);
        return list;
    }

    /// <summary>The main basis state of a lower energy among the states not visited, or null.</summary>
    private static ulong? LowerElsewhere(PauliSum sum, MaskedOperator op, ulong[]? determinants, double[] diagonals, HashSet<ulong> visited,
        double energy, CancellationToken cancellationToken)
    {
        ISymmetricOperator rest;
        ulong[]? basis = null;
        if (determinants is not null)
        {
            basis = [.. determinants.Where(d => !visited.Contains(d))];
            if (basis.Length is 0 or > MaxStates)
            {
                return null;
            }

            rest = SparseHermitian.Project(op, basis, cancellationToken);
        }
        else
        {
            if (sum.Qubits > MaxSearchQubits || visited.Count == diagonals.Length)
            {
                return null;
            }

            var mask = new bool[diagonals.Length];
            foreach (var b in visited)
            {
                mask[b] = true;
            }

            rest = new RemainingStates(new MatrixFreeOperator(sum), diagonals, mask, cancellationToken);
        }

        // Ritz values are upper bounds: one below the best energy settles the question. One above it does when its error,
        // about residual^2 / gap, is small beside the distance; in a degenerate case 1e-6 is far below the threshold.
        var (value, vector) = Lanczos.Lowest(rest, Tolerance, cancellationToken, (ritz, residual) =>
            ritz < energy - 10 * Degenerate || residual < (ritz - energy) / 30 || residual < 1e-6);
        if (value >= energy - Degenerate)
        {
            return null;
        }

        var states = basis?.Length ?? diagonals.Length;
        var main = 0;
        for (var i = 0; i < vector.Length; i++)
        {
            main = Math.Abs(vector[i]) > Math.Abs(vector[main]) ? i : main;
        }

        return basis is null ? (ulong)(main % states) : basis[main % states];
    }

    private static double[] AllDiagonals(MaskedOperator op) => op.Qubits <= MaxScanQubits
        ? op.AllDiagonals()
        : throw new ArgumentException($"Without electron numbers the ground state is searched on at most {MaxScanQubits} qubits, not "
            + $"{op.Qubits}; take no state, or a file that states its electrons.", nameof(op));

    /// <summary>Positions of the lowest values, ascending; of equal values the first.</summary>
    private static int[] Lowest(double[] values, int count)
    {
        var queue = new PriorityQueue<int, (double, int)>(Comparer<(double, int)>.Create((a, b) => b.CompareTo(a)));
        for (var i = 0; i < values.Length; i++)
        {
            if (queue.Count < count)
            {
                queue.Enqueue(i, (values[i], i));
            }
            else
            {
                queue.EnqueueDequeue(i, (values[i], i));
            }
        }

        return [.. queue.UnorderedItems.OrderBy(e => e.Priority).Select(e => e.Element)];
    }
}
