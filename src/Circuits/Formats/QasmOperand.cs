namespace Quiver.Circuits.Formats;

/// <summary>A register, some of its elements, or a physical qubit; several joined by <c>++</c> in an alias.</summary>
internal sealed record QasmOperand(string Name, QasmIndex[] Indices, int Line);
