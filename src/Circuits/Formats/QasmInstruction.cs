namespace Quiver.Circuits.Formats;

/// <summary>One instruction: an operation, the name or number it needs, and how many values it takes from the stack.</summary>
internal readonly record struct QasmInstruction(QasmOperation Operation, string? Name, QasmValue Value, int Count);
