namespace Quiver.Circuits.Gates;

/// <summary>The gate sets a circuit can be transpiled to.</summary>
public enum GateBasis
{
    /// <summary>CX and any one-qubit gates.</summary>
    Cx,

    /// <summary>RZ, SX, CX.</summary>
    RzSxCx,

    /// <summary>RX, RY, RZ, CX.</summary>
    RxRyRzCx,

    /// <summary>RZ, SX, ECR: echoed cross-resonance.</summary>
    RzSxEcr,

    /// <summary>RZ, RX, RZZ: trapped ions, whose two-qubit gate takes any angle.</summary>
    RzRxRzz,
}
