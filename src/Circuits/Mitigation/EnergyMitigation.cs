using System.Globalization;
using Quiver.Circuits.Gates;
using Quiver.Circuits.Measurement;
using Quiver.Circuits.Measurement.Estimators;
using Quiver.Circuits.Noise;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Pauli;

namespace Quiver.Circuits.Mitigation;

/// <summary>
/// Corrected energies of circuits on a noisy device: by zero-noise extrapolation of folded circuits, and by undoing readout errors.
/// </summary>
public sealed class EnergyMitigation
{
    private readonly DeviceProfile profile;
    private readonly MitigationOptions options;
    private readonly int trajectories;
    private readonly int seed;

    /// <summary>Prepares corrections.</summary>
    /// <param name="profile">The device, whose readout errors are known.</param>
    /// <param name="options">What is corrected, and how; null for everything by default.</param>
    /// <param name="trajectories">Random runs for circuits too large for an exact answer, see <see cref="NoisyDevice"/>.</param>
    /// <param name="seed">Fixes trajectories and shots.</param>
    /// <exception cref="ArgumentException">A profile or factors out of range.</exception>
    public EnergyMitigation(DeviceProfile profile, MitigationOptions? options = null, int trajectories = 0, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(profile);
        this.options = options ?? new();
        if (this.options.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        this.profile = profile;
        this.trajectories = trajectories;
        this.seed = seed;
        _ = new NoisyDevice(profile, trajectories, seed);
    }

    /// <summary>What was assumed, a sentence each, after a run.</summary>
    public Notes Notes { get; } = new();

    /// <summary>The corrected energy for an unlimited number of shots.</summary>
    /// <param name="circuit">A circuit with bound angles; at most 24 qubits in use.</param>
    /// <param name="observable">A sum with real coefficients on as many qubits.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The energy; with a standard error above 10 qubits in use, where it comes from trajectories.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    /// <remarks>The inverse of known readout errors undoes them exactly, so they are left out from the start.</remarks>
    public MitigatedEstimate Energy(Circuit circuit, PauliSum observable, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(observable);
        var points = new List<MitigatedPoint>();
        foreach (var factor in options.Factors)
        {
            var device = new NoisyDevice(profile, trajectories, seed, new NoiseOptions { Readout = !options.Readout });
            var energy = device.Energy(CircuitFolding.Fold(circuit, options.Folding, factor), observable, cancellationToken);
            Notes.AddRange(device.Notes.Sentences);
            points.Add(new(factor, energy.Mean, energy.StandardError, 0));
        }

        return Extrapolated(points, observable);
    }

    /// <summary>The corrected energy from shots, which the factors share evenly.</summary>
    /// <param name="circuit">A circuit with bound angles; at most 24 qubits in use.</param>
    /// <param name="plan">How the operator is measured. Noise acts on its circuits too, and they are not folded.</param>
    /// <param name="observable">The operator.</param>
    /// <param name="shots">Shots in all: at least 2 for every group of the plan at every factor.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Energy and standard error.</returns>
    /// <exception cref="ArgumentException">Sizes do not fit, or there are too few shots.</exception>
    public async Task<MitigatedEstimate> EnergyAsync(
        Circuit circuit, MeasurementPlan plan, PauliSum observable, int shots, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(observable);
        var correction = options.Readout ? ReadoutCorrection.Of(profile) : null;
        var points = new List<MitigatedPoint>();
        foreach (var (k, factor) in options.Factors.Index())
        {
            var share = (shots / options.Factors.Length) + (k < shots % options.Factors.Length ? 1 : 0);
            var device = new NoisyDevice(profile, trajectories, seed);
            var state = new NoisyState(device, CircuitFolding.Fold(circuit, options.Folding, factor));
            var design = MeasurementDesign.Of(plan, plan.Allocate(share));
            var measured = await EnergyMeasurement.RunAsync(design, state, unchecked(seed + (7919 * k)), correction, cancellationToken)
                .ConfigureAwait(false);
            Notes.AddRange(device.Notes.Sentences);
            points.Add(new(factor, measured.Energy, measured.StandardError, measured.Shots));
        }

        return Extrapolated(points, observable);
    }

    private MitigatedEstimate Extrapolated(List<MitigatedPoint> points, PauliSum observable)
    {
        if (!options.Extrapolates)
        {
            return new(points[0].Energy, points[0].StandardError, [.. points], 1, null);
        }

        var mixed = observable.IndexOfIdentity() is >= 0 and var identity ? observable.Coefficients[identity] : 0;
        var factors = points.Select(static p => (double)p.Factor).ToArray();
        var energies = points.Select(static p => new NoisyEstimate(p.Energy, p.StandardError, 0)).ToArray();
        var model = options.Model;
        var found = EnergyExtrapolation.Of(model, factors, energies, mixed);
        if (found is null)
        {
            model = ExtrapolationModel.Linear;
            found = EnergyExtrapolation.Of(model, factors, energies)!;
            Notes.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The energies at the factors of the noise do not all lie on one side of the completely mixed state's, {mixed:F6}, so that "
                    + $"they cannot decay to it: they were extrapolated by a straight line."));
        }

        return new(found.Energy, found.StandardError, [.. points], found.ShotsFactor, model);
    }
}
