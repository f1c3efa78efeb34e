namespace Quiver.TemporalGraphs.Evaluation;

/// <summary>The shape of a table of scores.</summary>
internal static class ScoreShape
{
    /// <exception cref="ArgumentException">There is not one time for every source and one place for every pair.</exception>
    public static void Check(ReadOnlySpan<int> sources, ReadOnlySpan<double> times, ReadOnlySpan<float> scores, int candidates)
    {
        if (sources.Length != times.Length)
        {
            throw new ArgumentException(
                $"There are {sources.Length} sources and {times.Length} times: every query has one of each.", nameof(times));
        }

        if (scores.Length != (long)sources.Length * candidates)
        {
            throw new ArgumentException(
                $"{sources.Length} queries over {candidates} candidates have {(long)sources.Length * candidates} scores, there is room " +
                $"for {scores.Length}.", nameof(scores));
        }
    }
}
