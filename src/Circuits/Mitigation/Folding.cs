namespace Quiver.Circuits.Mitigation;

/// <summary>How a circuit's noise is made larger while what it computes stays.</summary>
public enum Folding
{
    /// <summary>Every gate on several qubits is followed by its inverse and itself: G becomes G (G^-1 G)^k. One-qubit gates stay.</summary>
    Local,

    /// <summary>The whole circuit is: U becomes U (U^-1 U)^k.</summary>
    Global,
}
