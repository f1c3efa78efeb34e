namespace Quiver.Circuits.Programs;

/// <summary>A named run of qubits or of classical bits.</summary>
/// <param name="Name">Its name in the file; <c>$</c> for the physical qubits of OpenQASM 3.</param>
/// <param name="First">Number of its element 0 among all qubits or bits of the program.</param>
/// <param name="Size">Number of elements, at least 1.</param>
public sealed record ProgramRegister(string Name, int First, int Size);
