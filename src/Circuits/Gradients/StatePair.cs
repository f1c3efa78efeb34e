namespace Quiver.Circuits.Gradients;

/// <summary>Amplitudes as they lie in a workspace's buffers.</summary>
/// <param name="real">Real parts, 2^n.</param>
/// <param name="imaginary">Imaginary parts; empty when all are 0.</param>
internal readonly ref struct StatePair(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary)
{
    /// <summary>Real parts.</summary>
    public ReadOnlySpan<double> Real { get; } = real;

    /// <summary>Imaginary parts; empty when all are 0.</summary>
    public ReadOnlySpan<double> Imaginary { get; } = imaginary;
}
