namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>Runs designs on states.</summary>
public static class EnergyMeasurement
{
    /// <summary>Takes a design's shots and returns the energy they show.</summary>
    /// <param name="design">Settings, shots, weights.</param>
    /// <param name="state">Where they are taken.</param>
    /// <param name="seed">Fixes the outcomes.</param>
    /// <param name="correction">Readout mitigation; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Energy and standard error.</returns>
    public static async Task<EnergyEstimate> RunAsync(
        MeasurementDesign design, IMeasuredState state, int seed, ReadoutCorrection? correction = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Qubits != design.Qubits)
        {
            throw new ArgumentException($"The state has {state.Qubits} qubits, the operator {design.Qubits}.", nameof(state));
        }

        return design.Circuits.Length == 0
            ? new(design.Constant, 0, 0, 0)
            : design.Evaluate(
                await state.CountAsync(design.Circuits, design.Shots, seed, cancellationToken).ConfigureAwait(false), correction);
    }
}
