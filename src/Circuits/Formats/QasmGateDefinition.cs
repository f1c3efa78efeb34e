namespace Quiver.Circuits.Formats;

/// <summary>A gate defined in a file. Its body is kept as written and evaluated at every call.</summary>
internal sealed class QasmGateDefinition(string name, string[] parameters, string[] qubits, QasmStatement.Call[]? body, int line)
{
    public string Name { get; } = name;

    public string[] Parameters { get; } = parameters;

    public string[] Qubits { get; } = qubits;

    /// <summary>Calls in order; null for an opaque gate.</summary>
    public QasmStatement.Call[]? Body { get; set; } = body;

    public int Line { get; } = line;

    /// <summary>What the names meant where the gate was defined: gates and constants.</summary>
    public Dictionary<string, QasmGateDefinition?> Gates { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, QasmValue> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>Levels of calls below this gate.</summary>
    public int Depth { get; set; } = 1;

    /// <summary>Whether it holds a U, or calls a gate that does, whose phase nothing in the file shows.</summary>
    public bool HasBareU { get; set; }

    /// <summary>Whether <see cref="IsNative"/> was decided.</summary>
    public bool Compared { get; set; }

    /// <summary>Whether the body spells out the toolkit's own gate of the same name.</summary>
    public bool IsNative { get; set; }
}
