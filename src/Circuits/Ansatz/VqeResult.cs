using Quiver.Circuits.Gates;

namespace Quiver.Circuits.Ansatz;

/// <summary>A fitted ansatz.</summary>
/// <param name="Name">The ansatz.</param>
/// <param name="Circuit">The circuit with its angles.</param>
/// <param name="Parameters">Angles fitted.</param>
/// <param name="Cost">The cost reached.</param>
/// <param name="Seconds">Time taken.</param>
public sealed record VqeResult(string Name, Circuit Circuit, int Parameters, double Cost, double Seconds);
