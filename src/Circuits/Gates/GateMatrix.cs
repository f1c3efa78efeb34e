using System.Numerics;

namespace Quiver.Circuits.Gates;

/// <summary>The closed form of a gate: 4^k entries, row-major, first qubit most significant.</summary>
internal delegate Complex[] GateMatrix(ReadOnlySpan<double> angles);
