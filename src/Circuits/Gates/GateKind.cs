using System.Diagnostics.CodeAnalysis;

namespace Quiver.Circuits.Gates;

/// <summary>The gates a circuit can hold. Their data (matrix, adjoint, generator, names) is in <see cref="GateTable"/>.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The gates' own names.")]
public enum GateKind
{
    /// <summary>Identity.</summary>
    I,

    /// <summary>Pauli X.</summary>
    X,

    /// <summary>Pauli Y.</summary>
    Y,

    /// <summary>Pauli Z.</summary>
    Z,

    /// <summary>Hadamard.</summary>
    H,

    /// <summary>Phase gate diag(1, i).</summary>
    S,

    /// <summary>Adjoint of <see cref="S"/>.</summary>
    Sdg,

    /// <summary>diag(1, e^{i pi/4}).</summary>
    T,

    /// <summary>Adjoint of <see cref="T"/>.</summary>
    Tdg,

    /// <summary>Square root of X, with SX SX = X exactly.</summary>
    SX,

    /// <summary>Adjoint of <see cref="SX"/>.</summary>
    SXdg,

    /// <summary>exp(-i angle X / 2).</summary>
    RX,

    /// <summary>exp(-i angle Y / 2).</summary>
    RY,

    /// <summary>exp(-i angle Z / 2).</summary>
    RZ,

    /// <summary>diag(1, e^{i angle}).</summary>
    P,

    /// <summary>U(theta, phi, lambda) of OpenQASM 3: e^{i(phi+lambda)/2} RZ(phi) RY(theta) RZ(lambda).</summary>
    U,

    /// <summary>Controlled X; the control is the first qubit.</summary>
    CX,

    /// <summary>Controlled Y.</summary>
    CY,

    /// <summary>Controlled Z.</summary>
    CZ,

    /// <summary>Controlled Hadamard.</summary>
    CH,

    /// <summary>Exchange of two qubits.</summary>
    Swap,

    /// <summary>Exchange with a factor i on the exchanged states.</summary>
    ISwap,

    /// <summary>Adjoint of <see cref="ISwap"/>.</summary>
    ISwapdg,

    /// <summary>Controlled <see cref="RX"/>.</summary>
    CRX,

    /// <summary>Controlled <see cref="RY"/>.</summary>
    CRY,

    /// <summary>Controlled <see cref="RZ"/>.</summary>
    CRZ,

    /// <summary>Controlled <see cref="P"/>: diag(1, 1, 1, e^{i angle}).</summary>
    CP,

    /// <summary>exp(-i angle XX / 2).</summary>
    RXX,

    /// <summary>exp(-i angle YY / 2).</summary>
    RYY,

    /// <summary>exp(-i angle ZZ / 2).</summary>
    RZZ,

    /// <summary>Toffoli: X on the third qubit when the first two are 1.</summary>
    CCX,

    /// <summary>
    /// Single excitation: rotates |01> to cos(angle/2)|01> + sin(angle/2)|10>, leaves |00> and |11> alone.
    /// </summary>
    Givens,

    /// <summary>
    /// Double excitation: rotates |0011> to cos(angle/2)|0011> + sin(angle/2)|1100>, leaves the other 14 states alone.
    /// </summary>
    DoubleGivens,

    /// <summary>exp(-i angle P / 2) for a Pauli string P.</summary>
    PauliExp,

    /// <summary>Echoed cross-resonance, (XI - YX) / sqrt 2: a CX up to one-qubit gates.</summary>
    Ecr,

    /// <summary><see cref="Givens"/> on the second and third qubit when the first is 1.</summary>
    CGivens,
}
