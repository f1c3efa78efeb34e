namespace Quiver.Cli.Links;

/// <summary>A destination named for a source, in a table and in JSON.</summary>
internal sealed record LinkPrediction(string Source, double Time, int Rank, string Destination, double Probability);
