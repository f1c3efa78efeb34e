namespace Quiver.Circuits.Measurement.Estimators;

/// <summary>
/// A way to spend shots on an energy. It decides all settings before the first shot, so the estimate is unbiased: its mean is the state's
/// energy, whatever the state.
/// </summary>
public interface IEnergyEstimator
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>Decides settings, shots and weights.</summary>
    /// <param name="problem">Operator and prior.</param>
    /// <param name="shots">Shots in all.</param>
    /// <param name="seed">Fixes random choices of settings.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The design, with its predicted variance where the problem has a prior.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Too few shots to see every term.</exception>
    MeasurementDesign Design(EstimationProblem problem, int shots, int seed, CancellationToken cancellationToken = default);
}
