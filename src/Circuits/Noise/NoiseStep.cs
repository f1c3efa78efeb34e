using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Noise;

/// <summary>
/// One step of a noisy run. A gate, then depolarising noise on its qubits; or, without a gate, relaxation of one qubit.
/// </summary>
/// <param name="Gate">A gate on one or two qubits, or null for relaxation.</param>
/// <param name="Depolarizing">Probability of replacing the gate's qubits by the completely mixed state.</param>
/// <param name="Qubit">The qubit that relaxes.</param>
/// <param name="Microseconds">How long it relaxes.</param>
internal readonly record struct NoiseStep(GateOperation? Gate, double Depolarizing, int Qubit, double Microseconds);
