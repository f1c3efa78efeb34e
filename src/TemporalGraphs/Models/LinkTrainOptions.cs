using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Models;

/// <summary>How a model is trained.</summary>
public sealed record LinkTrainOptions
{
    private const int MostAtOnce = 2048;

    /// <summary>Fixes parameters and negatives.</summary>
    public int Seed { get; init; }

    /// <summary>Most passes over the training events.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Passes without a better validation MRR after which training stops.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Adam's step size.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>What queries know, in training as in evaluation, and so how events are cut into batches: snapshots or batches of a fixed
    /// size (which snapshot models do not read).</summary>
    public Freshness Freshness { get; init; } = Freshness.PerSnapshot(3600);

    /// <summary>Whether to feed snapshot i-1 and predict i with one step per snapshot (UTG); otherwise feed i, predict i, one step per
    /// pass.</summary>
    public bool UtgTraining { get; init; } = true;

    /// <summary>The competitors in the loss.</summary>
    public NegativeKind Negatives { get; init; } = NegativeKind.AllDestinations;

    /// <summary>Competitors per batch where they are sampled.</summary>
    public int NegativeSamples { get; init; } = 1000;

    /// <summary>A file that is written after every pass and from which an interrupted training goes on; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Whether the loss has a sample of competitors and not all of them.</summary>
    /// <param name="candidates">How many nodes compete.</param>
    /// <returns>False where all fit, so that <see cref="NegativeSamples"/> has no effect.</returns>
    public bool AreSampled(int candidates) =>
        Negatives != NegativeKind.AllDestinations || candidates > Math.Max(NegativeSamples, MostAtOnce);

    /// <summary>Refuses values outside their ranges.</summary>
    /// <exception cref="Quiver.Core.Runs.InputException">There is one; the message names the range.</exception>
    internal void Check()
    {
        LinkRanges.Require(Epochs >= 1, $"At least 1 pass is needed (got {Epochs}).");
        LinkRanges.Require(Patience >= 1, $"The patience must be at least 1 (got {Patience}).");
        LinkRanges.Require(LearningRate is >= 0 and <= LinkRanges.LearningRate,
            $"The learning rate must be 0 to {LinkRanges.LearningRate:G} (got {LearningRate}).");
        LinkRanges.Require(
            Freshness.Kind == FreshnessKind.Event || (Freshness.Size > 0 && double.IsFinite(Freshness.Size)),
            $"The length of a snapshot or batch must be finite and above 0 (got {Freshness.Size}).");
        LinkRanges.Require(NegativeSamples >= 1, $"There must be at least 1 sample (got {NegativeSamples}).");
    }
}
