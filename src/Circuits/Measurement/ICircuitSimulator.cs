using System.Numerics;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Measurement;

/// <summary>
/// Something that runs circuits: exact states and energies, and measured shots with or without Pauli noise. Circuits have bound
/// angles (<see cref="Circuit.Bind"/>) and may differ in size; giving many at once is cheaper than one after another.
/// </summary>
public interface ICircuitSimulator : IDisposable
{
    /// <summary>The name on the command line, for example <c>native</c>.</summary>
    string Name { get; }

    /// <summary>The exact states that circuits prepare from all zeros.</summary>
    /// <param name="circuits">Circuits with bound angles.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Amplitudes per circuit; qubit 0 is the index's most significant bit. The global phase is the simulator's own.</returns>
    Task<Complex[][]> StatesAsync(IReadOnlyList<Circuit> circuits, CancellationToken cancellationToken = default);

    /// <summary>Exact energies.</summary>
    /// <param name="circuits">Circuits with bound angles, all on the observable's qubits.</param>
    /// <param name="observable">A sum with real coefficients.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>One energy per circuit, in the observable's unit.</returns>
    Task<double[]> EnergiesAsync(IReadOnlyList<Circuit> circuits, PauliSum observable, CancellationToken cancellationToken = default);

    /// <summary>Prepares states and measures all qubits, many times.</summary>
    /// <param name="circuits">Circuits with bound angles.</param>
    /// <param name="shots">Measurements of each circuit, at least 1.</param>
    /// <param name="noise">Pauli noise after every gate.</param>
    /// <param name="seed">Fixes the outcomes; noise in Q# alone is drawn by Q# itself.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Basis indices, [circuits][shots], in no particular order.</returns>
    Task<int[][]> SampleAsync(
        IReadOnlyList<Circuit> circuits, IReadOnlyList<int> shots, PauliNoise noise = default, int seed = 0,
            CancellationToken cancellationToken = default);
}
