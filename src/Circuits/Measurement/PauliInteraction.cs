namespace Quiver.Circuits.Measurement;

/// <summary>
/// exp(i pi/4 (1 - P_a)(1 - Q_b)): a CX or CZ up to one-qubit Cliffords on both sides. A string that anticommutes with P_a is multiplied by
/// Q_b, one that anticommutes with Q_b by P_a. Letters are 1 for X, 2 for Z, 3 for Y.
/// </summary>
/// <param name="A">One qubit.</param>
/// <param name="P">Its letter.</param>
/// <param name="B">The other qubit.</param>
/// <param name="Q">Its letter.</param>
internal readonly record struct PauliInteraction(int A, byte P, int B, byte Q);
