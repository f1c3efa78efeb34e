namespace Quiver.Circuits.Design;

/// <summary>How a policy of proposals is trained.</summary>
public sealed record ProposalTrainingOptions
{
    /// <summary>Time of the search of each problem on two cores, in seconds, turned into work: short ones, since
    /// a search that has found its best circuit proposes no more improvements.</summary>
    public double Seconds { get; init; } = 0.15;

    /// <summary>Searches of each problem, with the seeds that follow <see cref="Seed"/>.</summary>
    public int Searches { get; init; } = 6;

    /// <summary>The error that the searches aim at, above 0, in hartree.</summary>
    public double TargetError { get; init; } = 1.6e-3;

    /// <summary>Times that all proposals are seen.</summary>
    public int Passes { get; init; } = 15;

    /// <summary>Proposals of a step.</summary>
    public int Batch { get; init; } = 512;

    /// <summary>Adam's first step size; it falls to a tenth.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Seed of the searches, the weights and the order.</summary>
    public int Seed { get; init; }
}
