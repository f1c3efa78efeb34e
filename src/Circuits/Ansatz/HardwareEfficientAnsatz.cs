using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Ansatz;

/// <summary>Layers of rotations on every qubit and CX between them (Kandala et al. 2017).</summary>
public static class HardwareEfficientAnsatz
{
    /// <summary>Builds the circuit.</summary>
    /// <param name="qubits">Number of qubits.</param>
    /// <param name="layers">Entangling layers, each between two layers of rotations.</param>
    /// <param name="real">True for RY alone, false for RY and RZ.</param>
    /// <param name="reference">
    /// The state at angles 0; null for all zeros. A basis state (X gates alone) is pulled back through the CX, any other
    /// circuit is put in front as it is.
    /// </param>
    /// <param name="entangler">The CX of a layer.</param>
    /// <returns>(layers + 1) qubits angles, twice as many with RZ.</returns>
    public static Circuit Create(int qubits, int layers, bool real = true, Circuit? reference = null, Entangler entangler = Entangler.Line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(qubits, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        var builder = new CircuitBuilder(qubits);
        if (reference is not null)
        {
            builder.Add(PulledBack(reference, layers, entangler));
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

            if (layer < layers)
            {
                Entangle(builder, entangler);
            }
        }

        return builder.Build();
    }

    // Without this, angles near 0 would be near some other basis state, of high energy.
    private static Circuit PulledBack(Circuit reference, int layers, Entangler entangler)
    {
        if (!reference.Operations.All(static o => o.Kind == GateKind.X))
        {
            return reference;
        }

        var ones = new bool[reference.Qubits];
        foreach (var operation in reference.Operations)
        {
            ones[operation.Qubits[0]] ^= true;
        }

        var layer = new CircuitBuilder(reference.Qubits);
        Entangle(layer, entangler);
        var backwards = layer.Build().Inverse();
        for (var l = 0; l < layers; l++)
        {
            foreach (var operation in backwards.Operations)
            {
                ones[operation.Qubits[1]] ^= ones[operation.Qubits[0]];
            }
        }

        var builder = new CircuitBuilder(reference.Qubits);
        foreach (var (q, one) in ones.Index())
        {
            if (one)
            {
                builder.X(q);
            }
        }

        return builder.Build();
    }

    private static void Entangle(CircuitBuilder builder, Entangler entangler)
    {
        var n = builder.Qubits;
        for (var a = 0; a + 1 < n; a++)
        {
            for (var b = a + 1; b < (entangler == Entangler.Full ? n : a + 2); b++)
            {
                builder.CX(a, b);
            }
        }

        if (entangler == Entangler.Ring && n > 2)
        {
            builder.CX(n - 1, 0);
        }
    }
}
