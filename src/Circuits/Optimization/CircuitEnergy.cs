using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Optimization;

/// <summary>Energies of circuits and their derivatives, as one writes them: <c>circuit.Energy(h, x)</c>.</summary>
/// <remarks>Each call compiles circuit and operator; for many calls make <see cref="Objective"/> once.</remarks>
public static class CircuitEnergy
{
    /// <summary>The expectation value of an operator in the state that a circuit makes of |0...0>.</summary>
    /// <param name="circuit">At most 30 qubits.</param>
    /// <param name="observable">A sum with real coefficients on as many qubits.</param>
    /// <param name="x">Values of the circuit's free parameters, radians; nothing when all angles are bound.</param>
    /// <returns>The value in the operator's unit.</returns>
    /// <exception cref="ArgumentException">Numbers of qubits or of parameters differ, or a coefficient is not real.</exception>
    public static double Energy(this Circuit circuit, PauliSum observable, ReadOnlySpan<double> x = default)
    {
        ArgumentNullException.ThrowIfNull(observable);
        using var state = circuit.Simulate(x);
        return StateObservables.Expectation(observable, state);
    }

    /// <summary>The energy and its derivatives by the circuit's free parameters, by adjoint differentiation.</summary>
    /// <param name="circuit">At most 24 qubits.</param>
    /// <param name="observable">A sum with real coefficients on as many qubits.</param>
    /// <param name="x">Values of the free parameters, radians.</param>
    /// <param name="gradient">Receives dE / dx, as many entries, in the operator's unit per radian.</param>
    /// <returns>The energy in the operator's unit.</returns>
    /// <exception cref="ArgumentException">Numbers of qubits, parameters or entries differ, or a coefficient is not real.</exception>
    public static double Gradient(this Circuit circuit, PauliSum observable, ReadOnlySpan<double> x, Span<double> gradient)
    {
        using var objective = EnergyObjective.Create(circuit, observable);
        return objective.ValueAndGradient(x, gradient);
    }

    /// <summary>The energy as a function to be minimised, compiled once.</summary>
    /// <param name="circuit">At most 24 qubits; its free parameters are the variables.</param>
    /// <param name="observable">A sum with real coefficients on as many qubits.</param>
    /// <returns>The objective, for one thread.</returns>
    /// <exception cref="ArgumentException">Numbers of qubits differ, or a coefficient is not real.</exception>
    public static EnergyObjective Objective(this Circuit circuit, PauliSum observable) => EnergyObjective.Create(circuit, observable);
}
