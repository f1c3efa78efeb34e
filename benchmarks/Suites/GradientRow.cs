namespace Quiver.Benchmarks.Suites;

/// <summary>One measurement of small circuits with gradients, on one thread, double precision.</summary>
/// <param name="Qubits">Size of the circuit.</param>
/// <param name="Parameters">Free angles.</param>
/// <param name="CompileMicroseconds">Preparing a new circuit.</param>
/// <param name="EnergyMicroseconds">One energy.</param>
/// <param name="GradientMicroseconds">One energy with all derivatives.</param>
internal sealed record GradientRow(int Qubits, int Parameters, double CompileMicroseconds, double EnergyMicroseconds, double GradientMicroseconds);
