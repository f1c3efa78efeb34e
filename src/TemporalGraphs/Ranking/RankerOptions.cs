using Quiver.Core.Runs;
using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Training;

namespace Quiver.TemporalGraphs.Ranking;

/// <summary>How the learned ranker is trained.</summary>
public sealed record RankerOptions
{
    /// <summary>What queries may know, in training as in evaluation.</summary>
    public Freshness Freshness { get; init; } = Freshness.PerEvent;

    /// <summary>Width of the hidden layer of each network.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Width of the second hidden layer, which only pairs that met pass through; 0 leaves it out.</summary>
    public int Second { get; init; } = 32;

    /// <summary>Networks trained side by side from different parameters; their scores are averaged.</summary>
    public int Members { get; init; } = 2;

    /// <summary>Passes over the training events.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Passes without a better validation MRR after which training stops.</summary>
    public int Patience { get; init; } = 2;

    /// <summary>Queries in an update; null for 64, halved down to 16 where a pass would have fewer than a hundred updates.</summary>
    public int? Batch { get; init; }

    /// <summary>Adam's first step size; it falls to a hundredth along a cosine.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Share of the training events at the beginning that are only observed.</summary>
    public double WarmUp { get; init; } = 0.3;

    /// <summary>Fixes parameters.</summary>
    public int Seed { get; init; }

    /// <summary>Whether joint-neighbourhood features are used; off for the ablation.</summary>
    public bool Joint { get; init; } = true;

    /// <summary>Whether features are standardised while the networks learn. The ranker that comes out is one on plain features either
    /// way.</summary>
    public bool Scaling { get; init; } = true;

    /// <summary>Whether the ranker is trained once more, from its first parameters, on training and validation together, with the passes
    /// and the share that validation chose, and tested after that. Published tables test what was trained on training alone.</summary>
    public bool Refit { get; init; }

    /// <summary>The sum of decays from which the networks start and to which they add; null lets validation choose its constants
    /// (<see cref="DecayFit"/>).</summary>
    public DecayScore? Decay { get; init; }

    /// <summary>A file that is written after every pass and from which an interrupted training goes on; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Queries in an update of a pass over some.</summary>
    /// <param name="queries">Queries that a pass trains on.</param>
    internal int BatchOf(int queries)
    {
        var batch = 64;
        while (batch > 16 && queries < 100 * batch)
        {
            batch /= 2;
        }

        return Batch ?? batch;
    }

    /// <summary>Refuses values outside their ranges.</summary>
    /// <exception cref="InputException">There is one; the message names the range.</exception>
    internal void Check()
    {
        LinkRanges.Require(Epochs >= 1, $"At least 1 pass is needed (got {Epochs}).");
        LinkRanges.Require(Patience >= 1, $"The patience must be at least 1 (got {Patience}).");
        LinkRanges.Require(LearningRate is >= 0 and <= LinkRanges.LearningRate,
            $"The learning rate must be 0 to {LinkRanges.LearningRate:G} (got {LearningRate}).");
        LinkRanges.Require(WarmUp is >= 0 and < 1, $"The share that is only observed must be at least 0 and below 1 (got {WarmUp}).");
        LinkRanges.Require(Decay is not { Walks: > 0 }, "The ranker has features of walks of its own: leave walks out of its sum of decays.");
        LinkRanges.Require(
            Hidden >= 1 && Second >= 0 && Members >= 1 && Batch is null or >= 1,
            $"Widths, networks and batch must be at least 1 (got {Hidden}, {Members}, {Batch}; second layer {Second}).");
    }
}
