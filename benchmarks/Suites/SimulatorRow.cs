namespace Quiver.Benchmarks.Suites;

/// <summary>One measurement of the simulator.</summary>
/// <param name="Qubits">Size of the circuit.</param>
/// <param name="Precision">float32 or float64.</param>
/// <param name="Threads">Threads allowed.</param>
/// <param name="Gates">Gates of the circuit.</param>
/// <param name="Milliseconds">Best time of one run from |0...0>, the circuit compiled before.</param>
/// <param name="CompileMilliseconds">Time of compiling it, once.</param>
internal sealed record SimulatorRow(int Qubits, string Precision, int Threads, int Gates, double Milliseconds, double CompileMilliseconds);
