namespace Quiver.Benchmarks.Suites;

/// <summary>Times of a long circuit on few qubits, in milliseconds.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Qubits">Qubits.</param>
/// <param name="Gates">Gates.</param>
/// <param name="CompileMilliseconds">Planning alone.</param>
/// <param name="Milliseconds">One run of the compiled circuit.</param>
/// <param name="OnceMilliseconds">From the circuit to its state, planning or whatever replaces it included.</param>
/// <param name="GoalMilliseconds">What <paramref name="OnceMilliseconds"/> may be.</param>
internal sealed record LongCircuitRow(
    string Name, int Qubits, int Gates, double CompileMilliseconds, double Milliseconds, double OnceMilliseconds, double GoalMilliseconds);
