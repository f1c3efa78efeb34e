namespace Quiver.Circuits.Simulation;

/// <summary>What the large simulator executes: real rotations, diagonal phases and index maps.</summary>
internal enum PlanKind
{
    /// <summary>RY on one bit, |angle| at most pi/2.</summary>
    Rotation,

    /// <summary>exp(-i angle Z_mask / 2).</summary>
    Phase,

    /// <summary>Target bit ^= control bit.</summary>
    Xor,

    /// <summary>Target bit ^= 1.</summary>
    Flip,
}
