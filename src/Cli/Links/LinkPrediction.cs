namespace Quiver.Cli.Links;

/// <summary>A destination named for a source, in a table and in JSON.</summary>
internal sealed record LinkPrediction(string Source, double Time, int Rank, string Destination, double Probability)
{
    /// <summary>What the run assumed, on every row: the JSON is a list of them.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}
