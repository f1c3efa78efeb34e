namespace Quiver.Circuits.Gates;

/// <summary>The standard libraries of OpenQASM that define a gate.</summary>
[Flags]
internal enum QasmHeader
{
    /// <summary>None: writers define the gate in the file.</summary>
    None = 0,

    /// <summary>qelib1.inc of OpenQASM 2.</summary>
    Qelib1 = 1,

    /// <summary>stdgates.inc of OpenQASM 3.</summary>
    Stdgates = 2,

    /// <summary>Both.</summary>
    Both = Qelib1 | Stdgates,
}
