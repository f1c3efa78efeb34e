namespace Quiver.Circuits.Problems;

/// <summary>Electrons and spin of a state, as expectation values.</summary>
/// <param name="Electrons">Electrons of both spins.</param>
/// <param name="Ms2">2 Ms: alpha less beta electrons.</param>
/// <param name="TotalSpin">S²: S(S+1) for a state of spin S, so 0 for a singlet, 3/4 for a doublet, 2 for a triplet; between those for
/// states without a definite spin.</param>
public sealed record ElectronExpectation(double Electrons, double Ms2, double TotalSpin);
