using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Formats;

/// <summary>A gate defined in a file: its parts on qubits 0, 1, ... with free parameters 0, 1, ...</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Number of parameters.</param>
/// <param name="Qubits">Number of qubits.</param>
/// <param name="Body">Gates in order.</param>
internal sealed record QasmGateDefinition(string Name, int Parameters, int Qubits, IReadOnlyList<GateOperation> Body);
