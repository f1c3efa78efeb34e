using Quiver.TemporalGraphs.Evaluation;
using Quiver.TemporalGraphs.Heuristics;
using Quiver.TemporalGraphs.Models;
using TorchSharp;

namespace Quiver.Cli.Links;

/// <summary>A run of <c>quiver links train</c>.</summary>
internal sealed record LinkTrainingSettings(string Model, Freshness Freshness, int Seeds, int FirstSeed)
{
    public int? Epochs { get; init; }

    public int? Patience { get; init; }

    public int? Size { get; init; }

    public double? LearningRate { get; init; }

    public double? WarmUp { get; init; }

    public int? Members { get; init; }

    public int? Second { get; init; }

    public bool Joint { get; init; } = true;

    /// <summary>Whether the ranker's features are standardised.</summary>
    public bool Scaling { get; init; } = true;

    /// <summary>Whether the ranker is trained again on training and validation.</summary>
    public bool Refit { get; init; }

    public DecayScore? Decay { get; init; }

    public bool Vanilla { get; init; }

    public bool TimeDecoder { get; init; }

    public NegativeKind Negatives { get; init; } = NegativeKind.AllDestinations;

    public int? NegativeSamples { get; init; }

    public string? Checkpoint { get; init; }

    /// <summary>Where neural models run; null where that follows from their size.</summary>
    public torch.Device? Device { get; init; }

    public UtgProtocol? Protocol { get; init; }
}
