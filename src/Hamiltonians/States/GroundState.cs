using Quiver.Hamiltonians.Pauli;

namespace Quiver.Hamiltonians.States;

/// <summary>
/// Exact lowest states. The space is never built as a whole: from the basis states with the lowest diagonal energies
/// follow all states that the operator connects to them, so every symmetry that is diagonal in the computational basis
/// (particle number, spin projection, point group, tapering symmetries) reduces the problem without being named.
/// </summary>
public static class GroundState
{
    /// <summary>Largest number of basis states in one connected component.</summary>
    public const int MaxStates = 1 << 21;

    private const int Seeds = 48;
    private const int MaxScanQubits = 26;
    private const double Tolerance = 1e-9;

    /// <summary>Finds the lowest state of an operator.</summary>
    /// <param name="sum">A Hermitian operator on at most 64 qubits.</param>
    /// <param name="sector">Only states with these electron numbers; null searches all.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>Energy in the operator's unit, and the state. Of degenerate states the first found is returned; the choice is fixed.</returns>
    /// <exception cref="ArgumentException">More than 26 qubits without a sector, or a component is too large.</exception>
    public static (double Energy, QuantumState State) Find(PauliSum sum, ElectronSector? sector = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sum);
        var op = new MaskedOperator(sum);
        var candidates = sector is null ? LowestDiagonals(op) : LowestDeterminants(op, sector.Determinants(sum.Qubits));
        var visited = new HashSet<ulong>();
        (double Energy, QuantumState State)? best = null;
        foreach (var seed in candidates)
        {
            if (visited.Contains(seed))
            {
                continue;
            }

            var component = Component(op, seed, cancellation);
            visited.UnionWith(component);
            var found = Solve(op, component, cancellation);
            if (best is null || found.Energy < best.Value.Energy - 1e-9)
            {
                best = found;
            }
        }

        return best!.Value;
    }

    /// <summary>The lowest state within a list of basis states.</summary>
    internal static (double Energy, QuantumState State) Solve(MaskedOperator op, ulong[] basis, CancellationToken cancellation)
    {
        var matrix = SparseHermitian.Project(op, basis, cancellation);
        var (energy, vector) = Lanczos.Lowest(matrix, Tolerance, cancellation);
        var n = basis.Length;
        return (energy, matrix.IsComplex
            ? new QuantumState(op.Qubits, basis, vector.AsSpan(0, n), vector.AsSpan(n, n))
            : new QuantumState(op.Qubits, basis, vector));
    }

    /// <summary>All basis states connected to one, ascending.</summary>
    private static ulong[] Component(MaskedOperator op, ulong seed, CancellationToken cancellation)
    {
        var seen = new HashSet<ulong> { seed };
        var queue = new Queue<ulong>();
        queue.Enqueue(seed);
        while (queue.TryDequeue(out var b))
        {
            cancellation.ThrowIfCancellationRequested();
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
                throw new ArgumentException($"The exact ground state needs more than {MaxStates} basis states; use --state hf, cisd or none.", nameof(op));
            }
        }

        var list = seen.ToArray();
        Array.Sort(list);
        return list;
    }

    private static ulong[] LowestDiagonals(MaskedOperator op)
    {
        if (op.Qubits > MaxScanQubits)
        {
            throw new ArgumentException($"Without electron numbers the ground state is searched on at most {MaxScanQubits} qubits, not {op.Qubits}; use --state none, or a file that states its electrons.", nameof(op));
        }

        var diagonals = op.AllDiagonals();
        var order = new ulong[diagonals.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = (ulong)i;
        }

        Array.Sort(diagonals, order);
        return order[..Math.Min(Seeds, order.Length)];
    }

    private static ulong[] LowestDeterminants(MaskedOperator op, ulong[] determinants)
    {
        var energies = determinants.Select(op.Diagonal).ToArray();
        Array.Sort(energies, determinants);
        return determinants[..Math.Min(Seeds, determinants.Length)];
    }
}
