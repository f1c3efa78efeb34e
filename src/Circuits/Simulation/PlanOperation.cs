namespace Quiver.Circuits.Simulation;

/// <summary>One elementary operation on index bits (bit n-1-q belongs to qubit q).</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Mask">Bits of a phase; the target bit of the others.</param>
/// <param name="Control">The control bit of a Xor as a mask, otherwise 0.</param>
/// <param name="Angle">Radians.</param>
internal readonly record struct PlanOperation(PlanKind Kind, ulong Mask, ulong Control, double Angle)
{
    /// <summary>Bits on which this acts as a function of Z.</summary>
    public ulong ZBits => Kind == PlanKind.Phase ? Mask : Control;

    /// <summary>Bits on which this acts as a function of X.</summary>
    public ulong XBits => Kind is PlanKind.Xor or PlanKind.Flip ? Mask : 0;

    /// <summary>Bits on which this is neither.</summary>
    public ulong YBits => Kind == PlanKind.Rotation ? Mask : 0;
}
