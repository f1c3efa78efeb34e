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
}
