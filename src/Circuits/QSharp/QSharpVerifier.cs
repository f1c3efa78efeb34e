using Quiver.Circuits.Gates;
using Quiver.Circuits.Simulation;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.QSharp;

/// <summary>Checks a circuit's energy against Q#.</summary>
public static class QSharpVerifier
{
    /// <summary>Absolute energy differences between this library's dense simulator and Q#.</summary>
    /// <param name="simulator">Q#.</param>
    /// <param name="circuits">Circuits and the values of their free parameters, radians.</param>
    /// <param name="observable">The Hamiltonian.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>One difference per circuit, in the observable's unit; 1e-9 is the goal.</returns>
    public static async Task<double[]> DifferencesAsync(
        QSharpSimulator simulator, IReadOnlyList<(Circuit Circuit, double[] Parameters)> circuits, PauliSum observable, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        var energies = await simulator.EnergiesAsync(circuits, observable, cancellation).ConfigureAwait(false);
        return [.. circuits.Select((c, i) => Math.Abs(
            StateObservables.Expectation(observable, DenseSimulator.Run(c.Circuit, c.Parameters)) - energies[i]))];
    }
}
