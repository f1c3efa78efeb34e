using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>
/// An observable on a noisy device: angles are fitted without noise (by adjoint gradients), then the circuit counts with its
/// energy under the device's noise, compiled to {RX, RY, RZ, CX}, so that every gate and every layer costs what it costs there.
/// Exact by density matrix up to 10 qubits in use, above that a mean over <see cref="Trajectories"/> random runs.
/// </summary>
public sealed class NoisyProblem : CircuitProblem
{
    /// <summary>Random runs behind an energy on more than 10 qubits in use; their seed is fixed.</summary>
    public const int Trajectories = 300;

    private readonly ObservableProblem inner;
    private readonly Func<Circuit, double[], double> energy;

    /// <summary>Creates the problem.</summary>
    /// <param name="inner">The problem without noise.</param>
    /// <param name="profile">The device.</param>
    /// <param name="options">Which noise acts; null for all.</param>
    /// <exception cref="ArgumentException">A profile out of range.</exception>
    public NoisyProblem(ObservableProblem inner, DeviceProfile profile, NoiseOptions? options = null)
        : base($"{inner?.Name} on {profile?.Name}", inner?.Qubits ?? throw new ArgumentNullException(nameof(inner)), inner.Reference)
    {
        ArgumentNullException.ThrowIfNull(profile);
        this.inner = inner;
        Profile = profile;
        if (inner.Qubits <= DensityMatrix.MaximumQubits)
        {
            var exact = new NoisyEnergy(inner.Observable, profile, options);
            energy = (circuit, x) => exact.Of(circuit, x);
        }
        else
        {
            var chosen = options ?? NoiseOptions.Default;
            energy = (circuit, x) => Idling(circuit, x, inner.Observable, profile, chosen);
        }
    }

    // Idle qubits cost nothing: they stay 0, and only their readout may err.
    private static double Idling(Circuit circuit, double[] x, PauliSum observable, DeviceProfile profile, NoiseOptions options)
    {
        var active = ActiveQubits.Of(circuit);
        if (active.Length < circuit.Qubits)
        {
            var (z, xy) = options.Readout ? (1 - (2 * profile.ReadOneFromZero), profile.ReadZeroFromOne - profile.ReadOneFromZero) : (1, 0);
            observable = ActiveQubits.Restrict(observable, active, z, xy);
            circuit = ActiveQubits.Compact(circuit, active);
        }

        return circuit.Qubits <= DensityMatrix.MaximumQubits
            ? new NoisyEnergy(observable, profile, options).Of(circuit, x)
            : NoisyTrajectories.Energy(
                circuit, x, observable, profile, Trajectories, seed: 0, Math.Min(4, Environment.ProcessorCount), options).Mean;
    }

    /// <summary>The problem without noise.</summary>
    public ObservableProblem Inner => inner;

    /// <summary>The device.</summary>
    public DeviceProfile Profile { get; }

    /// <summary>The observable.</summary>
    public PauliSum Observable => inner.Observable;

    /// <inheritdoc/>
    public override string Unit => inner.Unit;

    /// <summary>The least cost without noise; no noisy circuit needs to reach it.</summary>
    public override double? LeastCost => inner.LeastCost;

    /// <inheritdoc/>
    public override double Tolerance => inner.Tolerance;

    /// <inheritdoc/>
    public override bool IsReal => inner.IsReal;

    /// <inheritdoc/>
    public override long EvaluationWork(int angles) => inner.EvaluationWork(angles);

    /// <inheritdoc/>
    public override long JudgingWork(int gates) => 100_000 + ((8L * gates) << (2 * Qubits));

    /// <inheritdoc/>
    public override ICircuitCost CreateCost() => new Cost(inner.CreateCost(), energy);

    private sealed class Cost(ICircuitCost ideal, Func<Circuit, double[], double> noisy) : ICircuitCost
    {
        private Circuit? circuit;

        public int Dimension => ideal.Dimension;

        public void Use(Circuit circuit)
        {
            this.circuit = circuit;
            ideal.Use(circuit);
        }

        public double Value(ReadOnlySpan<double> x) => ideal.Value(x);

        public double ValueAndGradient(ReadOnlySpan<double> x, Span<double> gradient) => ideal.ValueAndGradient(x, gradient);

        public double Judge(ReadOnlySpan<double> x, double fitted) =>
            noisy(Transpiler.Transpile(circuit!, GateBasis.RxRyRzCx), x.ToArray());

        public void Dispose() => ideal.Dispose();
    }
}
