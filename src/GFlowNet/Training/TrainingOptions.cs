using System.Text.Json.Serialization;
using Quiver.GFlowNet.Objectives;
using Quiver.GFlowNet.Policies;
using Quiver.GFlowNet.Sampling;

namespace Quiver.GFlowNet.Training;

/// <summary>Everything that decides a training run, besides the environment.</summary>
public sealed record TrainingOptions
{
    /// <summary>The loss of a batch of trajectories.</summary>
    [JsonIgnore]
    public Objective Objective { get; init; } = new TrajectoryBalance();

    /// <summary>What is made of a residual.</summary>
    [JsonIgnore]
    public RegressionLoss Loss { get; init; } = RegressionLoss.Squared;

    /// <summary>The policy's shape.</summary>
    public PolicyOptions Policy { get; init; } = new();

    /// <summary>Iterations of the whole run.</summary>
    public long Iterations { get; init; } = 2000;

    /// <summary>Fresh trajectories per iteration.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Adam's learning rate.</summary>
    public Schedule LearningRate { get; init; } = new(ScheduleKind.Cosine, 4e-3, 1e-5);

    /// <summary>Adam's learning rate for log Z (and the level of the flows).</summary>
    public Schedule LogZLearningRate { get; init; } = new(ScheduleKind.Cosine, 0.1, 1e-3);

    /// <summary>Gradients longer than this are shortened to it; 0 for no clipping. log Z is left out.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Probability of an even action.</summary>
    public Schedule Epsilon { get; init; } = Schedule.Constant(0);

    /// <summary>Divides the logits while sampling.</summary>
    public Schedule Temperature { get; init; } = Schedule.Constant(1);

    /// <summary>Probability that a trajectory begins with even actions.</summary>
    public Schedule PrefixNoise { get; init; } = Schedule.Constant(0);

    /// <summary>The longest such beginning.</summary>
    public int PrefixLength { get; init; } = 4;

    /// <summary>Replay beside the fresh trajectories.</summary>
    public ReplayOptions Replay { get; init; } = new();

    /// <summary>Updates per iteration: the first on the fresh trajectories, further ones on replayed trajectories, or on the fresh ones
    /// again without replay.</summary>
    public int Updates { get; init; } = 1;

    /// <summary>Local search on the fresh trajectories; its results train beside them.</summary>
    public LocalSearchOptions LocalSearch { get; init; } = new();

    /// <summary>Share of the old value in the running average of the weights that evaluation uses; 0 for none.</summary>
    public double WeightAverage { get; init; }

    /// <summary>Seed of the weights and of all sampling.</summary>
    public int Seed { get; init; }
}
