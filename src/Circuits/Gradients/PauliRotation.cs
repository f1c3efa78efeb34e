using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Gradients;

/// <summary>exp(-i angle s P / 2) with P = i^{|x and z|} X^x Z^z on index bits (bit n-1-q belongs to qubit q).</summary>
/// <param name="X">Bits with letter X or Y.</param>
/// <param name="Z">Bits with letter Z or Y.</param>
/// <param name="Negative">Whether s is -1.</param>
/// <param name="Angle">The angle.</param>
/// <param name="Feature">The feature of a row of data that the angle's parameter is the weight of; -1 for none.</param>
internal readonly record struct PauliRotation(uint X, uint Z, bool Negative, Angle Angle, int Feature = -1);
