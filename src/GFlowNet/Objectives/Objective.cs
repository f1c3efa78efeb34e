using Quiver.GFlowNet.Environments;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;
using static TorchSharp.torch;

namespace Quiver.GFlowNet.Objectives;

/// <summary>A training loss of a GFlowNet. It scores trajectories under the policy, however they were sampled.</summary>
public abstract class Objective
{
    /// <summary>Its short name, as on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What it needs of the policy.</summary>
    public abstract PolicyParts Parts { get; }

    /// <summary>True when log Z (or the level of the flow) is a parameter that this loss trains.</summary>
    public virtual bool TrainsLogZ => true;

    /// <summary>The loss.</summary>
    /// <param name="scores">A batch of trajectories with what the policy says of them.</param>
    /// <param name="loss">What is made of a residual.</param>
    /// <returns>One number; gradients reach the policy.</returns>
    public abstract Tensor Loss(TrajectoryScores scores, RegressionLoss loss);

    /// <summary>Checks that the environment has what the objective needs.</summary>
    /// <param name="environment">The environment.</param>
    /// <exception cref="ArgumentException">It has not.</exception>
    public virtual void Check(DiscreteEnvironment environment) => ArgumentNullException.ThrowIfNull(environment);

    /// <summary>The objective of a name.</summary>
    /// <param name="name">fm, db, mdb, fldb, tb, subtb, subtb:lambda, subtb:lambda:weighting, or vargrad.</param>
    /// <returns>The objective.</returns>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static Objective Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.ToLowerInvariant().Split(':');
        return parts[0] switch
        {
            "fm" when parts.Length == 1 => new FlowMatching(),
            "db" when parts.Length == 1 => new DetailedBalance(),
            "mdb" when parts.Length == 1 => new ModifiedDetailedBalance(),
            "fldb" when parts.Length == 1 => new ForwardLookingDetailedBalance(),
            "tb" when parts.Length == 1 => new TrajectoryBalance(),
            "vargrad" when parts.Length == 1 => new LogPartitionVariance(),
            "subtb" => SubTrajectoryBalance.Parse(parts),
            _ => throw new FormatException($"There is no objective '{name}': use fm, db, mdb, fldb, tb, subtb[:lambda[:weighting]] or vargrad."),
        };
    }
}
