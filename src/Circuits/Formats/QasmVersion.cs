namespace Quiver.Circuits.Formats;

/// <summary>Versions of OpenQASM.</summary>
public enum QasmVersion
{
    /// <summary>OpenQASM 2.0 with qelib1.inc; angles must be bound.</summary>
    V2,

    /// <summary>OpenQASM 3.0 with stdgates.inc; free parameters are inputs.</summary>
    V3,
}
