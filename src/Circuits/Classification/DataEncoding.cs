namespace Quiver.Circuits.Classification;

/// <summary>How a row of features becomes a state.</summary>
public enum DataEncoding
{
    /// <summary>One qubit per feature, turned by RY by an angle from 0 to pi (features scaled by the training rows; principal components
    /// where there are more features than qubits).</summary>
    Angle,

    /// <summary>Features are the amplitudes, normalised and padded with zeros: n qubits hold 2^n features.</summary>
    Amplitude,

    /// <summary>A constant and the leading principal components of the standardised features are the amplitudes, normalised: n qubits hold
    /// 2^n - 1 components; qubits left over begin in |+>. Mean, spread and components come from the training rows.</summary>
    Components,

    /// <summary>As <see cref="Components"/>, with the principal components of the features as they are, not standardised: for features of
    /// one scale, such as pixels, whose small ones are mostly noise.</summary>
    Covariance,

    /// <summary>Every row begins in |+...+>, made by RY(pi/2) on every qubit of |0...0>: features enter by gates that turn by them alone
    /// (data re-uploading), so that the circuit is all there is to run.</summary>
    None,
}
