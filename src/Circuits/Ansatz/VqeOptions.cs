namespace Quiver.Circuits.Ansatz;

/// <summary>How angles are fitted.</summary>
/// <param name="Starts">Starts: the first from small angles, the others from anywhere.</param>
/// <param name="Iterations">The most L-BFGS iterations of a start.</param>
/// <param name="Seed">Fixes the starts.</param>
public sealed record VqeOptions(int Starts = 3, int Iterations = 500, int Seed = 0);
