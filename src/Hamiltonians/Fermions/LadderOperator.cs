namespace Quiver.Hamiltonians.Fermions;

/// <summary>A creation or annihilation operator.</summary>
/// <param name="Mode">The mode, from 0.</param>
/// <param name="Creates">True for creation.</param>
public readonly record struct LadderOperator(int Mode, bool Creates);
