using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Formats;
using Quiver.Hamiltonians.Pauli;
using Quiver.Hamiltonians.States;

namespace Quiver.Circuits.Problems;

/// <summary>The ground state of a Hamiltonian, starting from its lowest computational basis state.</summary>
public sealed class GroundStateProblem : ObservableProblem
{
    private GroundStateProblem(string name, PauliSum sum, ulong basisState, double referenceCost, double? leastCost, double energyShift)
        : base(name, sum, Prepare(sum.Qubits, basisState), leastCost)
    {
        BasisState = basisState;
        ReferenceCost = referenceCost;
        EnergyShift = energyShift;
    }

    /// <summary>The reference as a basis index, qubit 0 the most significant bit.</summary>
    public ulong BasisState { get; }

    /// <summary>The energy of the reference, in hartree, without the shift.</summary>
    public double ReferenceCost { get; }

    /// <summary>What the file keeps apart from the operator: total energy = cost + shift, in hartree.</summary>
    public double EnergyShift { get; }

    /// <summary>Builds the problem.</summary>
    /// <param name="name">Name for tables.</param>
    /// <param name="file">The Hamiltonian.</param>
    /// <param name="exact">True to compute the exact energy for the error column (never given to a search).</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The problem.</returns>
    /// <exception cref="ArgumentException">More than 24 qubits.</exception>
    public static GroundStateProblem Create(string name, HamiltonianFile file, bool exact = true, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var sum = file.Sum;
        if (sum.Qubits > 24)
        {
            throw new ArgumentException($"Circuits are simulated on at most 24 qubits, not {sum.Qubits}.", nameof(file));
        }

        var (state, energy) = LowestDiagonal(sum);
        double? least = exact ? GroundState.Find(sum, file.Sector, cancellation).Energy : null;
        return new GroundStateProblem(name, sum, state, energy, least, file.EnergyShift);
    }

    private static Circuit Prepare(int qubits, ulong state)
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

    // A Walsh–Hadamard transform of the diagonal terms gives the energy of every basis state.
    private static (ulong State, double Energy) LowestDiagonal(PauliSum sum)
    {
        var n = sum.Qubits;
        var diagonal = new double[1 << n];
        for (var t = 0; t < sum.Count; t++)
        {
            var label = sum.String(t).ToString();
            if (label.AsSpan().IndexOfAny('X', 'Y') >= 0)
            {
                continue;
            }

            var mask = 0;
            for (var q = 0; q < n; q++)
            {
                mask |= label[q] == 'Z' ? 1 << (n - 1 - q) : 0;
            }

            diagonal[mask] += sum.Coefficients[t];
        }

        for (var half = 1; half < diagonal.Length; half *= 2)
        {
            for (var i = 0; i < diagonal.Length; i++)
            {
                if ((i & half) == 0)
                {
                    var (a, b) = (diagonal[i], diagonal[i | half]);
                    (diagonal[i], diagonal[i | half]) = (a + b, a - b);
                }
            }
        }

        var best = 0;
        for (var i = 1; i < diagonal.Length; i++)
        {
            if (diagonal[i] < diagonal[best] - 1e-12)
            {
                best = i;
            }
        }

        return ((ulong)best, diagonal[best]);
    }
}
