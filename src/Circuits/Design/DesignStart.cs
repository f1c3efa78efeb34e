namespace Quiver.Circuits.Design;

/// <summary>What a search begins with when a yardstick and circuits are at hand.</summary>
/// <param name="Score">Turns costs into rewards.</param>
/// <param name="Tolerance">A circuit this close to the score's anchor counts as good.</param>
/// <param name="Circuits">Fitted circuits that join the ensemble first.</param>
internal sealed record DesignStart(DesignScore Score, double Tolerance, IReadOnlyList<DesignResult> Circuits);
