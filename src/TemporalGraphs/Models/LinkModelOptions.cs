namespace Quiver.TemporalGraphs.Models;

/// <summary>Size of a link model.</summary>
public sealed record LinkModelOptions
{
    /// <summary>Number of nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>Width of features and states.</summary>
    public int Size { get; init; } = 32;

    /// <summary>Chebyshev terms K of GCLSTM, at least 2.</summary>
    public int ChebyshevOrder { get; init; } = 2;

    /// <summary>Recent neighbours an event model looks at.</summary>
    public int Neighbors { get; init; } = 10;

    /// <summary>Whether a snapshot model's decoder reads the time since the last event; off, scores hold between snapshots. Event models
    /// read times anyway.</summary>
    public bool TimeDecoder { get; init; }

    /// <summary>Fixes the initial parameters.</summary>
    public int Seed { get; init; }
}
