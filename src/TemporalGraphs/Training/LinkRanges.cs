using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Ranges of what trainings are told.</summary>
public static class LinkRanges
{
    /// <summary>The largest learning rate.</summary>
    public const double LearningRate = 1e3;

    /// <summary>The largest time in size: beyond it squares of float32 overflow.</summary>
    public const double Time = 1e19;

    /// <exception cref="InputException">It does not hold.</exception>
    internal static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new InputException(sentence);
        }
    }
}
