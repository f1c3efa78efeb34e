using System.Collections.Immutable;

namespace Quiver.Circuits.Measurement;

/// <summary>One group of a recipe.</summary>
/// <param name="Name">The group's name: its circuit is NAME.qasm and NAME.qs, its counts NAME.json.</param>
/// <param name="Shots">Shots to take.</param>
/// <param name="TwoQubitGates">Two-qubit gates of its circuit.</param>
/// <param name="Depth">Layers of its circuit.</param>
/// <param name="Terms">What is read from each shot.</param>
public sealed record MeasurementRecipeGroup(
    string Name, int Shots, int TwoQubitGates, int Depth, ImmutableArray<MeasurementRecipeTerm> Terms);
