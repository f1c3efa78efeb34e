using System.Collections.Concurrent;
using Quiver.Circuits.Gates;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Noise;

/// <summary>
/// The exact energy of circuits on a noisy device, by density matrix, for rewards that ask often: buffers are kept between calls and
/// calls may come from several threads.
/// </summary>
public sealed class NoisyEnergy
{
    private readonly ConcurrentBag<NoisyEvolution> idle = [];
    private readonly int[] indices;
    private readonly double[] coefficients;

    /// <summary>Creates the evaluator.</summary>
    /// <param name="observable">A sum with real coefficients on 1 to 10 qubits.</param>
    /// <param name="profile">The device.</param>
    /// <param name="options">Which noise acts; null for all.</param>
    /// <exception cref="ArgumentException">The observable is too large or complex, or the profile is out of range.</exception>
    public NoisyEnergy(PauliSum observable, DeviceProfile profile, NoiseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(observable);
        ArgumentNullException.ThrowIfNull(profile);
        if (observable.Qubits is < 1 or > DensityMatrix.MaximumQubits || !observable.IsReal)
        {
            throw new ArgumentException(
                $"Exact noisy energies take operators with real coefficients on 1 to {DensityMatrix.MaximumQubits} qubits, not "
                    + $"{observable.Qubits}: use NoisyTrajectories.", nameof(observable));
        }

        if (profile.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(profile));
        }

        Qubits = observable.Qubits;
        Profile = profile;
        Options = options ?? NoiseOptions.Default;
        coefficients = observable.Coefficients.ToArray();
        indices = [.. Enumerable.Range(0, observable.Count)
            .Select(t => DensityMatrix.Index(observable.X(t)[0], observable.Z(t)[0], Qubits))];
    }

    /// <summary>Number of qubits.</summary>
    public int Qubits { get; }

    /// <summary>The device.</summary>
    public DeviceProfile Profile { get; }

    /// <summary>Which noise acts.</summary>
    public NoiseOptions Options { get; }

    /// <summary>The energy of one circuit.</summary>
    /// <param name="circuit">A circuit on as many qubits.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <returns>Tr(H rho) with rho the noisy state, as an unlimited number of shots would measure it; in the operator's unit.</returns>
    public double Of(Circuit circuit, ReadOnlySpan<double> parameters = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        var evolution = idle.TryTake(out var kept) ? kept : new NoisyEvolution(new(Qubits));
        evolution.Run(circuit, parameters, Profile, Options);
        var vector = evolution.State.PauliVector;
        double energy = 0;
        for (var t = 0; t < indices.Length; t++)
        {
            energy += coefficients[t] * vector[indices[t]];
        }

        idle.Add(evolution);
        return energy;
    }

    /// <summary>The state a circuit makes on a noisy device, before it is read.</summary>
    /// <param name="circuit">A circuit of 1 to 10 qubits.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <param name="profile">The device.</param>
    /// <param name="options">Which noise acts; null for all. Readout errors are no part of the state.</param>
    /// <returns>The state.</returns>
    public static DensityMatrix State(Circuit circuit, ReadOnlySpan<double> parameters, DeviceProfile profile,
        NoiseOptions? options = null) =>
        Run(circuit, parameters, profile, (options ?? NoiseOptions.Default) with { Readout = false });

    /// <summary>The probabilities of the bit strings read from a noisy device.</summary>
    /// <param name="circuit">A circuit of 1 to 10 qubits.</param>
    /// <param name="parameters">Values of its free parameters, radians.</param>
    /// <param name="profile">The device.</param>
    /// <param name="options">Which noise acts; null for all.</param>
    /// <returns>2^n numbers; qubit 0 is the index's most significant bit.</returns>
    public static double[] Probabilities(Circuit circuit, ReadOnlySpan<double> parameters, DeviceProfile profile,
        NoiseOptions? options = null) =>
        Run(circuit, parameters, profile, options ?? NoiseOptions.Default).Probabilities();

    private static DensityMatrix Run(Circuit circuit, ReadOnlySpan<double> parameters, DeviceProfile profile, NoiseOptions options)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(profile);
        var evolution = new NoisyEvolution(new(circuit.Qubits));
        evolution.Run(circuit, parameters, profile, options);
        return evolution.State;
    }
}
