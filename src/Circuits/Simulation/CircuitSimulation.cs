using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Simulation;

/// <summary>Runs circuits once, by the way that is faster for their size.</summary>
public static class CircuitSimulation
{
    /// <summary>The state that a circuit makes of |0...0>, global phase included.</summary>
    /// <param name="circuit">At most 30 qubits.</param>
    /// <param name="x">Values of its free parameters, radians; nothing when all angles are bound.</param>
    /// <returns>A new state in double precision.</returns>
    /// <exception cref="ArgumentException">Too many qubits, or another number of parameters.</exception>
    public static StateVector<double> Simulate(this Circuit circuit, ReadOnlySpan<double> x = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var bound = circuit.Bind(x);
        var state = new StateVector<double>(circuit.Qubits);
        if (circuit.Qubits <= DirectSimulation.MaximumQubits)
        {
            DirectSimulation.Apply(bound, state);
            return state;
        }

        using var compiled = CompiledCircuit<double>.Compile(bound);
        compiled.Apply(state);
        return state;
    }
}
