using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>
/// A training loss of a GFlowNet. It scores trajectories under the policy, however they were sampled. A loss of your own is a
/// class with <see cref="Name"/>, <see cref="Parts"/> and <see cref="Loss"/>; nothing else needs to know of it.
/// </summary>
/// <remarks>Objectives hold no state of a run: one instance may serve many trainers.</remarks>
public abstract class Objective
{
    /// <summary>Its short name, for messages and results.</summary>
    public abstract string Name { get; }

    /// <summary>What it needs of the policy.</summary>
    public abstract PolicyParts Parts { get; }

    /// <summary>True when log Z (or the level of the flow) is a parameter that this loss trains.</summary>
    public virtual bool TrainsLogZ => true;

    /// <summary>
    /// True when the trained level is log Z itself, so that the last step tells it; false where it is shifted by what the states
    /// hold, or not trained, and samples have to tell it.
    /// </summary>
    public virtual bool TellsLogZ => TrainsLogZ;

    /// <summary>The fewest trajectories that the loss can compare.</summary>
    public virtual int LeastBatch => 1;

    /// <summary>The loss.</summary>
    /// <param name="scores">A batch of trajectories with what the policy says of them.</param>
    /// <param name="loss">What is made of a residual.</param>
    /// <returns>One number; gradients reach the policy.</returns>
    public abstract Tensor Loss(TrajectoryScores scores, RegressionLoss loss);

    /// <summary>Checks that the environment has what the objective needs.</summary>
    /// <param name="environment">The environment.</param>
    /// <exception cref="ArgumentException">It has not.</exception>
    public virtual void Check(DiscreteEnvironment environment) => ArgumentNullException.ThrowIfNull(environment);

    /// <summary>The name with everything that decides the loss: a checkpoint belongs to one such text and is refused under any
    /// other.</summary>
    /// <returns>The text; override it where the objective has parameters.</returns>
    public override string ToString() => Name;
}
