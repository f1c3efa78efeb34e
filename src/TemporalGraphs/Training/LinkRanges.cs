using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Ranges of what trainings are told.</summary>
public static class LinkRanges
{
    /// <summary>The largest learning rate: beyond it a single step overflows float32. Far smaller ones diverge, which a guard reports.</summary>
    public const double LearningRate = 1e30;

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
