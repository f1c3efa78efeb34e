using Quiver.Core.Runs;

namespace Quiver.TemporalGraphs.Training;

/// <summary>How a model is trained.</summary>
public sealed record LinkTrainOptions
{
    /// <summary>Fixes parameters and negatives.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Most passes over the training events.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Passes without a better validation MRR after which training stops.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Adam's step size.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Length of a snapshot in the data's time unit (floor convention from the first event); a batch is then one snapshot. 0 for batches of a fixed size, which snapshot models do not read.</summary>
    public double Interval { get; init; } = 3600;

    /// <summary>Events in a batch where there are no snapshots.</summary>
    public int BatchSize { get; init; } = 200;

    /// <summary>Whether to feed snapshot i-1 and predict i with one step per snapshot (UTG); otherwise feed i, predict i, one step per pass.</summary>
    public bool UtgTraining { get; init; } = true;

    /// <summary>The competitors in the loss.</summary>
    public NegativeKind Negatives { get; init; } = NegativeKind.AllDestinations;

    /// <summary>Competitors per batch where they are sampled.</summary>
    public int NegativeSamples { get; init; } = 1000;

    /// <summary>A file that is written after every pass and from which an interrupted training goes on; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Refuses values outside their ranges.</summary>
    /// <exception cref="InputException">There is one; the message names the range.</exception>
    internal void Check()
    {
        LinkRanges.Require(Epochs >= 1, $"At least 1 pass is needed (got {Epochs}).");
        LinkRanges.Require(Patience >= 1, $"The patience must be at least 1 (got {Patience}).");
        LinkRanges.Require(LearningRate is >= 0 and <= LinkRanges.LearningRate, $"The learning rate must be 0 to {LinkRanges.LearningRate:G} (got {LearningRate}).");
        LinkRanges.Require(Interval >= 0 && double.IsFinite(Interval), $"The interval must be finite and at least 0 (got {Interval}).");
        LinkRanges.Require(BatchSize >= 1 && NegativeSamples >= 1, $"Batches and samples must be at least 1 (got {BatchSize} and {NegativeSamples}).");
    }
}
