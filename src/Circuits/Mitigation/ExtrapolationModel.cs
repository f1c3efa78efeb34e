namespace Quiver.Circuits.Mitigation;

/// <summary>What an energy is taken to be as a function of the noise's factor, on its way to factor 0.</summary>
public enum ExtrapolationModel
{
    /// <summary>A straight line, by least squares.</summary>
    Linear,

    /// <summary>A parabola, by least squares; at least three factors.</summary>
    Quadratic,

    /// <summary>
    /// Decay to the energy of the completely mixed state, L + (E - L) e^(-b factor): exact where one depolarising rate acts on all qubits
    /// alike.
    /// </summary>
    Exponential,

    /// <summary>The polynomial through all points (Richardson's extrapolation).</summary>
    Richardson,
}
