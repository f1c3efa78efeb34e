namespace Quiver.Circuits.Gradients;

/// <summary>A rotation exp(-i angle P / 2) that might be put into a program, at angle 0.</summary>
/// <param name="Place">How many of the program's rotations come before it, from 0 to all of them.</param>
/// <param name="X">Index bits with letter X or Y (bit n-1-q belongs to qubit q), in the program's frame.</param>
/// <param name="Z">Index bits with letter Z or Y.</param>
/// <param name="Feature">The feature of a row of data that the angle would be the weight of; -1 for a plain angle.</param>
internal readonly record struct RotationProbe(int Place, uint X, uint Z, int Feature = -1);
