namespace Quiver.GFlowNet.Training;

/// <summary>Training met a number that is not finite; the message says in which term.</summary>
/// <param name="iteration">The iteration, counted from 1.</param>
/// <param name="term">The first term that is not finite, in the order in which they are computed.</param>
/// <param name="detail">Where it was met, for example an object and its reward; null when there is no more to say.</param>
public sealed class TrainingDivergedException(long iteration, string term, string? detail = null)
    : Exception($"Training diverged in iteration {iteration}: {term} is not finite{(detail is null ? string.Empty : $" ({detail})")}. "
        + $"Lower the learning rate, clip the gradient, or check the reward.")
{
    /// <summary>The iteration, counted from 1.</summary>
    public long Iteration { get; } = iteration;

    /// <summary>What is not finite.</summary>
    public string Term { get; } = term;
}
