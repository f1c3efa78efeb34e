using Quiver.Circuits.Gates;
using Quiver.Circuits.Noise;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Problems;

/// <summary>
/// An observable on a noisy device: angles are fitted without noise (by adjoint gradients), then the circuit counts with its
/// energy under the device's noise, so that every gate and every layer costs what it costs there.
/// </summary>
public sealed class NoisyProblem : CircuitProblem
{
    private readonly ObservableProblem inner;
    private readonly NoisyEnergy energy;

    /// <summary>Creates the problem.</summary>
    /// <param name="inner">The problem without noise; at most 10 qubits.</param>
    /// <param name="profile">The device.</param>
    /// <param name="options">Which noise acts; null for all.</param>
    /// <exception cref="ArgumentException">Too many qubits or a profile out of range.</exception>
    public NoisyProblem(ObservableProblem inner, DeviceProfile profile, NoiseOptions? options = null)
        : base($"{inner?.Name} on {profile?.Name}", inner?.Qubits ?? throw new ArgumentNullException(nameof(inner)), inner.Reference)
    {
        ArgumentNullException.ThrowIfNull(profile);
        this.inner = inner;
        energy = new NoisyEnergy(inner.Observable, profile, options);
    }

    /// <summary>The problem without noise.</summary>
    public ObservableProblem Inner => inner;

    /// <summary>The observable.</summary>
    public PauliSum Observable => inner.Observable;

    /// <inheritdoc/>
    public override string Unit => inner.Unit;

    /// <summary>The least cost without noise; no noisy circuit needs to reach it.</summary>
    public override double? LeastCost => inner.LeastCost;

    /// <inheritdoc/>
    public override double Tolerance => inner.Tolerance;

    /// <inheritdoc/>
    public override ICircuitCost CreateCost() => new Cost(inner.CreateCost(), energy);

    private sealed class Cost(ICircuitCost ideal, NoisyEnergy noisy) : ICircuitCost
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

        public double Judge(ReadOnlySpan<double> x, double fitted) => noisy.Of(circuit!, x);

        public void Dispose() => ideal.Dispose();
    }
}
