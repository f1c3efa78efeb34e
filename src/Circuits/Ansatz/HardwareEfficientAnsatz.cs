using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Ansatz;

/// <summary>Layers of rotations on every qubit and a chain of CX (Kandala et al. 2017).</summary>
public static class HardwareEfficientAnsatz
{
    /// <summary>Builds the circuit.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <param name="layers">Entangling layers, each between two layers of rotations.</param>
    /// <param name="real">True for RY alone, false for RY and RZ.</param>
    /// <param name="reference">What it begins with; null for nothing.</param>
    /// <returns>(layers + 1) qubits angles, twice as many with RZ.</returns>
    public static Circuit Create(int qubits, int layers, bool real = true, Circuit? reference = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        var builder = new CircuitBuilder(qubits);
        if (reference is not null)
        {
            builder.Add(reference);
        }

        for (var layer = 0; layer <= layers; layer++)
        {
            for (var q = 0; q < qubits; q++)
            {
                builder.RY(builder.NewParameter(), q);
                if (!real)
                {
                    builder.RZ(builder.NewParameter(), q);
                }
            }

            for (var q = 0; layer < layers && q + 1 < qubits; q++)
            {
                builder.CX(q, q + 1);
            }
        }

        return builder.Build();
    }
}
