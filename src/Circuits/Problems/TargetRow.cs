using System.Numerics;

namespace Quiver.Circuits.Problems;

/// <summary>A line of numbers of a state or a unitary.</summary>
/// <param name="First">Its first number as it is written.</param>
/// <param name="Numbers">Its numbers.</param>
/// <param name="Complex">Whether one of them is written with i or j.</param>
/// <param name="Digits">The most digits behind a point.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record TargetRow(string First, Complex[] Numbers, bool Complex, int Digits, int Line);
