using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Measurement;

/// <summary>One-qubit Cliffords up to Pauli gates: the six permutations of X, Z, Y (letters 1, 2, 3), given by the images of X and
/// Z.</summary>
/// <param name="X">Image of X.</param>
/// <param name="Z">Image of Z.</param>
internal readonly record struct LocalFrame(byte X, byte Z)
{
    public static LocalFrame Identity => new(1, 2);

    public byte Of(byte letter) => letter switch { 1 => X, 2 => Z, _ => (byte)(X ^ Z) };

    /// <summary>The letter whose image is a letter.</summary>
    public byte Source(byte image) => X == image ? (byte)1 : Z == image ? (byte)2 : (byte)3;

    /// <summary>This frame with a gate behind it in the circuit undone in front: this after the gate's inverse.</summary>
    public LocalFrame AfterInverseOf(GateKind gate) => gate == GateKind.H
        ? new(Of(2), Of(1))
        : new(Of(3), Of(2));

    /// <summary>The fewest gates H, S that take a letter to Z.</summary>
    public static ReadOnlySpan<GateKind> ToZ(byte letter) => letter switch { 1 => [GateKind.H], 2 => [], _ => [GateKind.S, GateKind.H] };

    /// <summary>The fewest gates H, S that take a letter to X.</summary>
    public static ReadOnlySpan<GateKind> ToX(byte letter) => letter switch { 1 => [], 2 => [GateKind.H], _ => [GateKind.S] };
}
