namespace Quiver.LearnedGrouping.Population;

/// <summary>What a launch brought one chain to.</summary>
/// <param name="Cost">Sum over groups of the square root of the variance, to single precision.</param>
/// <param name="Groups">Number of groups.</param>
/// <param name="Unplaced">Terms that take part and stand in no group.</param>
/// <param name="Moves">Moves carried out.</param>
/// <param name="Updates">Terms that joined or left a group.</param>
/// <param name="Rounds">Rounds of proposals.</param>
internal readonly record struct ChainOutcome(double Cost, int Groups, int Unplaced, long Moves, long Updates, long Rounds);
