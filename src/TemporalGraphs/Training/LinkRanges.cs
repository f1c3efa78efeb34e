using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Training;

/// <summary>Ranges of what trainings are told.</summary>
internal static class LinkRanges
{
    /// <summary>The largest learning rate: beyond it a single step overflows float32. Far smaller ones diverge, which a guard
    /// reports.</summary>
    public const double LearningRate = 1e30;

    /// <exception cref="InputException">It does not hold.</exception>
    internal static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new InputException(sentence);
        }
    }
}
