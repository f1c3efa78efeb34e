namespace Quiver.Circuits.Measurement;

/// <summary>How often a program's classical bits take each value.</summary>
/// <param name="Weights">Bits as 0 and 1, bit 0 of the program first, with their probability or, when sampled, their number of shots;
/// most frequent first.</param>
/// <param name="Shots">Number of shots; 0 for exact probabilities.</param>
/// <param name="Branches">Branches that measurements in the middle split the run into.</param>
public sealed record ClassicalOutcomes(IReadOnlyList<KeyValuePair<string, double>> Weights, int Shots, int Branches);
