using System.Text.Json.Serialization;
using Quiver.Core.Runs;
using Quiver.Hamiltonians.Grouping;
using TorchSharp;

namespace Quiver.LearnedGrouping;

/// <summary>How the GFlowNet grouper spends its time.</summary>
public sealed record GFlowNetGroupingOptions
{
    /// <summary>log R = -Beta log(eps^2 M) - Gamma groups.</summary>
    public double Beta { get; init; } = 1000;

    /// <summary>Price of one group in log R.</summary>
    public double Gamma { get; init; }

    /// <summary>
    /// A reward of the user's own, log R of a finished grouping, in place of the formula; for example one that counts
    /// two-qubit gates of the measurement circuits. Called from several threads at once. Local search still follows
    /// eps^2 M; the grouping returned is the best under this reward among all that were kept.
    /// </summary>
    public Func<MeasurementGrouping, double>? LogReward { get; init; }

    /// <summary>Time budget. The work done is a function of the budget, not of the clock.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Share of the time for training the policy. 0, the default since the search forgets the start that training would choose, leaves
    /// all of it to the search (after samples from <see cref="Policy"/> where one is given).
    /// </summary>
    public double TrainingShare { get; init; }

    /// <summary>Whether the rest of the time goes to local search; without it everything goes to training and sampling.</summary>
    public bool LocalSearch { get; init; } = true;

    /// <summary>Which ejections local search works out; without a state all.</summary>
    public EjectionScreen Ejections { get; init; } = EjectionScreen.Learned;

    /// <summary>Most groups of the grouping returned; needs <see cref="LocalSearch"/>, since the policy itself counts no groups.</summary>
    public int MaxGroups { get; init; } = int.MaxValue;

    /// <summary>Whether training replays the best partitions known, improved by short local searches.</summary>
    public bool Replay { get; init; } = true;

    /// <summary>Whether training rollouts are tempered: drawn at a smaller beta than they are scored at.</summary>
    public bool Exploration { get; init; } = true;

    /// <summary>The loss, learning rates and batch.</summary>
    public PolicyTrainingOptions Training { get; init; } = new();

    /// <summary>A policy to start from or, with <see cref="TrainingShare"/> 0, to apply as it is.</summary>
    public GroupingPolicy? Policy { get; init; }

    /// <summary>Where the policy is trained; null for the CPU. Sampling, search and costs always run on the CPU.</summary>
    public torch.Device? Device { get; init; }

    /// <summary>What a search that was stopped has behind it; by default nothing is kept. It changes no result.</summary>
    [JsonIgnore]
    public UnitJournal Journal { get; init; } = UnitJournal.None;

    /// <summary>Fixes every random choice.</summary>
    public int Seed { get; init; }
}
