namespace Quiver.LearnedGrouping.Population;

/// <summary>What a launch asks of one chain.</summary>
/// <param name="From">Temperature at first, in units of S.</param>
/// <param name="To">Temperature at last.</param>
/// <param name="Active">Number of terms that take part.</param>
internal readonly record struct ChainSettings(double From, double To, long Active);
