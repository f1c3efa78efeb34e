namespace Quiver.Circuits.Gates;

/// <summary>How a drawing shows a gate.</summary>
internal enum GateSymbol
{
    /// <summary>A box with its label.</summary>
    Box,

    /// <summary>Under controls the circled plus of X, alone a box.</summary>
    Not,

    /// <summary>Under controls a dot like theirs, alone a box.</summary>
    Dot,

    /// <summary>A cross on each qubit.</summary>
    Exchange,
}
