namespace Quiver.GFlowNet.Training;

/// <summary>Where the time of one iteration went.</summary>
/// <param name="Sampling">Sampling, replay and local search.</param>
/// <param name="Scoring">The loss.</param>
/// <param name="Gradient">Its gradient.</param>
/// <param name="Update">The optimiser.</param>
public readonly record struct StepTimes(TimeSpan Sampling, TimeSpan Scoring, TimeSpan Gradient, TimeSpan Update)
{
    /// <summary>The whole iteration.</summary>
    public TimeSpan Total => Sampling + Scoring + Gradient + Update;
}
