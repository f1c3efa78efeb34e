using Quiver.GFlowNet.Sampling;

namespace Quiver.GFlowNet.Training;

/// <summary>
/// Sees every fresh batch of a training. One that keeps a record which must survive an interruption is an
/// <see cref="ICheckpointPart"/> as well: checkpoints then carry it.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Called with every fresh batch (and what local search made of it), before the update.</summary>
    /// <param name="batch">The trajectories; the trainer owns them and frees them after the iteration.</param>
    void Observe(TrajectoryBatch batch);
}
